"""A clock whose time passes as soon as everybody waits: what sleeps wakes in order, after no real time."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from datetime import datetime, timedelta

from tests.manual_clock import START

# Real seconds in which others may still go to sleep for less.
PAUSE = 0.0005


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
        future: asyncio.Future[None] = loop.create_future()
        heapq.heappush(self._sleepers, (self._elapsed + max(0.0, seconds), next(self._order), future))
        if self._waking is not loop:
            self._waking = loop
            loop.call_later(PAUSE, self._wake, loop)
        await future

    def _wake(self, loop: asyncio.AbstractEventLoop) -> None:
        self._sleepers = [each for each in self._sleepers if not each[2].done()]
        heapq.heapify(self._sleepers)
        if not self._sleepers:
            self._waking = None
            return
        due, _, future = heapq.heappop(self._sleepers)
        self._elapsed = max(self._elapsed, due)
        future.set_result(None)
        loop.call_later(PAUSE, self._wake, loop)
