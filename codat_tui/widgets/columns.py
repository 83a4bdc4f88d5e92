"""Columns of the virtual table and their widths; pure.

Invariant: a column is never narrower than its minimum; the rest scrolls sideways.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

R = TypeVar("R")

# Cells.
GAP = 2


class Column(NamedTuple, Generic[R]):
    """One column: *width* is its minimum in cells, *flex* its share of the spare room.

    *sort* returns a row's sort value, None for "not known", which always sorts last; without *sort* the
    column cannot be sorted.
    """

    key: str
    label: str
    width: int
    flex: int = 0
    right: bool = False
    sort: Callable[[R], Any] | None = None


class Place(NamedTuple):
    """A column's start and width on a line, in cells."""

    start: int
    width: int


def lay_out(columns: Sequence[Column[R]], available: int) -> tuple[Place, ...]:
    """Return the places on a line of *available* cells; longer if the minimums need more."""
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
    return places[-1].start + places[-1].width if places else 0
