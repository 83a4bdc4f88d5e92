"""Time as an input: the only module besides `cli` that reads the machine's clock."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
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


def local_zone(environ: Mapping[str, str], localtime: Path = Path("/etc/localtime")) -> tzinfo:
    """This machine's time zone with its rules for summer and winter, not only its offset of today.

    TZ names it, else the system's file does; where neither says its name it is called "local time".
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
    """The zone as the C library knows it, for settings without a name, such as TZ=CET-1CEST."""

    def fromutc(self, dt: datetime) -> datetime:
        """The same instant here."""
        instant = dt.replace(tzinfo=UTC)
        local = instant.astimezone()
        return local.replace(tzinfo=self, fold=local.fold)

    def utcoffset(self, dt: datetime | None) -> timedelta | None:
        """The offset in force at that moment."""
        return dt.replace(tzinfo=None).astimezone().utcoffset() if dt is not None else None

    def dst(self, dt: datetime | None) -> timedelta | None:
        """Not known apart."""
        return None

    def tzname(self, dt: datetime | None) -> str:
        """What the system calls it at that moment."""
        return dt.replace(tzinfo=None).astimezone().tzname() or "" if dt is not None else str(self)

    def __str__(self) -> str:
        return "local time"
