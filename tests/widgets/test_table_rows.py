"""The virtual table when rows come, change and go: the cursor keeps its row, only what changed is drawn."""

from __future__ import annotations

import pytest
from rich.color import Color
from rich.style import Style
from textual.strip import Strip
from textual.widgets import Input

from codat_tui.present import Cell, Glyphs, Tone
from codat_tui.widgets.columns import Column, Place
from codat_tui.widgets.painter import Painter
from codat_tui.widgets.table import VirtualTable
from tests.widgets.harness import WidgetApp, lines
from tests.widgets.table_fixture import COLUMNS, ROWS, Fixture, Row


def background(strip: Strip) -> Color | None:
    """The background of the first column of a line."""
    style = list(strip)[1].style
    return style.bgcolor if style else None


async def test_labels_stay_when_rows_scroll() -> None:
    made = Fixture()
    async with made.running() as pilot:
        await pilot.press("G")
        assert lines(made.table)[0].split() == ["Name", "Size", "Note"]
        assert made.names() == [f"row {number:03}" for number in range(90, 100)]


async def test_every_line_is_as_wide_as_the_table_and_right_columns_end_together() -> None:
    made = Fixture(
        [Row("a", "東京コーヒー商店の長い名前です", 5), Row("b", "🌸 Zoë's", 12345), Row("c", "plain", 7)]
    )
    async with made.running():
        strips = [made.table.render_line(y) for y in range(4)]
        assert {strip.cell_length for strip in strips} == {39}
        assert {len(line) - len(line.rstrip()) for line in lines(made.table)} == {0}
        cropped = [strip.crop(0, 3 + 20 + 2 + 6).text for strip in strips]
        assert [text[-1] for text in cropped] == ["e", "5", "5", "7"]
        assert "…" in cropped[1]


async def test_the_cursor_stays_with_its_row_when_the_order_changes() -> None:
    made = Fixture()
    async with made.running() as pilot:
        await pilot.press("j", "j", "j")
        line = made.bar()
        made.table.sort_by("name", reverse=True)
        await pilot.pause()
        assert made.table.cursor_key == "k3"
        made.table.sort_by("name")
        made.table.set_rows([Row("new", "row", 1), *ROWS])
        await pilot.pause()
        assert made.table.cursor_key == "k3"
        assert made.bar()[0] in (line[0], line[0] + 1)


async def test_scroll_stays_with_the_cursor_when_rows_come_in_above() -> None:
    made = Fixture()
    async with made.running() as pilot:
        made.table.move_to("k50")
        await pilot.pause()
        line, names = made.bar(), made.names()
        made.table.set_rows([*(Row(f"n{number}", "new", 0) for number in range(20)), *ROWS])
        await pilot.pause()
        assert (made.bar(), made.names()) == (line, names)


async def test_the_nearest_row_takes_the_place_of_one_that_is_gone() -> None:
    made = Fixture()
    async with made.running():
        made.table.move_to("k50")
        made.table.set_rows([row for row in ROWS if row.key not in {"k49", "k50", "k51"}])
        assert made.table.cursor_key == "k52"
        made.table.set_rows(ROWS[:10])
        assert made.table.cursor_key == "k9"


async def test_the_cursor_comes_back_after_a_filter_that_matched_nothing() -> None:
    made = Fixture()
    async with made.running() as pilot:
        made.table.move_to("k50")
        made.table.set_filter(lambda row: False)
        await pilot.pause()
        assert lines(made.table)[1].strip() == "Nothing matches."
        assert (made.table.shown_count, made.table.total_count) == (0, 100)
        await pilot.press("j", "k", "G", "enter", "space", "pagedown")
        made.table.set_filter(None)
        assert made.table.cursor_key == "k50"


async def test_a_patch_on_screen_draws_only_its_rows() -> None:
    made = Fixture()
    async with made.running() as pilot:
        made.drawn.clear()
        made.table.patch({"k3": Row("k3", "changed", 9), "k80": Row("k80", "far away", 9)})
        await pilot.pause()
        assert set(made.drawn) == {"k3"}
        assert made.names()[3] == "changed"


async def test_a_patch_off_screen_draws_nothing() -> None:
    made = Fixture()
    async with made.running() as pilot:
        made.drawn.clear()
        made.table.patch({"k80": Row("k80", "far away", 9), "unknown": Row("unknown", "", 0)})
        await pilot.pause()
        assert made.drawn == []
        assert made.table.total_count == 100
        made.table.move_to("k80")
        assert "far away" in made.names()


async def test_a_cursor_key_on_screen_draws_two_rows() -> None:
    made = Fixture()
    async with made.running() as pilot:
        made.drawn.clear()
        await pilot.press("j")
        await pilot.pause()
        assert set(made.drawn) == {"k0", "k1"}


async def test_a_row_that_no_longer_passes_is_faint_until_the_person_refreshes() -> None:
    made = Fixture()
    async with made.running() as pilot:
        made.table.set_filter(lambda row: row.size == 2)
        made.table.patch({"k9": Row("k9", "row 009", 3)})
        await pilot.pause()
        faint = [bool(segment.style and segment.style.italic) for segment in made.table.render_line(2)]
        assert made.names()[1] == "row 009"
        assert any(faint)
        assert not any(segment.style and segment.style.italic for segment in made.table.render_line(3))
        await pilot.press("j")
        assert any(segment.style and segment.style.italic for segment in made.table.render_line(2))
        made.table.rearrange()
        assert "row 009" not in made.names()


async def test_columns_that_do_not_fit_scroll_sideways_and_the_gutter_stays() -> None:
    wide = [Column[Row]("name", "Name", 30), Column[Row]("size", "Size", 20), Column[Row]("note", "Note", 20)]
    made = Fixture(columns=wide)
    async with made.running() as pilot:
        assert lines(made.table)[1].startswith("▌  row 000")
        assert "note" not in lines(made.table)[1]
        await pilot.press(*["right"] * 6)
        assert lines(made.table)[1].startswith("▌  ")
        assert lines(made.table)[1].endswith("note")
        assert lines(made.table)[0].endswith("Note")
        await pilot.press(*["left"] * 6)
        assert lines(made.table)[1].startswith("▌  row 000")


async def test_a_narrower_terminal_keeps_the_cursor_on_screen() -> None:
    made = Fixture()
    async with made.running() as pilot:
        await pilot.press("pagedown", "k")
        await pilot.resize_terminal(30, 6)
        await pilot.pause()
        assert len(made.bar()) == 1
        assert {made.table.render_line(y).cell_length for y in range(6)} == {29}


async def test_without_focus_the_cursor_is_subdued_but_has_its_bar() -> None:
    made = Fixture()
    made.app = WidgetApp(lambda: [made.table, Input()])
    async with made.running() as pilot:
        focused = made.table.render_line(1)
        made.app.query_one(Input).focus()
        await pilot.pause()
        assert made.bar() == [1]
        resting = made.table.render_line(1)
        assert focused.text == resting.text
        assert background(focused) != background(resting) != background(made.table.render_line(2))


async def test_another_theme_is_drawn_in_its_own_colours() -> None:
    made = Fixture()
    async with made.running() as pilot:
        dark = background(made.table.render_line(2))
        made.app.theme = "codat-light"
        await pilot.pause()
        assert background(made.table.render_line(2)) != dark


async def test_rows_arrive_in_pages() -> None:
    made = Fixture([])
    async with made.running() as pilot:
        assert made.table.cursor_key is None
        made.table.append_rows(ROWS[:50])
        await pilot.press("j", "j")
        made.table.append_rows(ROWS[50:])
        await pilot.pause()
        assert made.table.cursor_key == "k2"
        await pilot.press("G")
        assert made.table.cursor_key == "k99"
        assert made.table.visible_keys() == [f"k{number}" for number in range(90, 100)]


async def test_put_in_order_again_only_lines_with_another_row_are_drawn() -> None:
    made = Fixture()
    async with made.running() as pilot:
        made.table.sort_by("name")
        await pilot.pause()
        made.table.patch({"k50": Row("k50", "row 004 and a half", 1)})
        made.drawn.clear()
        made.table.rearrange()
        await pilot.pause()
        assert made.table.visible_keys() == ["k0", "k1", "k2", "k3", "k4", "k50", "k5", "k6", "k7", "k8"]
        assert sorted(set(made.drawn)) == ["k5", "k50", "k6", "k7", "k8"]
        made.drawn.clear()
        made.table.rearrange()
        await pilot.pause()
        assert made.drawn == []
        # What comes above the cursor leaves its row where it was on screen.
        await pilot.press("j")
        made.table.patch({"k60": Row("k60", "row", 1)})
        made.table.rearrange()
        await pilot.pause()
        assert made.table.cursor_key == "k1"
        assert made.names()[:2] == ["row 000", "row 001"]


async def test_other_columns_and_signs() -> None:
    made = Fixture()
    made.table = VirtualTable(COLUMNS, made.cells, lambda row: row.key, glyphs=Glyphs.ascii())
    made.table.set_rows(ROWS)
    async with made.running() as pilot:
        made.table.set_marked(frozenset({"k0"}))
        made.table.sort_by("name")
        await pilot.pause()
        assert all(line.isascii() for line in lines(made.table))
        assert lines(made.table)[1].startswith("|* row 000")


def test_a_part_after_a_dot_is_dropped_whole_where_there_is_no_room() -> None:
    def drawn(cells: int) -> str:
        painter = Painter(
            (Column("status", "Status", cells),), (Place(0, cells),), cells + 3, 0, Glyphs.unicode()
        )
        palette = dict.fromkeys(Tone, Style())
        return painter.row((Cell("✖ Server error · 5000"),), palette, bar=False, marked=False).text.strip()

    assert [drawn(cells) for cells in (21, 20, 10)] == [
        "✖ Server error · 5000",
        "✖ Server error",
        "✖ Server…",
    ]


def test_a_heading_keeps_the_end_that_tells_two_of_one_name_apart() -> None:
    columns: tuple[Column[object], ...] = (Column("company", "Company", 24), Column("status", "Status", 12))
    places = (Place(0, 24), Place(26, 12))
    painter = Painter(columns, places, 60, 0, Glyphs.unicode())
    cells = (Cell("Harbour Coffee Roasters · Xero", end=" · Xero"), Cell("2 companies"))
    line = painter.heading(cells, (), dict.fromkeys(Tone, Style()), bar=False, marked=False, sign="▾")
    assert line.text.startswith("   ▾ Harbour Coffee… · Xero ")


@pytest.mark.parametrize(
    ("days", "drawn"),
    [("3/31", "   ▾ Tulp… (6 Jul…     3/31  ✖ Gone"), ("", "   ▾ Tulp & T… (6 Jul 2026)  ✖ Gone")],
)
def test_a_heading_without_days_gives_their_room_to_the_name(days: str, drawn: str) -> None:
    columns: tuple[Column[object], ...] = (
        Column("company", "Company", 16),
        Column("days", "Days", 6, right=True),
        Column("status", "Status", 12),
    )
    painter = Painter(columns, (Place(0, 16), Place(18, 6), Place(26, 12)), 60, 0, Glyphs.unicode())
    cells = (Cell("Tulp & Thee (6 Jul 2026)", end=" (6 Jul 2026)"), Cell(days), Cell("✖ Gone"))
    line = painter.heading(cells, (), dict.fromkeys(Tone, Style()), bar=False, marked=False, sign="▾")
    assert line.text.rstrip() == drawn
