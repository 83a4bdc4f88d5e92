"""The virtual table by keys and mouse."""

from __future__ import annotations

from textual.events import MouseScrollDown

from codat_tui.widgets.table import VirtualTable
from tests.widgets.harness import lines
from tests.widgets.table_fixture import ROWS, Fixture


async def test_cursor_keys_move_and_scroll() -> None:
    made = Fixture()
    async with made.running() as pilot:
        walk = [
            ("down", "k1"),
            ("j", "k2"),
            ("up", "k1"),
            ("k", "k0"),
            ("k", "k0"),
            ("G", "k99"),
            ("g", "k0"),
        ]
        walk += [("end", "k99"), ("down", "k99"), ("home", "k0"), ("pagedown", "k10"), ("pageup", "k0")]
        for key, at in walk:
            await pilot.press(key)
            assert (key, made.table.cursor_key) == (key, at)
        await pilot.press("pagedown")
        assert made.names()[-1] == "row 010"
        assert made.bar() == [10]


async def test_enter_opens_the_row_under_the_cursor() -> None:
    made = Fixture()
    async with made.running() as pilot:
        await pilot.press("j", "enter")
        opened = [message.key for message in made.heard.messages if isinstance(message, VirtualTable.Opened)]
        assert opened == ["k1"]


async def test_highlighted_tells_each_new_row_once() -> None:
    made = Fixture()
    async with made.running() as pilot:
        await pilot.press("j", "k", "k")
        told = [m.key for m in made.heard.messages if isinstance(m, VirtualTable.Highlighted)]
        assert told == ["k0", "k1", "k0"]
        made.table.set_filter(lambda row: False)
        await pilot.pause()
        assert made.table.cursor_key is None
        assert [m.key for m in made.heard.messages if isinstance(m, VirtualTable.Highlighted)][3:] == [None]


async def test_mouse_moves_opens_and_sorts() -> None:
    made = Fixture()
    async with made.running() as pilot:
        await pilot.click(made.table, offset=(5, 4))
        assert made.table.cursor_key == "k3"
        await pilot.click(made.table, offset=(5, 5), times=2)
        assert [m.key for m in made.heard.messages if isinstance(m, VirtualTable.Opened)] == ["k4"]
        for reverse in (False, True, False):
            await pilot.click(made.table, offset=(26, 0))
            assert (made.table.sort_column, made.table.sort_reverse) == ("size", reverse)
        assert made.table.cursor_key == "k4"


async def test_a_click_on_an_unsortable_label_or_below_the_rows_does_nothing() -> None:
    made = Fixture(ROWS[:3])
    async with made.running() as pilot:
        await pilot.click(made.table, offset=(36, 0))
        await pilot.click(made.table, offset=(5, 8))
        assert made.table.sort_column is None
        assert made.table.cursor_key == "k0"


async def test_the_wheel_scrolls_and_leaves_the_cursor() -> None:
    made = Fixture()
    async with made.running() as pilot:
        await pilot._post_mouse_events([MouseScrollDown], made.table, offset=(5, 5))
        await pilot.pause()
        assert made.table.scroll_offset.y > 0
        assert made.table.cursor_key == "k0"
        await pilot.press("j")
        assert made.bar() == [1]


async def test_sort_keys_walk_through_the_orders_and_back() -> None:
    made = Fixture()
    async with made.running() as pilot:
        seen = []
        for key in (">", ">", ">", ">", ">", "<", "<"):
            await pilot.press(key)
            seen.append((made.table.sort_column, made.table.sort_reverse))
        assert seen == [
            ("name", False),
            ("name", True),
            ("size", False),
            ("size", True),
            ("name", False),
            ("size", True),
            ("size", False),
        ]
        assert "Size ▲" in lines(made.table)[0]
        made.table.sort_by(None)
        await pilot.press("<")
        assert (made.table.sort_column, made.table.sort_reverse) == ("size", True)
        told = [(m.column, m.reverse) for m in made.heard.messages if isinstance(m, VirtualTable.SortChanged)]
        assert told[:-1] == seen


async def test_marks_by_key() -> None:
    made = Fixture()
    async with made.running() as pilot:
        await pilot.press("space", "j", "j", "space")
        assert made.table.marked == {"k0", "k2"}
        assert [line[1] for line in lines(made.table)[1:4]] == ["•", " ", "•"]
        await pilot.press("space")
        made.table.set_filter(lambda row: row.size == 2)
        await pilot.press("*")
        assert made.table.marked == {"k0", *(row.key for row in ROWS if row.size == 2)}
        await pilot.press("U")
        assert made.table.marked == frozenset()
        told = [m.marked for m in made.heard.messages if isinstance(m, VirtualTable.MarksChanged)]
        assert len(told) == 5
        assert told[-1] == frozenset()


async def test_moving_to_a_row_that_is_not_shown_is_refused() -> None:
    made = Fixture()
    async with made.running():
        made.table.set_filter(lambda row: row.size == 2)
        assert not made.table.move_to("k0")
        assert made.table.move_to("k9")
        assert made.table.cursor_row == ROWS[9]
