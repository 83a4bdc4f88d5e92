"""The day on which most of several companies began to have their trouble."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.words import short_date

if TYPE_CHECKING:
    from codat_tui.models.diagnosis import Judgement

FEWEST = 2
"""From so many on one day, the day is worth a word."""


class Onset(NamedTuple):
    """*number* of *total* companies began on *day*, as far as is known."""

    day: date
    number: int
    total: int

    @property
    def words(self) -> str:
        how_many = "all" if self.number == self.total else f"{self.number} of {self.total}"
        return f"{how_many} since {short_date(self.day)}"


def onset(judgements: Iterable[Judgement | None], zone: tzinfo) -> Onset | None:
    """Return the day in *zone* on which the most began; of equal ones the latest. None for no such day.

    A beginning that is only a lower bound is on no day.
    """
    rows = tuple(judgements)
    days = Counter(
        row.since.astimezone(zone).date()
        for row in rows
        if row is not None and row.since and not row.at_least
    )
    if not days:
        return None
    day, count = max(days.items(), key=lambda item: (item[1], item[0]))
    return Onset(day, count, len(rows)) if count >= FEWEST else None
