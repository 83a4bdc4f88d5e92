"""A clock that stands still until a test moves it; its two faces can be moved apart."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)


class ManualClock:
    """Sleepers wake in order when `advance` passes their time; nothing here waits for real time."""

    def __init__(self, start: datetime = START) -> None:
        self._start = start
        self._elapsed = 0.0
        self._apart = timedelta()
        self._order = itertools.count()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self._elapsed) + self._apart

    def monotonic(self) -> float:
        return self._elapsed

    async def sleep(self, seconds: float) -> None:
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._elapsed + max(0.0, seconds), next(self._order), future))
        await future

    def jump(self, seconds: float) -> None:
        """Move the wall clock alone, as while a laptop sleeps (or, back, as when somebody sets it)."""
        self._apart += timedelta(seconds=seconds)

    @property
    def sleeping(self) -> int:
        """How many sleepers wait."""
        return sum(not future.done() for _, _, future in self._sleepers)

    async def advance(self, seconds: float) -> None:
        """Move on by *seconds*, waking each sleeper at its own time and letting it run."""
        end = self._elapsed + seconds
        await self._settle()
        while self._sleepers and self._sleepers[0][0] <= end:
            due, _, future = heapq.heappop(self._sleepers)
            if future.done():
                continue
            self._elapsed = max(self._elapsed, due)
            future.set_result(None)
            await self._settle()
        self._elapsed = end
        await self._settle()

    async def _settle(self, turns: int = 20) -> None:
        ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
        for _ in range(turns):
            await asyncio.sleep(0)
            # Nothing is left to run: every test waits here thousands of times.
            if not ready:
                return
