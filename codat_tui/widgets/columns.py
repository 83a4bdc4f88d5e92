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
    """One column: *width* is its minimum in cells, *flex* its share of the spare room, up to *most* cells (0: any).

    *sort* returns a row's sort value, None for "not known", which always sorts last; without *sort* the
    column cannot be sorted.
    """

    key: str
    label: str
    width: int
    flex: int = 0
    right: bool = False
    sort: Callable[[R], Any] | None = None
    most: int = 0


class Place(NamedTuple):
    """A column's start and width on a line, in cells."""

    start: int
    width: int


def lay_out(columns: Sequence[Column[R]], available: int) -> tuple[Place, ...]:
    """Return the places on a line of *available* cells; longer if the minimums need more."""
    widths = [max(1, column.width) for column in columns]
    spare = available - sum(widths) - GAP * (len(columns) - 1)
    growing = [index for index, column in enumerate(columns) if column.flex]
    while spare > 0 and growing:
        left, shares = spare, sum(columns[index].flex for index in growing)
        reached = given = 0
        for index in growing:
            reached += columns[index].flex
            upto = left * reached // shares
            room = columns[index].most - widths[index] if columns[index].most else spare
            wider = max(0, min(upto - given, room))
            widths[index] += wider
            spare -= wider
            given = upto
        # What a column does not need is shared by those that can still grow.
        growing = [
            index for index in growing if not columns[index].most or widths[index] < columns[index].most
        ]
    places = []
    start = 0
    for width in widths:
        places.append(Place(start, width))
        start += width + GAP
    return tuple(places)


def total_width(places: Sequence[Place]) -> int:
    return places[-1].start + places[-1].width if places else 0
