"""A day of a person's and background requests through the real client; when each left is counted."""

from __future__ import annotations

import asyncio
import random
from bisect import bisect_right
from collections.abc import Sequence

import httpx

from codat_tui.api import BACKGROUND, PERSON, Call, CodatClient, RetryPolicy
from codat_tui.models.errors import CodatError
from tests.manual_clock import ManualClock
from tests.soak.report import Report

MOST_A_MINUTE = 950
"""Codat may block an address above 1,000 a minute; this is the goal's margin."""
STATUS = {"syncId": "s", "syncStatusCode": 1000, "syncStatus": "Started", "companyId": "c"}


class Answering(httpx.AsyncBaseTransport):
    """Answers after a while, sometimes with 429, 503 or not at all; *left* holds when each request left."""

    def __init__(self, clock: ManualClock, randomness: random.Random) -> None:
        self._clock = clock
        self._randomness = randomness
        self.left: list[float] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.left.append(self._clock.monotonic())
        await self._clock.sleep(self._randomness.choice((0.02, 0.05, 0.2, 1.0, 6.0)))
        chance = self._randomness.random()
        if chance < 0.02:
            raise httpx.ReadError("broke off", request=request)
        if chance < 0.06:
            status = self._randomness.choice((429, 503))
            return httpx.Response(status, headers={"Retry-After": str(self._randomness.choice((1, 5, 30)))})
        return httpx.Response(200, json=STATUS)


def most_within(left: Sequence[float], seconds: float) -> int:
    """The most moments of the ascending *left* that lie within any so many *seconds*."""
    return max(
        (bisect_right(left, moment + seconds - 1e-9) - first for first, moment in enumerate(left)), default=0
    )


async def soak(hours: float, seed: int, until: float) -> Report:
    """Ask at random for so many simulated *hours*: idle stretches, storms, sweeps and a person in between."""
    randomness, clock = random.Random(f"quota/{seed}"), ManualClock()
    report = Report("quota", round(hours * 3600), "simulated seconds of mixed requests")
    transport = Answering(clock, randomness)
    client = CodatClient("a-key", transport=transport, clock=clock, randomness=randomness)
    calls: set[asyncio.Task[None]] = set()

    async def ask(call: Call) -> None:
        try:
            await client.sync.get_latest_sync("c", call=call)
        except CodatError:
            return

    while report.goes_on(until):
        # Never an endless queue: what a storm leaves is worked off before the next one.
        if len(calls) < 2_000:
            burst = randomness.choice((0, 0, 0, 1, 3, 20, 300))
            for _ in range(burst):
                priority = randomness.choice((PERSON, BACKGROUND, BACKGROUND))
                retry = randomness.choice((None, RetryPolicy.document()))
                task = asyncio.create_task(ask(Call(priority=priority, retry=retry)))
                calls.add(task)
                task.add_done_callback(calls.discard)
        pause = randomness.choice((1, 5, 30))
        await clock.advance(pause)
        report.done += pause
    for task in calls:
        task.cancel()
    await asyncio.gather(*calls, return_exceptions=True)
    most = most_within(transport.left, 60.0)
    report.counts["requests"] = len(transport.left)
    report.counts["most in any 60 s"] = most
    report.counts["most in any second"] = most_within(transport.left, 1.0)
    report.check(most <= MOST_A_MINUTE, f"{most} within 60 s (seed {seed})")
    return report
