"""Counts, days, moments and lists in words, for every layer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Not strftime's %b, which uses the machine's language.


def count(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: "1 company", "61 companies", "2,000 rows"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """Return "Refunds, Card and Cash"; "" for none."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def some(names: Sequence[str], most: int = 6) -> str:
    """Return at most so many names: "A, B and C", "A, B and 17 more"."""
    if len(names) <= most:
        return listed(names)
    return f"{', '.join(names[: most - 1])} and {len(names) - most + 1:,} more"


def minute_text(instant: datetime | None, zone: tzinfo) -> str:
    """Return the moment in *zone* to the minute: "29 Oct 2026 03:12"; "" for None."""
    if instant is None:
        return ""
    return f"{day_text(instant, zone)} {instant.astimezone(zone):%H:%M}"


# Of the longest `minute_text`.
_MINUTE_CELLS = 17


def minute_column(instant: datetime, zone: tzinfo) -> str:
    """Return `minute_text` as wide in each row, so that days, months and times stand below one another."""
    return minute_text(instant, zone).rjust(_MINUTE_CELLS)


def day_text(instant: datetime, zone: tzinfo = UTC) -> str:
    """Return the day in *zone*: "30 Oct 2026"."""
    return f"{day(instant, zone)} {instant.astimezone(zone).year}"


def day(instant: datetime, zone: tzinfo) -> str:
    """Return the day in *zone* without the year: "30 Oct"."""
    return short_date(instant.astimezone(zone).date())


def short_date(day: date) -> str:
    """Return "30 Oct"."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def moment_text(instant: datetime, zone: tzinfo = UTC, now: datetime | None = None) -> str:
    """Return the moment in *zone*: "23 Nov, 03:02", with the year when it is not that of *now*."""
    same = now is not None and now.astimezone(zone).year == instant.astimezone(zone).year
    return f"{day(instant, zone) if same else day_text(instant, zone)}, {instant.astimezone(zone):%H:%M}"
