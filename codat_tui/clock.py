"""Time as an input: the only module besides `cli` that reads the machine's clock."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the program may know of time; tests pass one that they move themselves."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds from an arbitrary origin that never run backwards."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after *seconds*; cancellable at once."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Seconds from an arbitrary origin that never run backwards."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Return after *seconds*; cancellable at once."""
        await asyncio.sleep(max(0.0, seconds))
