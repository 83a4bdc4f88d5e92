"""The client over real HTTP against the imitation of Codat, with everything going wrong that can."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from codat_tui.api import Call, CodatClient, InProcessTransport, RetryPolicy, Timeouts
from codat_tui.demo import DemoOptions, create_app
from codat_tui.demo.options import FORBIDDEN_API_KEY
from codat_tui.models.errors import (
    BadRequestError,
    CodatError,
    ConflictError,
    ConnectError,
    DroppedConnectionError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    PaymentRequiredError,
    RequestTimeoutError,
    ServerFaultError,
    TimedOutError,
    TlsError,
    TooManyRequestsError,
    UnauthorizedError,
    UnavailableError,
)
from tests.api.support import Events, InstantClock
from tests.api.tls_server import tls_server
from tests.demo_server import DemoServer, SettableNow

LATEST = "GET */latest/status"


@contextmanager
def serving(faults: str = "", **options: Any) -> Iterator[DemoServer]:
    with DemoServer(DemoOptions(companies=60, faults=faults), **options) as server:
        yield server


@asynccontextmanager
async def client_of(server: DemoServer, **options: Any) -> AsyncIterator[tuple[CodatClient, Events]]:
    options.setdefault("clock", InstantClock())
    async with CodatClient(
        options.pop("api_key", server.api_key), server=server.base_url, **options
    ) as client:
        events = Events()
        client.subscribe(events.append)
        yield client, events


async def some_company(client: CodatClient) -> str:
    """A company with a history of syncs."""
    listing = await client.advanced_controls.list_companies(query="name=Nordic Bikes AB")
    return listing.results[0].id


@pytest.mark.parametrize(
    "fault",
    [
        "408",
        "429",
        "429=3s",
        "500",
        "502",
        "html-502",
        "503",
        "503=3s",
        "504",
        "drop",
        "lost-answer",
        "truncated",
    ],
)
async def test_a_read_survives_a_passing_fault(fault: str) -> None:
    with serving(f"{LATEST}:{fault}@1-2") as server:
        async with client_of(server) as (client, events):
            status = await client.sync.get_latest_sync(await some_company(client))
        assert status.code is not None
        assert [wait.attempt for wait in events.waits] == [1, 2]
        assert events.answers[-1].attempts == 3
        if "=3s" in fault:
            assert (
                events.waits[1].until - events.waits[0].until >= events.waits[0].until - events.waits[0].until
            )


@pytest.mark.parametrize(
    ("fault", "kind", "status"),
    [
        ("400", BadRequestError, 400),
        ("401", UnauthorizedError, 401),
        ("402", PaymentRequiredError, 402),
        ("403", ForbiddenError, 403),
        ("404", NotFoundError, 404),
        ("408", RequestTimeoutError, 408),
        ("409", ConflictError, 409),
        ("429", TooManyRequestsError, 429),
        ("429=60s", TooManyRequestsError, 429),
        ("500", ServerFaultError, 500),
        ("502", UnavailableError, 502),
        ("html-502", UnavailableError, 502),
        ("503", UnavailableError, 503),
        ("504", UnavailableError, 504),
        ("drop", DroppedConnectionError, None),
        ("lost-answer", DroppedConnectionError, None),
        ("truncated", DroppedConnectionError, None),
    ],
)
async def test_a_lasting_fault_becomes_its_error(
    fault: str, kind: type[CodatError], status: int | None
) -> None:
    with serving(f"{LATEST}:{fault}") as server:
        clock = InstantClock()
        async with client_of(server, clock=clock) as (client, events):
            company = await some_company(client)
            with pytest.raises(kind) as caught:
                await client.sync.get_latest_sync(company)
        error = caught.value
        assert type(error) is kind
        assert error.status == status
        assert error.path == f"/companies/{company}/sync/commerce/syncs/latest/status"
        assert not error.effect_unknown
        assert clock.elapsed <= 30
        assert bool(error.correlation_id) == bool(error.codat_message) == (status not in (None, 502))
        if fault == "429=60s":
            assert error.retry_after == 60
            assert events.waits == []


async def test_a_slow_answer_is_repeated_and_then_reported() -> None:
    # Only the slow call is impatient, and a second attempt that is slow as well is repeated too: a busy machine
    # changes how often, not whether.
    impatient = Call(timeout=Timeouts(read=0.5))
    with serving(f"{LATEST}:latency=2s@1", real_latency=True) as server:
        async with client_of(server) as (client, events):
            company = await some_company(client)
            assert (await client.sync.get_latest_sync(company, call=impatient)).code is not None
            assert events.waits
    with serving(f"{LATEST}:latency=2s", real_latency=True) as server:
        async with client_of(server, retry=RetryPolicy.never()) as (client, _):
            company = await some_company(client)
            with pytest.raises(TimedOutError):
                await client.sync.get_latest_sync(company, call=impatient)


async def test_nobody_there() -> None:
    with serving() as server:
        gone = server.base_url
    clock = InstantClock()
    async with CodatClient("key", server=gone, clock=clock) as client:
        with pytest.raises(ConnectError) as caught:
            await client.sync.request("c")
    assert caught.value.request_was_sent is False
    assert not caught.value.effect_unknown
    assert len(clock.slept) > 3


@pytest.mark.parametrize(("key", "kind"), [("wrong", UnauthorizedError), (FORBIDDEN_API_KEY, ForbiddenError)])
async def test_wrong_keys(key: str, kind: type[CodatError]) -> None:
    with serving() as server:
        async with client_of(server, api_key=key) as (client, events):
            with pytest.raises(kind) as caught:
                await client.integrations.list()
        assert events.waits == []
        assert caught.value.correlation_id
        assert "key" in caught.value.next_step.lower()


async def test_every_read_reads_the_quirky_world(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("tests.api.quirks")
    with serving("quirks") as server, caplog.at_level(logging.DEBUG, logger=logger.name):
        async with client_of(server, logger=logger) as (client, events):
            rows = [
                row
                async for page in client.advanced_controls.company_pages(page_size=7)
                for row in page.results
            ]
            full = await client.advanced_controls.list_companies(page_size=100)
            assert [row.id for row in rows] == [company.id for company in full.results]
            assert len(rows) == full.total_results == 60
            for row in rows[:10]:
                for read in (
                    client.sync.get_status,
                    client.sync.get_latest_sync,
                    client.sync.get_last_successful_sync,
                    client.advanced_controls.get_configuration,
                    client.connections.list,
                ):
                    with contextlib.suppress(NotFoundError):
                        await read(row.id)
                for sync in await client.sync.list(row.id):
                    assert sync.code is not None
            texts = await client.sync_flow_settings.get_config_text_sync_flow("fr-fr")
            assert len(texts) > 20
            await client.sync_flow_settings.get_visible_accounts(server.options.client_id, "gbol")
            integrations = [page async for page in client.integrations.pages(page_size=5)]
            assert sum(len(page.results) for page in integrations) == integrations[0].total_results
            await client.integrations.get_branding("gbol")
        assert client.quota is not None
        assert client.quota.share_left is not None
        assert client.quota.reset is not None
        assert {event.error for event in events.answers} <= {"", NotFoundError.TITLE}
    assert server.api_key not in caplog.text


async def test_in_process_and_over_http_answer_alike() -> None:
    with serving(f"{LATEST}:drop@1") as server:
        async with client_of(server) as (client, over_http):
            company = await some_company(client)
            expected = await client.sync.get_latest_sync(company)
    twin = create_app(DemoOptions(companies=60, faults=f"{LATEST}:drop@1"), SettableNow())
    async with client_of(server, transport=InProcessTransport(twin)) as (client, in_process):
        assert await client.sync.get_latest_sync(await some_company(client)) == expected
    assert [wait.reason for wait in in_process.waits] == [wait.reason for wait in over_http.waits]


async def test_ids_are_encoded_on_the_real_wire() -> None:
    with serving() as server:
        async with client_of(server) as (client, _):
            with pytest.raises(NotFoundError):
                await client.sync.get_latest_sync("../companies?x=1#y")
    seen = [request.path for request in server.app.state.requests]
    assert seen == ["/companies/../companies?x=1#y/sync/commerce/syncs/latest/status"]


async def test_a_certificate_nobody_signed_is_refused_unless_its_bundle_is_given(tmp_path: Path) -> None:
    async with tls_server(tmp_path) as address:
        clock = InstantClock()
        async with CodatClient("key", server=address, clock=clock) as client:
            with pytest.raises(TlsError) as caught:
                await client.sync.request("c")
        assert "self-signed" in caught.value.title or "self signed" in caught.value.title
        assert "CA bundle" in caught.value.next_step
        assert caught.value.request_was_sent is False
        assert clock.slept == []
        bundle = str(tmp_path / "certificate.pem")
        async with CodatClient("key", server=address, ca_bundle=bundle, clock=clock) as client:
            await client.sync.request("c")


def test_a_ca_bundle_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty.pem").write_text("nothing")
    for name in ("empty.pem", "missing.pem"):
        with pytest.raises(InvalidRequestError) as caught:
            CodatClient("key", ca_bundle=str(tmp_path / name))
        assert name in caught.value.next_step


async def test_something_that_does_not_speak_http_drops_the_connection() -> None:
    async def rude(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"SSH-2.0-OpenSSH_9.6\r\n")
        writer.close()

    server = await asyncio.start_server(rude, "127.0.0.1", 0)
    async with server:
        address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with CodatClient("key", server=address, clock=InstantClock()) as client:
            with pytest.raises(DroppedConnectionError) as caught:
                await client.connections.update_authorization("c", "d", {"token": "t"})
    assert caught.value.effect_unknown


@asynccontextmanager
async def small_server(reply: bytes, seen: list[bytes]) -> AsyncIterator[str]:
    """Answers everything with *reply* and keeps the first line of each request; yields its address."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen.append(head.split(b"\r\n")[0])
        writer.write(reply)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


EMPTY_OBJECT = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}"


async def test_a_given_proxy_is_used_and_one_of_the_environment_never_on_loopback(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    direct: list[bytes] = []
    by_proxy: list[bytes] = []
    async with small_server(EMPTY_OBJECT, direct) as server, small_server(EMPTY_OBJECT, by_proxy) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy)
        monkeypatch.setenv("ALL_PROXY", proxy)
        async with CodatClient("key", server=server) as client:
            await client.sync.get_latest_sync("c")
        assert (len(direct), by_proxy) == (1, [])
        async with CodatClient("key", server=server, proxy=proxy) as client:
            await client.sync.get_latest_sync("c")
        assert len(direct) == 1
        assert by_proxy[0].startswith(b"GET http://127.0.0.1:")


async def test_a_proxy_that_refuses_is_named() -> None:
    seen: list[bytes] = []
    refusal = b"HTTP/1.1 407 Proxy Authentication Required\r\ncontent-length: 0\r\n\r\n"
    async with (
        small_server(refusal, seen) as proxy,
        CodatClient("key", proxy=proxy, retry=RetryPolicy.never()) as client,
    ):
        with pytest.raises(ConnectError) as caught:
            await client.sync.request("c")
    assert seen == [b"CONNECT api.codat.io:443 HTTP/1.1"]
    assert "proxy" in caught.value.title.lower()
    assert caught.value.request_was_sent is False
