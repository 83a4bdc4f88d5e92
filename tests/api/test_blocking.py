"""The client without asyncio: the same methods, from threads, loops and forks, with blocking HTTP clients."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any, Generator, assert_type  # noqa: UP035

import httpx
import pytest

from codat_tui.api import (
    BlockingCodatClient,
    Call,
    CodatClient,
    CodatError,
    CompanySummary,
    ConfigurationError,
    Connection,
    NoAnswerError,
    NotFoundError,
    Page,
    RefusedError,
    RetryPolicy,
    SyncStatus,
    TimedOutError,
    Timeouts,
    UnavailableError,
    UnreadableAnswerError,
    blocking,
)
from codat_tui.secret import authorization_header
from tests.api.support import BASE, KEY, InstantClock, Script, answer, fault
from tests.demo_server import DemoServer

STATUS = {"companyId": "c", "syncId": "s", "syncStatusCode": 2000}
GROUPS = ("connections", "sync", "sync_flow_settings", "integrations", "advanced_controls", "platform")


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoServer]:
    with DemoServer() as server:
        yield server


@pytest.fixture
def codat(demo: DemoServer) -> Iterator[BlockingCodatClient]:
    with BlockingCodatClient(demo.api_key, server=demo.base_url) as client:
        yield client


def on(handler: Callable[[httpx.Request], httpx.Response], **options: Any) -> BlockingCodatClient:
    """A client on an `httpx.Client` whose requests end in *handler*."""
    http = httpx.Client(transport=httpx.MockTransport(handler))
    return BlockingCodatClient(KEY, server=BASE, http=http, clock=InstantClock(), **options)


def public(thing: object) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("_")}


@pytest.mark.parametrize("name", GROUPS)
def test_a_group_has_every_method_with_its_signature(name: str) -> None:
    later = inspect.get_annotations(CodatClient, eval_str=True)[name]
    sooner = inspect.get_annotations(BlockingCodatClient, eval_str=True)[name]
    assert public(sooner) == public(later)
    for method in public(later):
        theirs, ours = getattr(later, method), getattr(sooner, method)
        expected, shown = inspect.signature(theirs), inspect.signature(ours)
        assert shown.parameters == expected.parameters
        assert ours.__doc__ == theirs.__doc__
        returned = str(expected.return_annotation)
        if returned.startswith("AsyncGenerator"):
            returned = (
                f"Generator[{returned.removeprefix('AsyncGenerator[').removesuffix(', None]')}, None, None]"
            )
        assert shown.return_annotation == returned
        assert not inspect.iscoroutinefunction(ours)


def test_the_clients_take_the_same_options_and_offer_the_same() -> None:
    sooner, later = (
        inspect.signature(kind.__init__).parameters for kind in (BlockingCodatClient, CodatClient)
    )
    # A limiter belongs to one event loop.
    assert {**later, "http": None} == {**sooner, "http": None, "limiter": later["limiter"]}
    assert public(BlockingCodatClient) - {"close"} == public(CodatClient) - {"aclose"}


def test_types_are_those_of_the_answers(codat: BlockingCodatClient) -> None:
    rows = codat.advanced_controls.companies()
    assert_type(rows, Generator[CompanySummary, None, None])
    company = next(rows)
    assert_type(codat.connections.list(company.id), Page[Connection])
    assert_type(codat.sync.list(company.id), tuple[SyncStatus, ...])


def test_listings_are_ordinary_iterators(codat: BlockingCodatClient) -> None:
    ids = [company.id for company in codat.advanced_controls.companies(page_size=7)]
    assert len(ids) == len(set(ids)) == 60
    pages = list(codat.advanced_controls.company_pages(page_size=25))
    assert [len(page.results) for page in pages] == [25, 25, 10]


def test_a_listing_that_is_left_stops_reading(demo: DemoServer, codat: BlockingCodatClient) -> None:
    with closing(codat.advanced_controls.companies(page_size=1)) as rows:
        assert next(rows).name
    assert codat.advanced_controls.list_companies().total_results == 60
    before = len(demo.app.state.requests)
    assert codat.integrations.list().results
    assert len(demo.app.state.requests) == before + 1


def test_a_row_does_not_wait_for_the_next_page_nor_for_its_error() -> None:
    reached = threading.Event()

    async def two_pages(request: httpx.Request) -> httpx.Response:
        if request.url.params["page"] == "1":
            rows = [{"id": str(number), "name": "n", "redirect": "r"} for number in range(3)]
            links = {"next": {"href": "/companies?page=2"}}
            return answer(
                {"results": rows, "pageNumber": 1, "pageSize": 3, "totalResults": 6, "_links": links}
            )
        await asyncio.to_thread(reached.wait, 30)
        return fault(503)

    http = httpx.MockTransport(two_pages)
    with BlockingCodatClient(KEY, server=BASE, transport=http, retry=RetryPolicy.never()) as codat:
        rows = codat.advanced_controls.companies(page_size=3)
        assert [next(rows).id for _ in range(3)] == ["0", "1", "2"]
        reached.set()
        with pytest.raises(UnavailableError):
            next(rows)
        assert list(rows) == []


def test_reads_writes_and_errors_come_through(codat: BlockingCodatClient) -> None:
    company = next(codat.advanced_controls.companies())
    created = codat.connections.create(company.id, "gbol")
    assert created.id in {each.id for each in codat.connections.list(company.id).results}
    with pytest.raises(NotFoundError) as caught:
        codat.sync.get_latest_sync("no-such-company")
    assert caught.value.status == 404
    assert caught.value.headers["content-type"].startswith("application/json")
    assert "No company was found" in caught.value.body
    assert codat.quota is not None
    assert codat.base_url.startswith("http://127.0.0.1:")


def test_many_threads_share_one_client(demo: DemoServer) -> None:
    events: list[str] = []
    with BlockingCodatClient(demo.api_key, server=demo.base_url) as codat:
        codat.subscribe(lambda event: events.append(threading.current_thread().name))
        ids = [company.id for company in codat.advanced_controls.companies()][:12]
        with ThreadPoolExecutor(6) as pool:
            found = list(pool.map(codat.advanced_controls.get_configuration, ids))
    assert [each.company_id for each in found] == ids
    assert set(events) == {"codat client"}


async def test_it_may_be_used_inside_a_running_loop(codat: BlockingCodatClient) -> None:
    assert codat.advanced_controls.list_companies().results
    assert len([each async for each in _async_rows(codat)]) == 60


async def _async_rows(codat: BlockingCodatClient) -> Any:
    for company in codat.advanced_controls.companies():
        yield company
        await asyncio.sleep(0)


def test_its_own_thread_may_not_wait_for_itself() -> None:
    refused: list[CodatError] = []

    def ask_again(event: object) -> None:
        try:
            client.sync.get_latest_sync("c")
        except CodatError as error:
            refused.append(error)

    client = on(Script(answer(STATUS)))
    with client:
        client.subscribe(ask_again)
        client.sync.get_latest_sync("c")
    (error,) = refused
    assert isinstance(error, RefusedError)
    assert "its own thread" in error.title


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_fork_of_a_used_client_says_so(tmp_path: Path) -> None:
    program = f"""
import os, sys, warnings
from codat_tui.api import BlockingCodatClient, RefusedError
warnings.simplefilter("ignore", DeprecationWarning)
with BlockingCodatClient("key", server="{BASE}") as unused:
    pass
with BlockingCodatClient("key", server="{BASE}") as codat:
    try:
        codat.sync.get_latest_sync("")
    except RefusedError:
        pass
    try:
        next(codat.advanced_controls.companies(page_size=0))
    except RefusedError:
        pass
    if os.fork() == 0:
        try:
            codat.sync.get_latest_sync("c")
        except RefusedError as error:
            print(error.title, flush=True)
    else:
        os.wait()
"""
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False
    )
    assert (done.stdout, done.stderr) == ("This client was used before the process forked\n", "")


def test_ctrl_c_ends_the_call_and_closes() -> None:
    program = """
import socket, threading
from codat_tui.api import BlockingCodatClient
server = socket.create_server(("127.0.0.1", 0))
kept = []
def ready():
    kept.append(server.accept()[0])
    kept[0].recv(1)
    print("asked", flush=True)
threading.Thread(target=ready, daemon=True).start()
try:
    with BlockingCodatClient("key", server=f"http://127.0.0.1:{server.getsockname()[1]}") as codat:
        codat.subscribe(lambda event: print("ended", bool(event.error), flush=True))
        codat.sync.get_latest_sync("c")
except KeyboardInterrupt:
    print("left with", threading.active_count() - 1, "threads")
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "asked\n"
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=10)[0] == "ended True\nleft with 0 threads\n"
        assert process.returncode == 0


def test_closing_ends_a_write_of_another_thread_in_doubt() -> None:
    asked, failed = threading.Event(), []

    async def never(request: httpx.Request) -> httpx.Response:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    codat = BlockingCodatClient(KEY, server=BASE, transport=httpx.MockTransport(never))

    def write() -> None:
        try:
            codat.sync.request("c")
        except CodatError as error:
            failed.append(error)

    thread = threading.Thread(target=write)
    thread.start()
    assert asked.wait(10)
    codat.close()
    thread.join(10)
    (error,) = failed
    assert isinstance(error, NoAnswerError)
    assert error.title == "The client was closed before Codat answered"
    assert error.effect_unknown
    for _ in range(2):
        with pytest.raises(RefusedError, match="The client is closed"):
            codat.sync.request("c")
        codat.close()


async def test_closing_ends_the_calls_of_the_asynchronous_client_too() -> None:
    asked = asyncio.Event()

    async def never(request: httpx.Request) -> httpx.Response:
        asked.set()
        await asyncio.Event().wait()
        raise AssertionError

    client = CodatClient(KEY, server=BASE, transport=httpx.MockTransport(never))
    call = asyncio.create_task(client.sync.get_latest_sync("c"))
    await asked.wait()
    await client.aclose()
    with pytest.raises(NoAnswerError, match="closed"):
        await call
    with pytest.raises(RefusedError, match="The client is closed"):
        await client.sync.get_latest_sync("c")


def test_a_client_that_nobody_holds_ends_its_thread() -> None:
    group = on(Script(answer(STATUS))).sync
    assert group.get_latest_sync("c").sync_id == "s"
    (thread,) = [each for each in threading.enumerate() if each.name == "codat client"]
    del group
    thread.join(10)
    assert not thread.is_alive()


class Wrapped:
    """A client around a client, as the README of Codat's SDK shows it."""

    def __init__(self, inner: httpx.Client) -> None:
        self.inner = inner
        self.context = ""

    def build_request(self, method: str, url: str, **more: Any) -> httpx.Request:
        return self.inner.build_request(method, url, **more)

    def send(self, request: httpx.Request, **more: Any) -> httpx.Response:
        self.context = TRACE.get()
        request.headers["client-level-header"] = "added by client"
        return self.inner.send(request, **more)


TRACE = contextvars.ContextVar("TRACE", default="")


def test_an_httpx_client_and_a_wrapped_one_are_used_and_left_open(demo: DemoServer) -> None:
    with httpx.Client(headers={"x-custom-header": "someValue"}) as inner:
        wrapped = Wrapped(inner)
        for http in (inner, wrapped):
            with BlockingCodatClient(demo.api_key, server=demo.base_url, http=http) as codat:
                TRACE.set("the caller's")
                assert codat.advanced_controls.list_companies().total_results
        assert wrapped.context == "the caller's"
        assert not inner.is_closed


def test_what_a_blocking_client_sends_is_ours_and_retried() -> None:
    script = Script(fault(503), answer(STATUS))
    with on(script) as codat:
        assert codat.sync.request("c", call=Call(headers={"X-Trace": "1"})).sync_id == "s"
    assert script.keys[0] == script.keys[1] is not None
    first = script.seen[0].headers
    assert first["x-trace"] == "1"
    assert first["authorization"] == authorization_header(KEY).reveal()


def test_a_blocking_client_that_hangs_is_left_behind() -> None:
    release = threading.Event()

    def hang(request: httpx.Request) -> httpx.Response:
        release.wait(30)
        return answer(STATUS)

    with on(hang) as codat:
        brief = Call(timeout=Timeouts(whole=0.01), retry=RetryPolicy.never())
        with pytest.raises(TimedOutError):
            codat.sync.get_latest_sync("c", call=brief)
    release.set()


def test_a_blocking_clients_failures_are_typed() -> None:
    with on(Script(fault(502)), retry=RetryPolicy.never()) as codat, pytest.raises(UnavailableError):
        codat.sync.get_latest_sync("c")
    packed = httpx.Response(200, headers={"content-encoding": "gzip"}, stream=httpx.ByteStream(b"not gzip"))
    with on(lambda request: packed) as codat, pytest.raises(UnreadableAnswerError, match="not compressed"):
        codat.sync.get_latest_sync("c")


class Bare:
    """Sends; which kind it is shows only then."""

    def __init__(self, inner: httpx.Client | httpx.AsyncClient) -> None:
        self.inner = inner

    def build_request(self, *args: Any, **more: Any) -> httpx.Request:
        return self.inner.build_request(*args, **more)

    def send(self, request: httpx.Request, **more: Any) -> Any:
        return self.inner.send(request, **more)


class Closing(Bare):
    def close(self) -> None: ...


@pytest.mark.parametrize(
    ("kind", "http", "words"),
    [
        (BlockingCodatClient, httpx.AsyncClient(), "http is an asynchronous client"),
        (BlockingCodatClient, httpx.Client, "http is a class"),
        (BlockingCodatClient, object(), "http has no build_request"),
        (CodatClient, httpx.Client(), "http is a blocking client"),
        (CodatClient, Closing(httpx.Client()), "http is a blocking client"),
        (CodatClient, "http://proxy", "http has no build_request"),
    ],
)
def test_what_does_not_fit_is_said_at_construction(kind: Any, http: Any, words: str) -> None:
    with pytest.raises(ConfigurationError, match=words) as caught:
        kind(KEY, server=BASE, http=http)
    assert "httpx." in caught.value.next_step


@pytest.mark.parametrize("kind", [CodatClient, BlockingCodatClient])
def test_a_blocking_transport_is_refused_with_the_way(kind: Any) -> None:
    with pytest.raises(ConfigurationError) as caught:
        kind(KEY, server=BASE, transport=httpx.HTTPTransport())
    assert "BlockingCodatClient as http" in caught.value.next_step


async def test_what_shows_only_by_its_first_answer_is_said_then() -> None:
    script = Script(answer(STATUS))
    transport = httpx.MockTransport(script)
    bare = Bare(httpx.AsyncClient(transport=transport))
    with (
        BlockingCodatClient(KEY, server=BASE, http=bare) as codat,
        pytest.raises(ConfigurationError, match="asynchronous"),
    ):
        codat.sync.request("c")
    assert script.seen == []
    blocking_one: Any = Bare(httpx.Client(transport=transport))
    client = CodatClient(KEY, server=BASE, http=blocking_one)
    with pytest.raises(UnreadableAnswerError, match="blocking") as caught:
        await client.sync.request("c")
    assert caught.value.effect_unknown
    assert len(script.seen) == 1


@pytest.mark.parametrize("later", [False, True], ids=["function", "async function"])
def test_a_key_function_may_block_or_be_asynchronous(later: bool) -> None:
    threads: list[str] = []
    keys = iter(["first-key-1111", "second-key-2222"])

    def ask() -> str:
        threads.append(threading.current_thread().name)
        return next(keys)

    async def ask_later() -> str:
        return ask()

    script = Script(answer(STATUS))
    http = httpx.Client(transport=httpx.MockTransport(script))
    with BlockingCodatClient(ask_later if later else ask, server=BASE, http=http) as codat:
        codat.sync.get_latest_sync("c")
        codat.sync.get_latest_sync("c")
        with pytest.raises(RuntimeError, match="StopIteration"):
            codat.sync.get_latest_sync("c")
    sent = [request.headers["authorization"] for request in script.seen]
    assert sent == [authorization_header(key).reveal() for key in ("first-key-1111", "second-key-2222")]
    assert ("codat client" in threads) is later


def test_the_groups_are_named_in_help() -> None:
    shown = inspect.signature(blocking.BlockingAdvancedControls.companies)
    assert str(shown).endswith("-> 'Generator[CompanySummary, None, None]'")
