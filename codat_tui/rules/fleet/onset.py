"""The day on which most of several companies began to have their trouble."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from codat_tui.words import short_date

FEWEST = 2
"""From so many on one day, the day is worth a word."""


class Onset(NamedTuple):
    """*number* of *total* companies began on *day*, as far as is known."""

    day: date
    number: int
    total: int

    @property
    def words(self) -> str:
        how_many = "all" if self.number == self.total else f"{self.number:,} of {self.total:,}"
        return f"{how_many} since {short_date(self.day)}"


def onset(began: Mapping[date, int], total: int) -> Onset | None:
    """Return the day on which the most of *total* companies began; of equal ones the latest. None for no such day.

    *began* counts the companies whose day is known: a beginning that is only a lower bound is on no day.
    """
    if not began:
        return None
    day, number = max(began.items(), key=lambda item: (item[1], item[0]))
    return Onset(day, number, total) if number >= FEWEST else None
