"""The machine sleeps or stands before an attempt of a write: it does not leave, and the error says so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest

from codat_tui.api import Call, CodatClient, RetryPolicy
from codat_tui.models.errors import (
    CodatError,
    ConnectError,
    RefusedError,
    TimedOutError,
    TooManyRequestsError,
)
from tests.api.support import KEY, Script, answer, client_on, fault
from tests.manual_clock import START, ManualClock

STATUS = {"companyId": "c", "syncId": "s", "syncStatusCode": 2000}
WRITES: dict[str, Callable[[CodatClient], Awaitable[Any]]] = {
    "POST": lambda us: us.sync.request("c"),
    "PATCH": lambda us: us.connections.update_connection("c", "d", "Unlinked"),
    "PUT": lambda us: us.connections.update_authorization("c", "d", {"token": "t"}),
    "GET that writes": lambda us: us.connections.get_sync_flow_url("fztf", "gbol"),
}


@pytest.mark.parametrize(
    "policy", [RetryPolicy.interactive(), RetryPolicy.document()], ids=["person", "batch"]
)
async def test_a_repeat_does_not_leave_under_a_dead_key(policy: RetryPolicy) -> None:
    clock, script = ManualClock(), Script(httpx.ReadTimeout("lost"), answer(STATUS))
    client, events, _ = client_on(script, clock=clock, retry=policy)
    task = asyncio.ensure_future(client.sync.request("c"))
    await clock.advance(0)
    assert len(events.waits) == 1
    clock.jump(7200)
    await clock.advance(1)
    with pytest.raises(TimedOutError) as caught:
        await task
    assert caught.value.effect_unknown
    assert "not sent again, since 2 h have passed" in caught.value.title
    assert len(script.seen) == 1
    assert events.answers[0].attempts == 1


async def test_a_clock_that_is_set_back_keeps_no_repeat_away() -> None:
    clock, script = ManualClock(), Script(httpx.ReadTimeout("lost"), answer(STATUS))
    client, _, _ = client_on(script, clock=clock)
    task = asyncio.ensure_future(client.sync.request("c"))
    await clock.advance(0)
    clock.jump(-7200)
    await clock.advance(1)
    await task
    assert len(script.seen) == 2


async def test_a_stop_of_75_seconds_is_longer_than_a_person_waits() -> None:
    """Both clocks go on while the process is stopped; the wait is over long before it looks again."""
    clock, script = ManualClock(), Script(httpx.ReadTimeout("lost"), answer(STATUS))
    real_sleep = clock.sleep

    async def stopped(seconds: float) -> None:
        await real_sleep(seconds + 75)

    clock.sleep = stopped  # type: ignore[method-assign]
    client, _, _ = client_on(script, clock=clock)
    task = asyncio.ensure_future(client.sync.request("c"))
    await clock.advance(80)
    with pytest.raises(TimedOutError) as caught:
        await task
    assert caught.value.effect_unknown
    assert len(script.seen) == 1


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize("failure", [httpx.ConnectError("refused"), fault(429, retry_after="2")])
async def test_what_was_certainly_not_done_is_not_called_unknown(
    write: str, failure: httpx.Response | Exception
) -> None:
    clock, script = ManualClock(), Script(failure, answer({"id": "x", "url": "https://x"}))
    client, _, _ = client_on(script, clock=clock)
    task = asyncio.ensure_future(WRITES[write](client))
    await clock.advance(0)
    clock.jump(7200)
    await clock.advance(5)
    with pytest.raises((ConnectError, TooManyRequestsError)) as caught:
        await task
    assert not caught.value.effect_unknown
    assert len(script.seen) == 1


async def test_a_read_is_repeated_after_a_sleep() -> None:
    clock, script = ManualClock(), Script(httpx.ReadTimeout("lost"), answer(STATUS))
    client, _, _ = client_on(script, clock=clock)
    task = asyncio.ensure_future(client.sync.get_latest_sync("c"))
    await clock.advance(0)
    clock.jump(7200)
    await clock.advance(1)
    assert (await task).sync_id == "s"


async def test_a_sleep_while_the_connection_is_made_is_noticed() -> None:
    """httpx tells of each step; the last look is between connecting and sending."""
    clock, sent = ManualClock(), []

    async def connect_and_send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        sent.append(await reader.readuntil(b"\r\n\r\n"))
        writer.close()

    server = await asyncio.start_server(connect_and_send, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    class SlowToConnect(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            trace = request.extensions["trace"]

            async def slept(step: str, info: Any) -> None:
                if step == "connection.connect_tcp.complete" and sent:
                    clock.jump(7200)
                await trace(step, info)

            request.extensions["trace"] = slept
            return await super().handle_async_request(request)

    async with server:
        client = CodatClient(KEY, server=f"http://127.0.0.1:{port}", transport=SlowToConnect(), clock=clock)
        task = asyncio.ensure_future(client.sync.request("c"))
        while not task.done():
            await asyncio.sleep(0.001)
            await clock.advance(0.05)
        with pytest.raises(CodatError) as caught:
            await task
        await client.aclose()
    assert len(sent) == 1
    assert caught.value.effect_unknown
    assert "not sent again" in caught.value.title


async def test_the_callers_last_look_comes_after_the_connection_and_before_the_first_attempt() -> None:
    """What it raises ends the call; the server gets a connection and no byte."""
    clock = ManualClock()
    got: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        got.set_result(await reader.read())
        writer.close()

    server = await asyncio.start_server(take, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    class SleepsWhileItConnects(httpx.AsyncHTTPTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            trace = request.extensions["trace"]

            async def slept(step: str, info: Any) -> None:
                if step == "connection.connect_tcp.complete":
                    clock.jump(7200)
                await trace(step, info)

            request.extensions["trace"] = slept
            return await super().handle_async_request(request)

    def last_look() -> None:
        if clock.now() > START + timedelta(minutes=15):
            raise RefusedError(title="Too old", request_was_sent=False)

    async with server:
        transport = SleepsWhileItConnects()
        client = CodatClient(KEY, server=f"http://127.0.0.1:{port}", transport=transport, clock=clock)
        with pytest.raises(RefusedError) as caught:
            await client.sync.request("c", call=Call(last_look=last_look))
        await client.aclose()
        assert await asyncio.wait_for(got, 5) == b""
    assert caught.value.title == "Too old"
    assert not caught.value.effect_unknown


async def test_a_last_look_is_not_asked_about_repeats() -> None:
    """Something may have left by then: whether it may leave again, the key's age decides."""
    looks: list[int] = []
    script = Script(httpx.ReadTimeout("lost"), answer(STATUS))
    client, _, _ = client_on(script)
    await client.sync.request("c", call=Call(last_look=lambda: looks.append(len(script.seen))))
    assert len(script.seen) == 2
    assert set(looks) == {0}


@pytest.mark.parametrize(
    ("stated", "offset"),
    [
        ("Mon, 23 Nov 2026 14:02:31 GMT", 0),
        ("Mon, 23 Nov 2026 14:12:31 GMT", 600),
        ("Mon, 23 Nov 2026 13:52:31 GMT", -600),
        ("Mon, 23 Nov 9999 13:52:31 GMT", 0),
        ("soon", 0),
    ],
)
async def test_the_servers_clock_is_learnt_from_its_answers(stated: str, offset: int) -> None:
    client, _, _ = client_on(Script(answer(STATUS, date=stated)))
    await client.sync.get_latest_sync("c")
    assert client.clock_offset == timedelta(seconds=offset)
    assert client.at_server(START) == START + timedelta(seconds=offset)


async def test_a_retry_after_date_is_read_on_the_servers_clock() -> None:
    refusal = fault(429, date="Mon, 23 Nov 2026 14:12:31 GMT", retry_after="Mon, 23 Nov 2026 14:12:36 GMT")
    client, events, clock = client_on(Script(refusal, answer(STATUS)))
    await client.sync.get_latest_sync("c")
    assert [round(each) for each in clock.slept] == [5]
    assert len(events.waits) == 1
