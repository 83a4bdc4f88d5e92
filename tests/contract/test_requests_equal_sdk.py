"""For all 22 operations our request equals the one Codat's installed SDK sends in this very run."""

from __future__ import annotations

import importlib
import inspect
import json
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from codat_sync_for_commerce import CodatSyncCommerce
from codat_sync_for_commerce.models import errors, shared

from codat_tui.api import CodatClient
from codat_tui.models.codat import Configuration, Text, VisibleAccounts
from codat_tui.models.errors import BadRequestError
from tests.api.support import BASE, KEY, InstantClock

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

COMPANY = "8a210b68-6988-11ed-a1eb-0242ac120002"
CONNECTION = "2e9d2c44-f675-40ba-8049-353bfcb5e171"
SYNC = "ad474a37-2003-478e-baee-9af9f1ec2fe3"
CLIENT = "8425968f-39a5-11ed-a261-0242ac120002"
LISTING = {"page": 2, "page_size": 50, "query": "name~Café && id!=1", "order_by": "-created"}
CONFIGURATION = {"companyId": COMPANY, "enable": True, "configured": None, "unknown": [1]}

Sdk = Callable[[Any], Any]
Ours = Callable[[Any], Awaitable[Any]]

OPERATIONS: dict[str, tuple[Sdk, Ours]] = {
    "list-companies": (
        lambda sdk: sdk.advanced_controls.list_companies(request=LISTING),
        lambda us: us.advanced_controls.list_companies(**LISTING),
    ),
    "list-companies by default": (
        lambda sdk: sdk.advanced_controls.list_companies(request={}),
        lambda us: us.advanced_controls.list_companies(),
    ),
    "create-company": (
        lambda sdk: sdk.advanced_controls.create_company(
            request={"name": "Oak & Ember", "description": "d", "tags": {"region": "north"}}
        ),
        lambda us: us.advanced_controls.create_company(
            "Oak & Ember", description="d", tags={"region": "north"}
        ),
    ),
    "get-configuration": (
        lambda sdk: sdk.advanced_controls.get_configuration(request={"company_id": COMPANY}),
        lambda us: us.advanced_controls.get_configuration(COMPANY),
    ),
    "set-configuration": (
        lambda sdk: sdk.advanced_controls.set_configuration(request={"company_id": COMPANY}),
        lambda us: us.advanced_controls.set_configuration(
            COMPANY, Configuration.model_validate(CONFIGURATION)
        ),
    ),
    "list-connections": (
        lambda sdk: sdk.connections.list(request={"company_id": COMPANY, **LISTING}),
        lambda us: us.connections.list(COMPANY, **LISTING),
    ),
    "create-connection": (
        lambda sdk: sdk.connections.create(
            request={"company_id": COMPANY, "request_body": {"platform_key": "gbol"}}
        ),
        lambda us: us.connections.create(COMPANY, "gbol"),
    ),
    "update-connection": (
        lambda sdk: sdk.connections.update_connection(
            request={
                "company_id": COMPANY,
                "connection_id": CONNECTION,
                "update_connection": {"status": "Unlinked"},
            }
        ),
        lambda us: us.connections.update_connection(COMPANY, CONNECTION, "Unlinked"),
    ),
    "update-connection-authorization": (
        lambda sdk: sdk.connections.update_authorization(
            request={"company_id": COMPANY, "connection_id": CONNECTION, "request_body": {"token": "t"}}
        ),
        lambda us: us.connections.update_authorization(COMPANY, CONNECTION, {"token": "t"}),
    ),
    "get-sync-flow-url": (
        lambda sdk: sdk.connections.get_sync_flow_url(
            request={
                "commerce_key": "fztf",
                "accounting_key": "gbol",
                "merchant_identifier": "Oak & Ember",
            }
        ),
        lambda us: us.connections.get_sync_flow_url("fztf", "gbol", merchant_identifier="Oak & Ember"),
    ),
    "request-sync": (
        lambda sdk: sdk.sync.request(request={"company_id": COMPANY}),
        lambda us: us.sync.request(COMPANY),
    ),
    "request-sync to a date": (
        lambda sdk: sdk.sync.request(
            request={"company_id": COMPANY, "sync_to_latest_args": {"sync_to": "2026-11-23T00:00:00Z"}}
        ),
        lambda us: us.sync.request(COMPANY, "2026-11-23T00:00:00Z"),
    ),
    "request-sync-for-date-range": (
        lambda sdk: sdk.sync.request_for_date_range(
            request={
                "company_id": COMPANY,
                "sync_range": {
                    "date_range": {"start": "2026-11-01T00:00:00Z", "finish": "2026-11-02T00:00:00Z"}
                },
            }
        ),
        lambda us: us.sync.request_for_date_range(COMPANY, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"),
    ),
    "get-sync-status": (
        lambda sdk: sdk.sync.get_status(request={"company_id": COMPANY}),
        lambda us: us.sync.get_status(COMPANY),
    ),
    "get-last-successful-sync": (
        lambda sdk: sdk.sync.get_last_successful_sync(request={"company_id": COMPANY}),
        lambda us: us.sync.get_last_successful_sync(COMPANY),
    ),
    "get-latest-sync": (
        lambda sdk: sdk.sync.get_latest_sync(request={"company_id": COMPANY}),
        lambda us: us.sync.get_latest_sync(COMPANY),
    ),
    "get-sync-by-id": (
        lambda sdk: sdk.sync.get(request={"company_id": COMPANY, "sync_id": SYNC}),
        lambda us: us.sync.get(COMPANY, SYNC),
    ),
    "list-syncs": (
        lambda sdk: sdk.sync.list(request={"company_id": COMPANY}),
        lambda us: us.sync.list(COMPANY),
    ),
    "get-config-text-sync-flow": (
        lambda sdk: sdk.sync_flow_settings.get_config_text_sync_flow(request={"locale": "fr-fr"}),
        lambda us: us.sync_flow_settings.get_config_text_sync_flow("fr-fr"),
    ),
    "update-config-text-sync-flow": (
        lambda sdk: sdk.sync_flow_settings.update_config_text_sync_flow(
            request={
                "locale": "en-us",
                "request_body": {
                    "a=b": {"text": "Détails", "required": True},
                    "default": {"text": None},
                    "nothing": {"text": ""},
                },
            }
        ),
        lambda us: us.sync_flow_settings.update_config_text_sync_flow(
            "en-us",
            {
                "a=b": Text(text="Détails", required=True),
                "default": Text(text=None),
                "nothing": {"text": ""},
            },
        ),
    ),
    "get-visible-accounts": (
        lambda sdk: sdk.sync_flow_settings.get_visible_accounts(
            request={"client_id": CLIENT, "platform_key": "gbol"}
        ),
        lambda us: us.sync_flow_settings.get_visible_accounts(CLIENT, "gbol"),
    ),
    "update-visible-accounts-sync-flow": (
        lambda sdk: sdk.sync_flow_settings.update_visible_accounts_sync_flow(
            request={"platform_key": "gbol", "visible_accounts": {"visible_accounts": ["a", "b"]}}
        ),
        lambda us: us.sync_flow_settings.update_visible_accounts_sync_flow(
            "gbol", VisibleAccounts(visible_accounts=("a", "b"))
        ),
    ),
    "list-integrations": (
        lambda sdk: sdk.integrations.list(request=LISTING),
        lambda us: us.integrations.list(**LISTING),
    ),
    "get-integration-branding": (
        lambda sdk: sdk.integrations.get_branding(request={"platform_key": "gbol"}),
        lambda us: us.integrations.get_branding("gbol"),
    ),
}
BODY_IS_OURS = "set-configuration"


class Wire:
    """Keeps the first request it sees and answers nothing useful."""

    def __init__(self) -> None:
        self.request: httpx.Request | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.request = self.request or request
        return httpx.Response(400, content=b"{}")

    @property
    def captured(self) -> tuple[str, str, list[tuple[str, str]], Any]:
        """Method, path as sent, query in any order, JSON body or None."""
        request = self.request
        assert request is not None, "nothing was sent"
        body = json.loads(request.content) if request.content else None
        path = request.url.raw_path.split(b"?")[0].decode()
        return request.method, path, sorted(request.url.params.multi_items()), body


def sdk_request(call: Sdk) -> Wire:
    wire = Wire()
    with httpx.Client(transport=httpx.MockTransport(wire)) as http:
        sdk = CodatSyncCommerce(security=shared.Security(auth_header="Basic x"), server_url=BASE, client=http)
        with pytest.raises((errors.SDKError, errors.ErrorMessage)):
            call(sdk)
    return wire


async def our_request(call: Ours) -> Wire:
    wire = Wire()
    client = CodatClient(KEY, server=BASE, transport=httpx.MockTransport(wire), clock=InstantClock())
    async with client:
        with pytest.raises(BadRequestError):
            await call(client)
    return wire


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_our_request_is_the_sdk_s(operation: str) -> None:
    sdk, ours = OPERATIONS[operation]
    expected, got = sdk_request(sdk).captured, (await our_request(ours)).captured
    if operation == BODY_IS_OURS:
        assert expected[3] is None, "the SDK sends a configuration now: compare the whole request"
        assert got == (*expected[:3], CONFIGURATION)
    else:
        assert got == expected


async def test_every_operation_of_both_clients_is_compared() -> None:
    groups = ("connections", "sync", "sync_flow_settings", "integrations", "advanced_controls")
    beside = {"pages", "company_pages", "companies"}
    async with CodatClient(KEY, server=BASE) as client:
        for group in groups:
            theirs = _methods(getattr(CodatSyncCommerce(security=shared.Security(auth_header="")), group))
            ours = _methods(getattr(client, group))
            assert {name for name in theirs if not name.endswith("_async")} == ours - beside
    assert len({name.split(" ")[0] for name in OPERATIONS}) == 22


def _methods(group: object) -> set[str]:
    return {
        name
        for name, member in inspect.getmembers(group, inspect.ismethod)
        if not name.startswith(("_", "do_"))
    }


@pytest.mark.parametrize("operation", OPERATIONS)
async def test_the_method_s_docstring_shows_its_url(operation: str) -> None:
    wire = await our_request(OPERATIONS[operation][1])
    request = wire.request
    assert request is not None
    source = {
        doc.split("`")[1]
        for module in ("advanced_controls", "connections", "sync", "sync_flow_settings", "integrations")
        for doc in _docs(module)
        if doc.startswith("`")
    }
    shown = {
        line.format(
            companyId=COMPANY,
            connectionId=CONNECTION,
            syncId=SYNC,
            clientId=CLIENT,
            platformKey="gbol",
            commerceKey="fztf",
            accountingKey="gbol",
        )
        for line in source
    }
    assert f"{request.method} {request.url.path}" in shown


def _docs(module: str) -> list[str]:
    members = vars(importlib.import_module(f"codat_tui.api.{module}")).values()
    classes = [member for member in members if inspect.isclass(member) and "api" in member.__module__]
    return [
        inspect.getdoc(method) or "" for cls in classes for method in vars(cls).values() if callable(method)
    ]
