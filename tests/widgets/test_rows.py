"""Rows keep order and membership until a person asks for another; sorting and filtering lose and invent nothing."""

from __future__ import annotations

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from codat_tui.widgets.rows import Rows


class Row(NamedTuple):
    key: str
    value: int | None


def rows_of(*rows: Row) -> Rows[Row]:
    made: Rows[Row] = Rows(lambda row: row.key)
    made.replace(rows)
    return made


def even(row: Row) -> bool:
    return row.value is not None and row.value % 2 == 0


some_rows = st.lists(
    st.builds(Row, st.text("abcdef", min_size=1, max_size=2), st.none() | st.integers(-5, 5)),
    max_size=25,
    unique_by=lambda row: row.key,
)


@given(some_rows, st.booleans())
def test_sorting_puts_unknown_values_last_and_loses_nothing(given_rows: list[Row], reverse: bool) -> None:
    rows = rows_of(*given_rows)
    rows.sort(lambda row: row.value, reverse)
    values = [rows[key].value for key in rows.shown]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=reverse)
    assert values[len(known) :] == [None] * (len(values) - len(known))
    assert sorted(rows.shown) == sorted(row.key for row in given_rows)


@given(some_rows, st.booleans())
def test_equal_rows_keep_their_order(given_rows: list[Row], reverse: bool) -> None:
    rows = rows_of(*given_rows)
    rows.sort(lambda row: 0, reverse)
    assert rows.shown == [row.key for row in given_rows]


@given(some_rows)
def test_a_filter_keeps_order_and_shows_exactly_what_passes(given_rows: list[Row]) -> None:
    rows = rows_of(*given_rows)
    rows.filter(even)
    assert rows.shown == [row.key for row in given_rows if even(row)]
    rows.filter(None)
    assert rows.shown == [row.key for row in given_rows]


@given(some_rows, some_rows, some_rows, st.booleans())
def test_a_narrower_filter_shows_what_it_would_have_shown_at_once(
    given_rows: list[Row], more: list[Row], news: list[Row], grouped: bool
) -> None:
    def even_and_positive(row: Row) -> bool:
        return even(row) and (row.value or 0) > 0

    rows, fresh = rows_of(*given_rows), rows_of(*given_rows)
    for each in (rows, fresh):
        each.set_sections((lambda row: f"section {row.value}") if grouped else None)
    rows.filter(even)
    for each in (rows, fresh):
        each.append(more)
        each.patch({row.key: row for row in news})
    rows.filter(even_and_positive, narrower=True)
    fresh.filter(even_and_positive)
    assert rows.shown == fresh.shown
    assert rows.sections == fresh.sections


@given(some_rows, some_rows)
def test_a_patch_never_moves_adds_or_removes(given_rows: list[Row], news: list[Row]) -> None:
    rows = rows_of(*given_rows)
    rows.sort(lambda row: row.value, reverse=False)
    rows.filter(even)
    before = list(rows.shown)
    changed = rows.patch({row.key: row for row in news})
    assert rows.shown == before
    assert len(rows) == len(given_rows)
    assert changed == {row.key for row in news} & {row.key for row in given_rows}
    assert all(rows[row.key] == row for row in news if row.key in changed)


@given(some_rows, some_rows)
def test_appending_is_adding_below(first: list[Row], more: list[Row]) -> None:
    rows = rows_of(*first)
    rows.filter(even)
    before = list(rows.shown)
    rows.append(more)
    known = {row.key for row in first}
    assert rows.shown == before + [row.key for row in more if row.key not in known and even(row)]
    assert len(rows) == len(known | {row.key for row in more})


@given(some_rows)
def test_positions_follow_what_is_shown(given_rows: list[Row]) -> None:
    rows = rows_of(*given_rows)
    for predicate in (None, even):
        rows.filter(predicate)
        assert [rows.position(key) for key in rows.shown] == list(range(len(rows.shown)))
    assert rows.position("unknown") is None


@given(some_rows, st.integers(0, 24))
def test_nearest_is_the_closest_row_that_is_left(given_rows: list[Row], index: int) -> None:
    rows = rows_of(*given_rows)
    before = list(rows.shown)
    index = min(index, max(0, len(before) - 1))
    rows.filter(even)
    found = rows.nearest(before, index)
    if rows.shown:
        distance = abs(before.index(rows.shown[found]) - index)
        assert distance == min(abs(before.index(key) - index) for key in rows.shown)
    else:
        assert found == 0


def test_a_row_that_no_longer_passes_is_still_shown() -> None:
    rows = rows_of(Row("a", 2), Row("b", 4))
    rows.filter(even)
    rows.patch({"a": Row("a", 3)})
    assert rows.shown == ["a", "b"]
    assert not rows.passes("a")
    rows.arrange()
    assert rows.shown == ["b"]


def test_marks_of_gone_rows_go() -> None:
    rows = rows_of(Row("a", 1), Row("b", 2))
    rows.marked = frozenset({"a", "b"})
    rows.replace([Row("b", 3)])
    assert rows.marked == {"b"}


def test_a_later_row_of_the_same_key_wins() -> None:
    rows = rows_of(Row("a", 1), Row("a", 2))
    assert rows.shown == ["a"]
    assert rows["a"].value == 2


@given(some_rows, some_rows, st.booleans())
def test_sorting_again_uses_the_values_of_now(given_rows: list[Row], news: list[Row], reverse: bool) -> None:
    rows = rows_of(*given_rows)

    def by_value(row: Row) -> int | None:
        return row.value

    rows.sort(by_value, reverse)
    rows.append(news)
    rows.sort(by_value, not reverse)
    values = [rows[key].value for key in rows.shown]
    known = [value for value in values if value is not None]
    assert known == sorted(known, reverse=not reverse)
    assert values == known + [None] * (len(values) - len(known))


def test_a_row_is_asked_once_what_it_is_ordered_by() -> None:
    asked: list[str] = []

    def by_value(row: Row) -> int | None:
        asked.append(row.key)
        return row.value

    rows = rows_of(Row("a", 1), Row("b", None), Row("c", 3))
    rows.sort(by_value, reverse=False)
    rows.sort(by_value, reverse=True)
    assert rows.shown == ["c", "a", "b"]
    rows.patch({"a": Row("a", 9)})
    rows.arrange()
    assert rows.shown == ["a", "c", "b"]
    assert asked == ["a", "b", "c", "a"]
