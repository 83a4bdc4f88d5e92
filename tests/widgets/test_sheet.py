"""A sheet sends nothing by accident: `y` works only on a checked text that has been on screen for 300 ms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Input, Static

from codat_tui.present import Cell, Glyphs, Tone
from codat_tui.widgets.sheet import Buttons, FactLine, Sheet
from tests.manual_clock import ManualClock
from tests.widgets.harness import WidgetApp, lines

CURL = "curl -X POST 'https://api.codat.io/companies/8a21/sync/commerce/latest'"


class Asked:
    """A sheet over an empty app, and what became of it."""

    def __init__(self, must_type: str = "", facts: int = 2, glyphs: Glyphs | None = None) -> None:
        self.clock = ManualClock()
        self.answers: list[bool | None] = []
        self.app = WidgetApp(list)
        self.sheet = Sheet(self.clock, "Sync now", "sync", must_type=must_type, glyphs=glyphs)
        self.sheet.facts = tuple(FactLine(f"fact {number}", "value", "note") for number in range(facts))

    @asynccontextmanager
    async def shown(self, width: int = 80, height: int = 24) -> AsyncIterator[Pilot[None]]:
        async with self.app.run_test(size=(width, height)) as pilot:
            await self.app.push_screen(self.sheet, self.answers.append)
            await pilot.pause()
            yield pilot

    async def pass_checks(self, pilot: Pilot[None], wait: float = 0.3) -> None:
        self.sheet.ready = True
        await pilot.pause()
        await self.clock.advance(wait)
        await pilot.pause()

    def buttons(self) -> str:
        return lines(self.sheet.query_one(Buttons))[0]


async def test_y_is_inert_until_the_checks_are_in() -> None:
    asked = Asked()
    async with asked.shown() as pilot:
        await asked.clock.advance(5)
        await pilot.press("y")
        assert asked.answers == []
        assert asked.buttons().split() == ["checking", "...", "y", "sync", "n", "cancel"]
        await asked.pass_checks(pilot)
        assert asked.buttons().split() == ["y", "sync", "n", "cancel"]
        await pilot.press("y")
        assert asked.answers == [True]


async def test_y_is_inert_for_300_ms_after_the_checks_were_painted() -> None:
    asked = Asked()
    async with asked.shown() as pilot:
        await asked.pass_checks(pilot, wait=0.29)
        await pilot.press("y")
        assert asked.answers == []
        await asked.clock.advance(0.02)
        await pilot.press("y")
        assert asked.answers == [True]


async def test_a_text_that_changes_disarms_the_sheet() -> None:
    asked = Asked()
    async with asked.shown() as pilot:
        await asked.pass_checks(pilot)
        asked.sheet.notes = (Cell("! A sync began meanwhile.", Tone.ACTION),)
        await pilot.press("y")
        assert asked.answers == []
        await asked.clock.advance(0.3)
        await pilot.press("y")
        assert asked.answers == [True]


async def test_a_refusal_keeps_y_inert_and_says_why() -> None:
    asked = Asked()
    async with asked.shown() as pilot:
        asked.sheet.refusal = "A sync is running."
        await asked.pass_checks(pilot, wait=60)
        await pilot.press("y")
        assert asked.answers == []
        assert asked.buttons().strip().startswith("A sync is running.")


@pytest.mark.parametrize("key", ["n", "escape"])
async def test_n_and_escape_cancel_at_any_time(key: str) -> None:
    asked = Asked()
    async with asked.shown() as pilot:
        await pilot.press(key)
        assert asked.answers == [False]


async def test_enter_does_not_confirm() -> None:
    asked = Asked()
    async with asked.shown() as pilot:
        await asked.pass_checks(pilot)
        await pilot.press("enter", "space")
        assert asked.answers == []


async def test_the_buttons_can_be_clicked() -> None:
    asked = Asked()
    async with asked.shown() as pilot:
        await pilot.click(Buttons, offset=(asked.buttons().index("y sync"), 0))
        assert asked.answers == []
        await asked.pass_checks(pilot)
        await pilot.click(Buttons, offset=(asked.buttons().index("y sync"), 0))
        assert asked.answers == [True]


async def test_the_cancel_button_cancels() -> None:
    asked = Asked()
    async with asked.shown() as pilot:
        await pilot.click(Buttons, offset=(asked.buttons().index("cancel"), 0))
        assert asked.answers == [False]


async def test_the_dry_run_shows_the_request() -> None:
    asked = Asked()
    async with asked.shown() as pilot:
        panel = asked.sheet.query_one(".sheet-curl", Static)
        await pilot.press("D")
        assert not panel.display
        await pilot.press("D")
        assert "dry run" not in asked.buttons()
        asked.sheet.curl = CURL
        await pilot.pause()
        for shown in (True, False):
            await pilot.press("D")
            await pilot.pause()
            assert (panel.display, panel.content) == (shown, CURL)
        await pilot.click(Buttons, offset=(asked.buttons().index("D dry"), 0))
        await pilot.pause()
        assert panel.display


@pytest.mark.parametrize(("width", "height"), [(80, 24), (40, 10)])
@pytest.mark.parametrize("must_type", ["", "yes"])
async def test_a_long_sheet_scrolls_and_keeps_its_buttons_on_screen(
    width: int, height: int, must_type: str
) -> None:
    asked = Asked(must_type, facts=60)
    async with asked.shown(width, height) as pilot:
        assert asked.sheet.query_one(".sheet-facts").size.height >= 60
        buttons = asked.sheet.query_one(Buttons)
        assert buttons.region.bottom < height
        assert buttons.region.right <= width
        body = asked.sheet.query_one(VerticalScroll)
        await pilot.press("down", "down", "up")
        await pilot.pause()
        assert body.scroll_offset.y == 1


async def test_severe_writes_ask_for_the_exact_text() -> None:
    asked = Asked(must_type="Harbour")
    async with asked.shown() as pilot:
        asked.sheet.curl = CURL
        await asked.pass_checks(pilot)
        assert asked.sheet.query_one(".sheet-curl").display
        await pilot.press(*"harbour", "enter")
        assert asked.answers == []
        field = asked.sheet.query_one(Input)
        field.value = ""
        await pilot.press(*"Harbour")
        assert asked.answers == []
        await pilot.press("enter")
        assert asked.answers == [True]


async def test_the_exact_text_does_not_confirm_an_unchecked_sheet() -> None:
    asked = Asked(must_type="yes")
    async with asked.shown() as pilot:
        await pilot.press(*"yes", "enter")
        assert asked.answers == []
        await pilot.press("escape")
        assert asked.answers == [False]


async def test_enter_confirms_what_stood_there_then() -> None:
    asked = Asked(must_type="Harbour")
    async with asked.shown() as pilot:
        await asked.pass_checks(pilot)
        field = asked.sheet.query_one(Input)
        field.value = "Harbou"
        await field.action_submit()
        field.value = "Harbour"
        await pilot.pause()
        assert asked.answers == []


async def test_letters_typed_into_the_field_never_act() -> None:
    asked = Asked(must_type="nyD")
    async with asked.shown() as pilot:
        await asked.pass_checks(pilot)
        await pilot.press(*"nyDj")
        assert asked.answers == []
        assert asked.sheet.query_one(Input).value == "nyDj"


async def test_the_frame_is_ascii_where_the_signs_are() -> None:
    asked = Asked(glyphs=Glyphs.ascii())
    async with asked.shown():
        assert asked.sheet.query_one(".sheet").styles.border_top[0] == "ascii"


async def test_a_smaller_terminal_keeps_the_buttons_on_screen() -> None:
    asked = Asked(facts=60)
    async with asked.shown() as pilot:
        await pilot.resize_terminal(40, 10)
        await pilot.pause()
        assert asked.sheet.query_one(Buttons).region.bottom < 10


async def test_y_twice_confirms_once() -> None:
    asked = Asked()
    async with asked.shown() as pilot:
        await asked.pass_checks(pilot)
        asked.sheet.action_confirm()
        asked.sheet.action_confirm()
        await pilot.pause()
        assert asked.answers == [True]


async def test_a_refusal_that_comes_late_still_stops_y() -> None:
    asked = Asked()
    async with asked.shown() as pilot:
        await asked.pass_checks(pilot, wait=0.2)
        asked.sheet.refusal = "A sync began meanwhile."
        await pilot.pause()
        await asked.clock.advance(5)
        await pilot.press("y")
        assert asked.answers == []
