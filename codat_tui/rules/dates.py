"""Codat's dates as aware UTC datetimes; what cannot be read is None."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

_LENGTH = re.compile(r"([0-9]{1,6})([smhdw])")
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_SPELLING = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2})?)(?:\.(?P<fraction>[0-9]+))?"
    r"(?P<zone>[Zz]|(?P<sign>[+-])(?P<hours>[0-9]{2}):?(?P<minutes>[0-9]{2})?)?)?"
)


# Kept: the rules ask for the same moments of a company's syncs again and again.
@lru_cache(maxsize=20_000)
def read_instant(text: str | None, zone: tzinfo = UTC) -> datetime | None:
    """Return the instant in UTC, or None.

    Codat's documents show `2022-10-27T10:22:43.6464237Z`, `2021-11-15T01:00:00` (local to the company, so
    *zone* applies), `2022-06-15` (midnight in *zone*) and offsets. Digits after the microsecond are cut.
    """
    match = _SPELLING.fullmatch((text or "").strip())
    if match is None:
        return None
    time = match["time"] or "00:00"
    microsecond = int((match["fraction"] or "")[:6].ljust(6, "0"))
    try:
        moment = datetime.fromisoformat(f"{match['date']}T{time}").replace(microsecond=microsecond)
        # The years of .NET's least and greatest date, which mean that no date is set.
        if moment.year in (1, 9999):
            return None
        return moment.replace(tzinfo=_offset(match) or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _offset(match: re.Match[str]) -> tzinfo | None:
    if match["zone"] is None:
        return None
    if match["sign"] is None:
        return UTC
    offset = timedelta(hours=int(match["hours"]), minutes=int(match["minutes"] or 0))
    return timezone(-offset if match["sign"] == "-" else offset)


def read_duration(text: str) -> timedelta | None:
    """Return the length of "90s", "10m", "36h", "7d" or "2w", or None."""
    match = _LENGTH.fullmatch(text)
    return timedelta(seconds=int(match[1]) * _UNITS[match[2]]) if match is not None else None


@lru_cache(maxsize=1_000)
def read_zone(name: str | None) -> tzinfo | None:
    """Return the IANA time zone; UTC for None, as Codat documents; None for an unknown name."""
    if name is None:
        return UTC
    # Late: the first screen is painted before any company's zone is read.
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
