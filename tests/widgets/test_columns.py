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


def test_what_a_column_does_not_need_goes_to_the_others() -> None:
    three = [
        Column[object]("a", "A", 10, flex=4, most=16),
        Column[object]("b", "B", 10, flex=1, most=12),
        Column[object]("c", "C", 10),
    ]
    widths = [[place.width for place in lay_out(three, room)] for room in (34, 36, 40, 42, 300)]
    assert widths == [[10, 10, 10], [11, 11, 10], [14, 12, 10], [16, 12, 10], [16, 12, 10]]


@given(columns, st.lists(st.integers(0, 60), min_size=8, max_size=8), st.integers(0, 400))
def test_a_column_with_a_longest_value_grows_up_to_it(
    given_columns: list[Column[object]], most: list[int], room: int
) -> None:
    limited = [column._replace(most=each) for column, each in zip(given_columns, most, strict=False)]
    places = lay_out(limited, room)
    for place, column in zip(places, limited, strict=True):
        assert place.width <= max(1, column.width, column.most or room)
    growing = any(
        column.flex and (not column.most or place.width < column.most)
        for place, column in zip(places, limited, strict=True)
    )
    assert total_width(places) >= room or not growing


def test_no_columns_take_no_room() -> None:
    assert total_width(lay_out([], 80)) == 0
