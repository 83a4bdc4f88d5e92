"""A clock that runs fast while somebody waits on it, and stands still otherwise; sleepers wake in order.

Over HTTP a clock that a test moves by hand would have to be moved while a command runs.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
from datetime import datetime, timedelta

from tests.manual_clock import START

# Seconds that pass in one real second: a busy machine has time to answer before a command gives up.
PACE = 50.0
# Real seconds in which others may still go to sleep for less.
SHORTEST = 0.0005


class ElapsingClock:
    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._elapsed = 0.0
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._waking: asyncio.AbstractEventLoop | None = None

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed)

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        loop = asyncio.get_running_loop()
        if self._waking is not loop:
            # Of an earlier loop, which has ended.
            self._sleepers.clear()
        future: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._sleepers, (self._elapsed + max(0.0, seconds), next(self._order), future))
        if self._waking is not loop:
            self._waking = loop
            self._go_on(loop)
        await future

    def _go_on(self, loop: asyncio.AbstractEventLoop) -> None:
        # In small steps: somebody may go to sleep for less than the next who wakes.
        step = min(self._sleepers[0][0] - self._elapsed, PACE * 0.01)
        loop.call_later(max(step / PACE, SHORTEST), self._wake, loop, self._elapsed + step)

    def _wake(self, loop: asyncio.AbstractEventLoop, now: float) -> None:
        self._elapsed = max(self._elapsed, now)
        while self._sleepers and (self._sleepers[0][2].done() or self._sleepers[0][0] <= self._elapsed):
            future = heapq.heappop(self._sleepers)[2]
            if not future.done():
                future.set_result(None)
        if self._sleepers:
            self._go_on(loop)
        else:
            self._waking = None
