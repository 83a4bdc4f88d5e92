"""Columns keep their minimum, share the rest, and never overlap."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from codat_tui.widgets.columns import GAP, Column, Place, lay_out, total_width

columns = st.lists(
    st.builds(
        lambda width, flex: Column[object]("key", "label", width, flex), st.integers(0, 30), st.integers(0, 3)
    ),
    max_size=8,
)


@given(columns, st.integers(-5, 300))
def test_columns_keep_their_minimum_and_do_not_overlap(
    given_columns: list[Column[object]], room: int
) -> None:
    places = lay_out(given_columns, room)
    assert all(place.width >= column.width for place, column in zip(places, given_columns, strict=True))
    for before, after in pairwise(places):
        assert after.start == before.start + before.width + GAP


@given(columns, st.integers(0, 300))
def test_flexible_columns_fill_the_line_exactly(given_columns: list[Column[object]], room: int) -> None:
    least = total_width(lay_out(given_columns, 0))
    full = total_width(lay_out(given_columns, room))
    flexible = any(column.flex for column in given_columns)
    assert full == (max(least, room) if flexible else least)


def test_shares_follow_flex() -> None:
    pair = [Column[object]("a", "A", 10, flex=2), Column[object]("b", "B", 10, flex=1)]
    assert lay_out(pair, 52) == (Place(0, 30), Place(32, 20))


def test_no_columns_take_no_room() -> None:
    assert total_width(lay_out([], 80)) == 0
