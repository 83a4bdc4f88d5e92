"""Counts, days, moments and lists in words; every layer may use it, and it uses none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, tzinfo

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# Not strftime's %b, which speaks the language of the machine.


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 company", "61 companies", "2,000 rows"."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Sequence[str]) -> str:
    """Words as a person lists them: "Refunds, Card and Cash"; "" for none."""
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def exact(instant: datetime | None, zone: tzinfo) -> str:
    """The moment in *zone*, to the minute: "29 Oct 2026 03:12"; "" for None."""
    if instant is None:
        return ""
    return f"{day_text(instant, zone)} {instant.astimezone(zone):%H:%M}"


def day_text(instant: datetime, zone: tzinfo = UTC) -> str:
    """The day in *zone*: "30 Oct 2026"."""
    return f"{day(instant, zone)} {instant.astimezone(zone).year}"


def day(instant: datetime, zone: tzinfo) -> str:
    """The day in *zone*, without the year: "30 Oct"."""
    return short_date(instant.astimezone(zone).date())


def short_date(day: date) -> str:
    """A day without its year: "30 Oct"."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def moment_text(instant: datetime, zone: tzinfo = UTC, now: datetime | None = None) -> str:
    """A moment in *zone*: "23 Nov, 03:02"; with its year where that is not the year of *now*."""
    same = now is not None and now.astimezone(zone).year == instant.astimezone(zone).year
    return f"{day(instant, zone) if same else day_text(instant, zone)}, {instant.astimezone(zone):%H:%M}"
