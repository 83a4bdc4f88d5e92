"""Time as an input.

Invariant: only this module and `cli` read the machine's clock.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import NamedTuple, Protocol


class Clock(Protocol):
    """The time functions the program uses; tests pass their own."""

    def now(self) -> datetime:
        """Return the current instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds from an arbitrary start, never decreasing."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after *seconds*; cancellable at once."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        # Imported here: who only asks for the time need not wait for it.
        import asyncio

        await asyncio.sleep(max(0.0, seconds))


class Moment(NamedTuple):
    """One moment on both clocks: *wall* can be set, *steady* stops while the machine sleeps."""

    wall: datetime
    steady: float


def moment_of(clock: Clock) -> Moment:
    return Moment(clock.now(), clock.monotonic())


def seconds_since(clock: Clock, moment: Moment) -> float:
    """Return the seconds since *moment*, never negative."""
    # The larger of both: the monotonic clock stops during sleep, the wall clock may be set back.
    return max(clock.monotonic() - moment.steady, (clock.now() - moment.wall).total_seconds(), 0.0)


# Seconds between two checks of the wall clock in `sleep_until`.
LONGEST_NAP = 60.0


async def sleep_until(clock: Clock, until: datetime) -> None:
    """Return when the wall clock shows *until*, at most a minute late if the machine slept."""
    while (left := (until - clock.now()).total_seconds()) > 0:
        await clock.sleep(min(left, LONGEST_NAP))


def local_zone(environ: Mapping[str, str], localtime: Path = Path("/etc/localtime")) -> tzinfo:
    """Return this machine's time zone with its rules for summer and winter.

    TZ names it, else the system's file; without a name it is "local time".
    """
    # Late: the first screen shows UTC.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    named = environ.get("TZ", "").removeprefix(":")
    file = Path(named) if named.startswith("/") else localtime
    name = named if named and not named.startswith("/") else str(file.resolve()).rpartition("zoneinfo/")[2]
    try:
        return ZoneInfo(name.removeprefix("posix/"))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return SystemZone()


class SystemZone(tzinfo):
    """The zone of the C library, for settings without a name, such as TZ=CET-1CEST."""

    def fromutc(self, dt: datetime) -> datetime:
        instant = dt.replace(tzinfo=UTC)
        local = instant.astimezone()
        return local.replace(tzinfo=self, fold=local.fold)

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        return dt.replace(tzinfo=None).astimezone().utcoffset() if dt is not None else None

    def dst(self, dt: datetime | None) -> timedelta | None:
        return None

    def tzname(self, dt: datetime | None) -> str:
        return dt.replace(tzinfo=None).astimezone().tzname() or "" if dt is not None else str(self)

    def __str__(self) -> str:
        return "local time"
