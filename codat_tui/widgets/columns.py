"""Columns of the virtual table and how they share a width; pure.

A column is never narrower than its minimum: what does not fit is scrolled sideways.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

R = TypeVar("R")

GAP = 2
"""Blank cells between two columns."""


class Column(NamedTuple, Generic[R]):
    """One column: *width* is its minimum in cells, *flex* its share of what is left over.

    *sort* gives a row's value to order by, or None for "not known", which comes last either way; a column
    without it cannot be sorted.
    """

    key: str
    label: str
    width: int
    flex: int = 0
    right: bool = False
    sort: Callable[[R], Any] | None = None


class Place(NamedTuple):
    """Where a column is on a line, in cells."""

    start: int
    width: int


def lay_out(columns: Sequence[Column[R]], available: int) -> tuple[Place, ...]:
    """The places of *columns* on a line of *available* cells; wider than that if the minimums are."""
    widths = [max(1, column.width) for column in columns]
    spare = available - sum(widths) - GAP * (len(columns) - 1)
    shares = sum(column.flex for column in columns)
    if spare > 0 and shares:
        given = 0
        reached = 0
        for index, column in enumerate(columns):
            reached += column.flex
            upto = spare * reached // shares
            widths[index] += upto - given
            given = upto
    places = []
    start = 0
    for width in widths:
        places.append(Place(start, width))
        start += width + GAP
    return tuple(places)


def total_width(places: Sequence[Place]) -> int:
    """The length of a line in cells."""
    return places[-1].start + places[-1].width if places else 0
