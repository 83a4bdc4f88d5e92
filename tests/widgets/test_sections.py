"""Rows in sections: each row in exactly one, headings that fold, keys on a heading that mean its rows."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.present import Cell, Tone
from codat_tui.widgets.rows import Rows
from codat_tui.widgets.table import Sections, VirtualTable
from tests.widgets.harness import lines
from tests.widgets.table_fixture import Fixture, Row

FEW = [Row(f"k{number}", f"row {number}", number % 3) for number in range(7)]


def size_of(row: Row) -> str:
    return f"# {row.size}"


def odd_of(row: Row) -> str:
    return f"# {row.size % 2}"


rows_strategy = st.lists(
    st.builds(
        Row,
        st.integers(0, 30).map(lambda number: f"k{number}"),
        st.text("abc", max_size=2),
        st.integers(0, 5),
    ),
    unique_by=lambda row: row.key,
    max_size=20,
)


def in_sections(given_rows: list[Row]) -> Rows[Row]:
    rows: Rows[Row] = Rows(lambda row: row.key, lambda row: row.name)
    rows.replace(given_rows)
    rows.set_sections(size_of)
    return rows


def by_hand(rows: list[Row]) -> list[str]:
    """Headings and rows as they stand unfolded: sections in the order of their first rows."""
    order = list(dict.fromkeys(map(size_of, rows)))
    return [
        key for section in order for key in (section, *(row.key for row in rows if size_of(row) == section))
    ]


@given(rows_strategy)
def test_every_row_is_in_exactly_one_section_in_the_order_of_the_first_rows(given_rows: list[Row]) -> None:
    rows = in_sections(given_rows)
    ordered = sorted(given_rows, key=lambda row: row.name)
    assert rows.shown == list(dict.fromkeys(map(size_of, ordered)))
    assert sorted(key for keys in rows.sections.values() for key in keys) == sorted(
        row.key for row in given_rows
    )
    rows.fold(tuple(rows.sections), False)
    assert rows.shown == by_hand(ordered)
    rows.sort(lambda row: row.size, True)
    assert rows.shown == by_hand(sorted(ordered, key=lambda row: row.size, reverse=True))
    rows.set_sections(None)
    assert rows.shown == [row.key for row in sorted(ordered, key=lambda row: row.size, reverse=True)]


@given(rows_strategy, st.integers(0, 5))
def test_a_filter_leaves_the_sections_of_what_passes(given_rows: list[Row], size: int) -> None:
    rows = in_sections(given_rows)
    rows.filter(lambda row: row.size <= size)
    passing = sorted(row.key for row in given_rows if row.size <= size)
    assert sorted(key for keys in rows.sections.values() for key in keys) == passing
    assert all(rows.sections.values())


@given(rows_strategy, rows_strategy)
def test_a_patch_moves_nothing_until_the_rows_are_arranged(given_rows: list[Row], news: list[Row]) -> None:
    rows = in_sections(given_rows)
    rows.fold(tuple(rows.sections), False)
    before = list(rows.shown)
    patches = {row.key: row for row in news}
    changed = rows.patch(patches)
    assert rows.shown == before
    for key in changed:
        assert rows.passes(key) == (size_of(patches[key]) == rows.section_of(key))
    rows.arrange()
    now = [patches.get(row.key, row) for row in given_rows]
    assert {key: sorted(keys) for key, keys in rows.sections.items()} == {
        section: sorted(row.key for row in now if size_of(row) == section)
        for section in set(map(size_of, now))
    }


@given(rows_strategy, rows_strategy)
def test_appended_rows_join_their_sections(first: list[Row], more: list[Row]) -> None:
    rows = in_sections(first)
    known = {row.key for row in first}
    rows.append(row for row in more if row.key not in known)
    both = [*first, *(row for row in more if row.key not in known)]
    assert sorted(key for keys in rows.sections.values() for key in keys) == sorted(row.key for row in both)
    assert all(rows.section_of(row.key) == size_of(row) for row in both)


def test_a_row_is_asked_once_for_its_section_and_again_only_after_a_patch() -> None:
    asked: list[str] = []

    def counting(row: Row) -> str:
        asked.append(row.key)
        return size_of(row)

    rows: Rows[Row] = Rows(lambda row: row.key)
    rows.replace(FEW)
    rows.set_sections(counting)
    rows.arrange()
    rows.set_sections(None)
    rows.set_sections(counting)
    assert sorted(asked) == sorted(row.key for row in FEW)
    asked.clear()
    rows.patch({"k3": FEW[3]._replace(size=2)})
    rows.arrange()
    assert asked == ["k3"]


def test_sections_learnt_ahead_are_not_asked_for_again() -> None:
    asked: list[str] = []

    def counting(row: Row) -> str:
        asked.append(row.key)
        return size_of(row)

    rows: Rows[Row] = Rows(lambda row: row.key)
    rows.replace(FEW)
    for _ in range(4):
        rows.learn_sections(counting, 2)
    assert rows.sections == {}, "they are not shown"
    rows.set_sections(counting)
    assert sorted(asked) == sorted(row.key for row in FEW)
    assert list(rows.sections) == ["# 0", "# 1", "# 2"]


@given(rows_strategy, rows_strategy, st.none() | st.integers(0, 5))
def test_the_members_are_the_rows_that_pass_and_still_belong(
    given_rows: list[Row], news: list[Row], size: int | None
) -> None:
    rows = in_sections(given_rows)
    if size is not None:
        rows.filter(lambda row: row.size <= size)
    rows.patch({row.key: row for row in news})
    for section, keys in rows.sections.items():
        assert rows.members(section) == [key for key in keys if rows.passes(key)]


@given(rows_strategy, rows_strategy)
def test_sections_after_a_patch_are_in_the_order_of_the_values_now(
    given_rows: list[Row], news: list[Row]
) -> None:
    rows = in_sections(given_rows)
    rows.set_sections(None)
    rows.patch({row.key: row for row in news})
    rows.set_sections(size_of)
    shown = rows.shown
    rows.arrange()
    assert rows.shown == shown


def test_sections_come_and_go_without_sorting_again() -> None:
    asked: list[str] = []

    def counting(row: Row) -> str:
        asked.append(row.key)
        return row.name

    rows: Rows[Row] = Rows(lambda row: row.key, counting)
    rows.replace(FEW)
    asked.clear()
    rows.set_sections(size_of)
    rows.patch({"k3": FEW[3]._replace(size=2)})
    rows.set_sections(None)
    assert asked == ["k3"], "only its own value, to see whether the order still holds"


class Grouped(Fixture):
    """The table of the other tests, in sections by size."""

    def __init__(self, rows: list[Row] = FEW) -> None:
        super().__init__(rows)
        self.table.set_sections(Sections(size_of, self.heading, ("Group",), lambda section, keys: (section,)))

    def heading(self, section: str, keys: Sequence[str]) -> tuple[Sequence[Cell], Sequence[Sequence[Cell]]]:
        count = len(self.table.section_keys(section))
        return (Cell(f"{count} rows  of {section}"),), ((Cell("who acts", Tone.MUTED),), ())


async def test_headings_fold_by_enter_space_left_and_right_and_by_a_click() -> None:
    made = Grouped()
    async with made.running() as pilot:
        assert [line[3:].split("  ")[0] for line in lines(made.table)[1:4]] == [
            "▸ 3 rows",
            "▸ 2 rows",
            "▸ 2 rows",
        ]
        assert "of # 0" in lines(made.table)[1]
        assert lines(made.table)[1].endswith("who acts")
        for key, shown in (("enter", 6), ("enter", 3), ("space", 6), ("left", 3), ("right", 6), ("right", 6)):
            await pilot.press(key)
            assert (key, made.table.shown_count, made.table.cursor_key) == (key, shown, "# 0")
        assert made.table.passing_count == 7
        await pilot.press("j")
        assert made.table.cursor_key == "k0"
        await pilot.click(made.table, offset=(5, 1))
        assert (made.table.cursor_key, made.table.shown_count) == ("# 0", 3)
        assert not [each for each in made.heard.messages if isinstance(each, VirtualTable.Opened)]


async def test_folding_puts_the_cursor_on_the_heading_of_its_row() -> None:
    made = Grouped()
    async with made.running() as pilot:
        made.table.fold(False)
        assert made.table.shown_count == 10
        assert made.table.move_to("k4")
        made.table.fold(True)
        assert made.table.cursor_key == "# 1"
        assert made.table.move_to("k4")
        assert (made.table.cursor_key, made.table.shown_count) == ("k4", 5)
        await pilot.press("enter")
        opened = [each.key for each in made.heard.messages if isinstance(each, VirtualTable.Opened)]
        assert opened == ["k4"]


async def test_marks_on_a_heading_are_those_of_its_rows() -> None:
    made = Grouped()
    async with made.running() as pilot:
        await pilot.press("asterisk")
        assert made.table.marked == {"k0", "k3", "k6"}
        assert lines(made.table)[1].startswith("▌•")
        assert not lines(made.table)[2].startswith(" •")
        await pilot.press("U", "right", "j", "asterisk")
        # On a row: all that can be seen, and nothing that is folded away.
        assert made.table.marked == {"k0", "k3", "k6"}
        await pilot.press("U", "space")
        assert made.table.marked == {"k0"}


async def test_a_row_that_left_its_group_stays_until_the_rows_are_arranged_but_is_not_counted() -> None:
    made = Grouped()
    async with made.running() as pilot:
        await pilot.press("right")
        made.table.patch({"k3": FEW[3]._replace(size=1)})
        await pilot.pause()
        assert lines(made.table)[1][3:].startswith("▾ 2 rows")
        assert made.table.visible_keys()[:4] == ["# 0", "k0", "k3", "k6"]
        assert made.table.section_keys("# 0") == ["k0", "k6"]
        await pilot.press("asterisk")
        assert made.table.marked == {"k0", "k6"}
        made.table.rearrange()
        assert made.table.visible_keys()[:3] == ["# 0", "k0", "k6"]
        assert made.table.section_keys("# 1") == ["k1", "k3", "k4"]


async def test_leaving_the_sections_keeps_the_cursor() -> None:
    made = Grouped()
    async with made.running() as pilot:
        await pilot.press("j")
        assert made.table.cursor_section == "# 1"
        sections = made.table._sections
        made.table.set_sections(None)
        assert (made.table.cursor_key, made.table.shown_count, len(made.table.sections)) == ("k1", 7, 0)
        assert made.table.move_to("k4")
        made.table.set_sections(sections)
        assert made.table.cursor_key == "# 1"


def test_an_export_has_every_row_with_what_is_said_of_its_section() -> None:
    made = Grouped()
    assert len(made.table.shown_rows()) == 7, "those of folded sections too, and no heading"
    labels, rows = made.table.as_text()
    assert labels == ["Group", "Name", "Size", "Note"]
    assert [row[:2] for row in rows] == [
        ["# 0", "row 0"],
        ["# 0", "row 3"],
        ["# 0", "row 6"],
        ["# 1", "row 1"],
        ["# 1", "row 4"],
        ["# 2", "row 2"],
        ["# 2", "row 5"],
    ]


@pytest.mark.parametrize("width", [15, 22, 40])
async def test_where_there_is_no_room_a_heading_keeps_what_is_wrong(width: int) -> None:
    made = Grouped()
    async with made.running(width=width) as pilot:
        await pilot.pause()
        heading = lines(made.table)[1]
        assert len(heading) <= width
        assert ("who acts" in heading) == (width == 40)
        assert ("of # 0" in heading) == (width > 15)


async def test_the_given_order_is_among_the_orders_of_the_sort_keys() -> None:
    made = Fixture()
    table = VirtualTable[Row](
        made.table._columns, made.cells, lambda row: row.key, order=lambda row: (-row.size, row.name)
    )
    table.set_rows(FEW)
    assert list(table.passing_keys()) == [
        "k2",
        "k5",
        "k1",
        "k4",
        "k0",
        "k3",
        "k6",
    ]
    made.table = table
    async with made.running() as pilot:
        await pilot.press("<", "<")
        chosen = table.sort_column, table.sort_reverse
        assert chosen == ("size", False)
        await pilot.press(">", ">")
        sorted_by = table.sort_column
        assert sorted_by is None
        assert list(table.passing_keys()) == ["k2", "k5", "k1", "k4", "k0", "k3", "k6"]
