"""Codat's own Python SDK drives the imitation through all 22 operations, and reads every answer.

The SDK's models are generated from Codat's document and refuse what does not conform to it: whatever the
default world answers must be readable for every company, not only for a well-behaved one.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from codat_sync_for_commerce import CodatSyncCommerce
from codat_sync_for_commerce.models import errors, shared

from codat_tui.demo import DemoOptions
from tests.demo_server import DemoServer

# Pydantic warns about how the SDK's generated serializers read their fields.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


@pytest.fixture
def server() -> Iterator[DemoServer]:
    with DemoServer(DemoOptions()) as running:
        yield running


@pytest.fixture
def sdk(server: DemoServer) -> Iterator[Any]:
    """Untyped on purpose: requests are written as the plain dicts that the SDK accepts."""
    key = base64.b64encode(server.api_key.encode()).decode()
    with httpx.Client() as client:
        yield CodatSyncCommerce(
            security=shared.Security(auth_header=f"Basic {key}"),
            server_url=server.base_url,
            client=client,
            retry_config=None,
            timeout_ms=10_000,
        )


def company_named(sdk: Any, name: str) -> shared.Company:
    companies = sdk.advanced_controls.list_companies(request={"page_size": 500})
    assert companies is not None
    assert companies.results is not None
    found: shared.Company = next(company for company in companies.results if company.name == name)
    return found


def test_companies_and_configuration(sdk: Any, server: DemoServer) -> None:
    company = company_named(sdk, "Harbour Lane Coffee")
    made = sdk.advanced_controls.create_company(request={"name": "New Shop", "tags": {"region": "uk"}})
    assert made is not None
    assert server.app.state.world.effects.companies == [made.id]
    configuration = sdk.advanced_controls.get_configuration(request={"company_id": company.id})
    assert configuration is not None
    assert configuration.configured
    unchanged = sdk.advanced_controls.set_configuration(request={"company_id": company.id})
    assert unchanged == configuration


def test_connections(sdk: Any, server: DemoServer) -> None:
    company = company_named(sdk, "Nordic Bikes AB")
    listed = sdk.connections.list(request={"company_id": company.id})
    assert listed is not None
    assert listed.results is not None
    target = {"company_id": company.id, "connection_id": listed.results[1].id}
    made = sdk.connections.create(
        request={"company_id": company.id, "request_body": {"platform_key": "qhyg"}}
    )
    assert made is not None
    assert made.status == shared.DataConnectionStatus.PENDING_AUTH
    unlinked = sdk.connections.update_connection(
        request={**target, "update_connection": {"status": shared.DataConnectionStatus.UNLINKED}}
    )
    assert unlinked is not None
    assert unlinked.status == shared.DataConnectionStatus.UNLINKED
    linked = sdk.connections.update_authorization(request={**target, "request_body": {"token": "secret"}})
    assert linked is not None
    assert linked.status == shared.DataConnectionStatus.LINKED
    url = sdk.connections.get_sync_flow_url(
        request={"commerce_key": "ugxp", "accounting_key": "gbol", "merchant_identifier": company.id}
    )
    assert url is not None
    assert url.url is not None
    assert url.url.startswith(f"https://sync-flow.codat.io/{server.options.client_id}/ugxp/gbol/start?")


def test_syncs(sdk: Any, server: DemoServer) -> None:
    company = company_named(sdk, "Nordic Bikes AB")
    target = {"company_id": company.id}
    triggered = sdk.sync.request(request={**target, "sync_to_latest_args": {}})
    assert triggered is not None
    server.clock.advance(21)
    status = sdk.sync.get_status(request=target)
    assert status is not None
    assert status.sync_id is not None
    assert status.commerce_sync_id == triggered.commerce_sync_id
    assert status.sync_status_code == 2000
    by_id = sdk.sync.get(request={**target, "sync_id": status.sync_id})
    assert by_id == sdk.sync.get_latest_sync(request=target)
    assert by_id == sdk.sync.get_last_successful_sync(request=target)
    everything = sdk.sync.list(request=target)
    assert everything is not None
    assert by_id in everything
    again = sdk.sync.request_for_date_range(
        request={
            **target,
            "sync_range": {"date_range": {"start": "2026-11-01T00:00:00Z", "finish": "2026-11-02T00:00:00Z"}},
        }
    )
    assert again is not None
    assert again.sync_date_range_utc is not None
    assert again.sync_date_range_utc.start == "2026-11-01T00:00:00Z"
    server.clock.advance(21)
    ended = sdk.sync.get_latest_sync(request=target)
    assert ended is not None
    assert ended.sync_status_code == 5080


def test_flow_settings_and_integrations(sdk: Any, server: DemoServer) -> None:
    for locale in shared.Locale:
        texts = sdk.sync_flow_settings.get_config_text_sync_flow(request={"locale": locale})
        assert texts
        key = next(iter(texts))
        changed = sdk.sync_flow_settings.update_config_text_sync_flow(
            request={"locale": locale, "request_body": {key: {"text": "Something else"}}}
        )
        assert changed is not None
        assert changed[key].text == "Something else"
    target = {"platform_key": "gbol"}
    client = {"client_id": server.options.client_id}
    assert sdk.sync_flow_settings.get_visible_accounts(request={**target, **client}) is not None
    chosen = {"visible_accounts": ["sales-accounts-gratuity"]}
    shown = sdk.sync_flow_settings.update_visible_accounts_sync_flow(
        request={**target, "visible_accounts": chosen}
    )
    assert shown == sdk.sync_flow_settings.get_visible_accounts(request={**target, **client})
    integrations = sdk.integrations.list(request={})
    assert integrations is not None
    assert integrations.results
    for integration in integrations.results:
        assert sdk.integrations.get_branding(request={"platform_key": integration.key}) is not None


def test_every_company_of_the_default_world_conforms(server: DemoServer) -> None:
    key = base64.b64encode(server.api_key.encode()).decode()
    with httpx.Client(base_url=server.base_url, headers={"Authorization": f"Basic {key}"}) as client:
        page = shared.Companies.model_validate(client.get("/companies?pageSize=500").json())
        assert len(page.results or ()) == 60
        for company in page.results or ():
            listed = client.get(f"/companies/{company.id}/sync/commerce/syncs/list/status")
            if listed.status_code == 404:
                assert "No company was found" in listed.json()["error"], "deleted, and still listed"
                continue
            syncs = listed.json()
            for sync in syncs:
                shared.CompanySyncStatus.model_validate(sync)
            configuration = client.get(f"/config/companies/{company.id}/sync/commerce").json()
            shared.Configuration.model_validate(configuration)
            status = client.get(f"/meta/companies/{company.id}/sync/commerce/status")
            if syncs:
                shared.SyncStatus.model_validate(status.json())
            else:
                assert status.status_code == 404


def test_an_unknown_company_is_codats_error(sdk: Any) -> None:
    with pytest.raises(errors.ErrorMessage) as caught:
        sdk.sync.get_status(request={"company_id": "0a1b2c3d-0000-4000-8000-000000000000"})
    assert caught.value.data.status_code == 404
    assert caught.value.data.service == "ClientsApi"
