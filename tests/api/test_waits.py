"""The loop's waits in memory: bounded, announced, cancellable; and what subscribers hear."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import httpx
import pytest

from codat_tui.api import BACKGROUND, Call, RetryPolicy
from codat_tui.models.errors import (
    CodatError,
    ServerFaultError,
    TimedOutError,
    TooManyRequestsError,
    UnavailableError,
)
from codat_tui.models.traffic import QuotaSeen
from tests.api.support import InstantClock, Script, answer, client_on, fault
from tests.manual_clock import START, ManualClock

STATUS = {"companyId": "c", "syncId": "s", "syncStatusCode": 2000}


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("refused"),
        httpx.ReadTimeout("late"),
        httpx.RemoteProtocolError("gone"),
        fault(408),
        fault(429),
        fault(500),
        fault(502),
        fault(503),
    ],
)
async def test_a_read_tries_for_at_most_thirty_seconds(failure: httpx.Response | Exception) -> None:
    script = Script(failure)
    client, events, clock = client_on(script)
    with pytest.raises(CodatError):
        await client.sync.get_latest_sync("c")
    assert clock.elapsed <= 30
    assert len(script.seen) == len(events.waits) + 1 > 3
    assert events.answers[0].attempts == len(script.seen)


async def test_the_last_attempts_of_a_read_get_only_the_time_that_is_left() -> None:
    clock = InstantClock()
    allowed: list[float] = []

    def slow(request: httpx.Request) -> httpx.Response:
        seconds = request.extensions["timeout"]["read"]
        allowed.append(seconds)
        clock.elapsed += seconds
        raise httpx.ReadTimeout("late")

    client, _, _ = client_on(slow, clock=clock)
    with pytest.raises(TimedOutError):
        await client.sync.get_latest_sync("c")
    assert allowed[0] == 20
    assert sum(allowed) <= clock.elapsed <= 31
    allowed.clear()
    with pytest.raises(TimedOutError):
        await client.sync.request("c")
    assert set(allowed) == {20}


async def test_time_of_codat_and_time_of_waits_are_told_apart() -> None:
    script, clock = Script(fault(503), fault(429, retry_after="5"), answer(STATUS)), InstantClock()

    def slow(request: httpx.Request) -> httpx.Response:
        clock.elapsed += 2.0
        return script(request)

    client, events, _ = client_on(slow, clock=clock)
    await client.sync.get_latest_sync("c")
    (told,) = events.answers
    assert told.seconds == pytest.approx(6.0)
    assert told.waited == pytest.approx(clock.elapsed - 6.0)
    assert told.waited > 5


async def test_every_wait_is_announced_before_it_begins() -> None:
    script = Script(fault(503), fault(429, retry_after="5"), answer(STATUS))
    client, events, clock = client_on(script)
    announced: list[tuple[int, float]] = []
    clock.on_sleep = lambda seconds: announced.append((len(events.waits), seconds))
    await client.sync.get_latest_sync("c", call=Call(label="overview"))
    assert [count for count, _ in announced] == [1, 2]
    first, second = events.waits
    assert (first.attempt, second.attempt) == (1, 2)
    assert "503" in first.reason
    assert "429" in second.reason
    assert second.until - first.until == timedelta(seconds=5)
    assert (first.company_id, first.label, first.method) == ("c", "overview", "GET")
    assert {first.call_id, second.call_id} == {events.answers[0].call_id}
    assert (events.answers[0].attempts, events.answers[0].error) == (3, "")


async def test_a_retry_after_beyond_the_ceiling_ends_the_call_at_once() -> None:
    script = Script(fault(429, retry_after="3600"))
    client, _, clock = client_on(script)
    with pytest.raises(TooManyRequestsError) as caught:
        await client.sync.get_latest_sync("c")
    assert caught.value.retry_after == 3600
    assert len(script.seen) == 1
    assert clock.slept == []


async def test_a_wait_can_be_cancelled_at_once() -> None:
    clock = ManualClock()
    client, events, _ = client_on(Script(fault(503)), clock=clock)
    task = asyncio.create_task(client.sync.get_latest_sync("c"))
    await clock.advance(0)
    assert len(events.waits) == 1
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert events.answers[0].error == "Cancelled"
    assert clock.monotonic() == 0


async def test_a_429_gives_the_background_a_rest() -> None:
    clock = ManualClock()
    client, events, _ = client_on(Script(fault(429, retry_after="10"), answer(STATUS)), clock=clock)
    person = asyncio.create_task(client.sync.get_latest_sync("c"))
    await clock.advance(0)
    background = asyncio.create_task(client.sync.get_latest_sync("d", call=Call(priority=BACKGROUND)))
    await clock.advance(9.9)
    assert events.answers == []
    await clock.advance(1)
    await asyncio.gather(person, background)
    assert len(events.answers) == 2


async def test_retry_is_chosen_per_client_and_per_call() -> None:
    script = Script(fault(503))
    client, _, _ = client_on(script, retry=RetryPolicy.never())
    with pytest.raises(UnavailableError):
        await client.sync.get_latest_sync("c")
    assert len(script.seen) == 1
    with pytest.raises(UnavailableError):
        await client.sync.get_latest_sync("c", call=Call(retry=RetryPolicy(total=3)))
    assert len(script.seen) > 2


async def test_the_quota_of_every_answer_is_published() -> None:
    first = fault(503, x_rate_limit_limit="1000", x_rate_limit_remaining="9")
    second = answer(STATUS, x_rate_limit_limit="1000", x_rate_limit_remaining="8")
    client, events, _ = client_on(Script(first, second))
    assert client.quota is None
    await client.sync.get_latest_sync("c")
    seen = [event.quota.remaining for event in events if isinstance(event, QuotaSeen)]
    assert seen == [9, 8]
    assert client.quota is not None
    assert client.quota.remaining == 8
    assert events.answers[0].quota == client.quota


async def test_a_cancelled_subscription_hears_no_more() -> None:
    client, events, _ = client_on(Script(answer(STATUS)))
    heard: list[object] = []
    cancel = client.subscribe(heard.append)
    await client.sync.get_latest_sync("c")
    cancel()
    cancel()
    await client.sync.get_latest_sync("c")
    assert len(heard) == 1
    assert len(events.answers) == 2


async def test_a_fault_at_codat_keeps_the_correlation_id() -> None:
    client, events, _ = client_on(
        Script(fault(500, "boom", x_correlation_id="h1")), retry=RetryPolicy.never()
    )
    with pytest.raises(ServerFaultError) as caught:
        await client.sync.get_latest_sync("c")
    assert caught.value.correlation_id == "c0ffee"
    assert (events.answers[0].status, events.answers[0].correlation_id) == (500, "c0ffee")


async def test_a_background_request_says_that_it_rests_for_another_one() -> None:
    script = Script(fault(429, retry_after="1e12"), answer(STATUS))
    client, events, clock = client_on(script)
    with pytest.raises(TooManyRequestsError):
        await client.sync.get_latest_sync("c")
    assert not events.waits
    await client.sync.get_latest_sync("c", call=Call(label="person"))
    assert not events.waits
    await client.sync.get_latest_sync("c", call=Call(priority=BACKGROUND, label="watch"))
    [wait] = events.waits
    assert (wait.label, wait.reason) == ("watch", "429, background requests rest")
    assert wait.until == START + timedelta(hours=1)
    assert clock.elapsed == 3600
