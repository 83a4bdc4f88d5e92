"""What writes really did at the server when their answers are lost: once with the header, twice without."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest

from codat_tui.api import Call, CodatClient, RetryPolicy
from codat_tui.demo import DemoOptions
from codat_tui.models.codat import Text, VisibleAccounts
from codat_tui.models.errors import CodatError
from tests.api.support import InstantClock
from tests.demo_server import DemoServer

Write = Callable[[CodatClient, str, str], Awaitable[Any]]

KEYED: dict[str, Write] = {
    "request-sync": lambda us, company, link: us.sync.request(company),
    "request-sync-for-date-range": lambda us, company, link: us.sync.request_for_date_range(
        company, "2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z"
    ),
    "create-company": lambda us, company, link: us.advanced_controls.create_company("New Shop"),
    "create-connection": lambda us, company, link: us.connections.create(company, "fbrh"),
    "update-config-text-sync-flow": lambda us, company, link: (
        us.sync_flow_settings.update_config_text_sync_flow(
            "en-us", {"configure-misc-nextButton": Text(text="Go on")}
        )
    ),
    "update-visible-accounts-sync-flow": lambda us, company, link: (
        us.sync_flow_settings.update_visible_accounts_sync_flow("gbol", VisibleAccounts())
    ),
    "set-configuration": lambda us, company, link: _write_back(us, company),
}
NATURALLY_ONCE: dict[str, Write] = {
    "update-connection": lambda us, company, link: us.connections.update_connection(
        company, link, "Unlinked"
    ),
}
BARE: dict[str, Write] = {
    "update-connection-authorization": lambda us, company, link: us.connections.update_authorization(
        company, link, {"token": "t"}
    ),
    "get-sync-flow-url": lambda us, company, link: us.connections.get_sync_flow_url("fztf", "gbol"),
}


async def _write_back(client: CodatClient, company: str) -> Any:
    configuration = await client.advanced_controls.get_configuration(company)
    return await client.advanced_controls.set_configuration(company, configuration)


class WithoutKeys:
    """An HTTP client that loses the Idempotency-Key on the way."""

    def __init__(self) -> None:
        self.inner = httpx.AsyncClient(trust_env=False)

    def build_request(self, method: str, url: str, **more: Any) -> httpx.Request:
        headers = httpx.Headers(more.pop("headers"))
        headers.pop("idempotency-key", None)
        return self.inner.build_request(method, url, headers=headers, **more)

    async def send(self, request: httpx.Request, **more: Any) -> httpx.Response:
        return await self.inner.send(request, **more)


def effects(server: DemoServer) -> int:
    """Everything writes have done at the server, counted."""
    done = server.app.state.world.effects
    by_company = (done.syncs, done.connections, done.statuses, done.authorizations, done.configurations)
    return int(
        sum(counter.total() for counter in by_company)
        + len(done.companies)
        + done.flow_urls
        + done.texts
        + done.visible_accounts
    )


async def run(
    write: Write, faults: str, http: WithoutKeys | None = None
) -> tuple[DemoServer, CodatError | None]:
    """Write once under *faults*; the server afterwards, and the error the write ended with."""
    error: CodatError | None = None
    with DemoServer(DemoOptions(faults=faults)) as server:
        client = CodatClient(server.api_key, server=server.base_url, clock=InstantClock(), http=http)
        async with client:
            listing = await client.advanced_controls.list_companies(query="name=Nordic Bikes AB")
            links = listing.results[0].data_connections
            assert links
            linked = next(link.id for link in links if link.status == "Linked")
            try:
                await write(client, listing.results[0].id, linked)
            except CodatError as caught:
                error = caught
    if http is not None:
        await http.inner.aclose()
    return server, error


def after_the_reads(fault: str) -> str:
    """*fault* for writes only: every method but GET."""
    return ", ".join(f"{method} {fault}" for method in ("POST", "PATCH", "PUT"))


@pytest.mark.parametrize("write", KEYED | NATURALLY_ONCE)
@pytest.mark.parametrize(
    "fault", ["lost-answer@1", "lost-answer@1-3", "truncated@1", "drop@1", "429@1", "502@1", "503@1", "504@1"]
)
async def test_with_its_key_a_write_is_done_once_whatever_is_lost(write: str, fault: str) -> None:
    server, error = await run((KEYED | NATURALLY_ONCE)[write], after_the_reads(fault))
    assert error is None
    assert effects(server) == 1
    keys = {seen.idempotency_key for seen in server.app.state.requests if seen.method in ("POST", "PATCH")}
    assert len(keys) == 1
    assert None not in keys


@pytest.mark.parametrize("write", KEYED)
async def test_without_its_key_the_same_write_is_done_twice(write: str) -> None:
    server, error = await run(KEYED[write], after_the_reads("lost-answer@1"), WithoutKeys())
    assert error is None
    assert effects(server) == 2


@pytest.mark.parametrize("write", KEYED | NATURALLY_ONCE)
async def test_when_every_answer_is_lost_the_error_says_unknown_and_the_work_was_done_once(
    write: str,
) -> None:
    server, error = await run((KEYED | NATURALLY_ONCE)[write], after_the_reads("lost-answer"))
    assert error is not None
    assert error.effect_unknown
    assert effects(server) == 1


@pytest.mark.parametrize("write", KEYED | NATURALLY_ONCE)
async def test_when_nothing_ever_arrived_it_is_unknown_too(write: str) -> None:
    server, error = await run((KEYED | NATURALLY_ONCE)[write], after_the_reads("drop"))
    assert error is not None
    assert error.effect_unknown
    assert effects(server) == 0


@pytest.mark.parametrize("write", BARE)
async def test_a_write_without_a_key_is_never_repeated_after_a_lost_answer(write: str) -> None:
    server, error = await run(BARE[write], "PUT lost-answer, GET /config/sync/*:lost-answer")
    assert error is not None
    assert error.effect_unknown
    assert effects(server) == 1


@pytest.mark.parametrize("write", BARE)
async def test_a_write_without_a_key_is_repeated_after_a_429(write: str) -> None:
    server, error = await run(BARE[write], "PUT 429@1, GET /config/sync/*:429@1")
    assert error is None
    assert effects(server) == 1


async def test_codat_s_cached_fault_is_replayed_and_nothing_is_done() -> None:
    server, error = await run(KEYED["request-sync"], "POST 500@1")
    assert error is not None
    assert error.status == 500
    assert error.effect_unknown
    assert effects(server) == 0
    assert len([seen for seen in server.app.state.requests if seen.method == "POST"]) == 3


async def test_the_answer_of_a_repeat_is_the_first_one() -> None:
    with DemoServer(DemoOptions(faults="POST lost-answer@1")) as server:
        async with CodatClient(server.api_key, server=server.base_url, clock=InstantClock()) as client:
            listing = await client.advanced_controls.list_companies(query="name=Nordic Bikes AB")
            company = listing.results[0].id
            started = await client.sync.request(company)
            status = await client.sync.get_status(company, call=Call(retry=RetryPolicy.never()))
    assert started.commerce_sync_id == status.commerce_sync_id != ""
