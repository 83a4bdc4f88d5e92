"""A clock that runs faster than the machine's, so that a client keeps its pace and minutes take seconds."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta


class PacedClock:
    """The machine's clock, *pace* times as fast; a server and its client at one pace agree on every rate."""

    def __init__(self, pace: float) -> None:
        self._pace = pace
        self._began = time.monotonic()
        self._start = datetime.now(UTC)

    def now(self) -> datetime:
        return self._start + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return (time.monotonic() - self._began) * self._pace

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds) / self._pace)
