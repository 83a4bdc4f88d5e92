"""Time as an input: the only module besides `cli` that reads the machine's clock."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import NamedTuple, Protocol


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


class Moment(NamedTuple):
    """One moment on both clocks: *wall* can be set, *steady* stands still while the machine sleeps."""

    wall: datetime
    steady: float


def moment_of(clock: Clock) -> Moment:
    """The present moment on both clocks."""
    return Moment(clock.now(), clock.monotonic())


def seconds_since(clock: Clock, moment: Moment) -> float:
    """How long ago *moment* was, by the clock on which more time has passed; never negative.

    While a laptop sleeps the monotonic clock stands; when somebody sets the wall clock back, that one does.
    """
    return max(clock.monotonic() - moment.steady, (clock.now() - moment.wall).total_seconds(), 0.0)


LONGEST_NAP = 60.0
"""Seconds `sleep_until` sleeps before it looks at the wall clock again."""


async def sleep_until(clock: Clock, until: datetime) -> None:
    """Return when the wall clock shows *until*, at most a minute late where the machine slept meanwhile."""
    while (left := (until - clock.now()).total_seconds()) > 0:
        await clock.sleep(min(left, LONGEST_NAP))
