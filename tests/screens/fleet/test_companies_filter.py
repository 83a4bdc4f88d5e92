"""The filter of Companies by keys: the best match, how it was understood, completion, what finds nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.widgets.filter_line import FilterWords
from tests.screens.company.history_scenes import shown
from tests.screens.scenes import NORDIC_BIKES, Scene

WIDE = (120, 40)


async def listed(scene: Scene, pilot: Pilot[Any]) -> CompaniesScreen:
    await scene.loaded(pilot)
    screen = scene.app.screen
    assert isinstance(screen, CompaniesScreen)
    return screen


async def test_the_best_match_is_under_the_cursor_after_every_key(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await listed(scene, pilot)
        await pilot.press("G", "slash", *"nordic b", "enter")
        row = screen.table.cursor_row
        assert row is not None
        assert row.name == NORDIC_BIKES
        await pilot.press("slash", *"arber", "ctrl+u", *"union")
        row = screen.table.cursor_row
        assert row is not None
        assert row.name.startswith("Union")


async def test_it_says_how_it_was_understood_and_completes(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await listed(scene, pilot)
        await pilot.press("slash")
        assert 'words, "two words", !not, status: platform: code: since: who:' in shown(scene)
        await pilot.press(*"pl", "tab", *"clo", "tab")
        line = screen.filter_line
        assert line.value == "platform:Clover"
        assert "Platform Clover" in shown(scene)
        # Another tab has nothing more to complete: it keeps the filter, as enter does.
        await pilot.press("tab")
        assert screen.table.has_focus
        assert not screen.query_one(FilterWords).display
        assert {row.commerce.platform_name for row in screen.table.shown_rows() if row.commerce} == {"Clover"}
        # Several possibilities one after the other, in both directions.
        await pilot.press("slash", "ctrl+u", *"status:f", "tab")
        assert line.value == "status:failing"
        await pilot.press("tab")
        assert line.value == "status:fine"
        await pilot.press("shift+tab")
        assert line.value == "status:failing"


async def test_what_cannot_be_read_or_finds_nothing_is_named(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await listed(scene, pilot)
        await pilot.press("slash", *"status:borken")
        assert 'No status is called "borken": off, unlinked, failing' in shown(scene)
        assert screen.table.shown_count == screen.table.total_count
        await pilot.press("ctrl+u", *"nordic tulpx")
        assert 'No company matches "tulpx". esc clears the filter.' in shown(scene)
        await pilot.press("ctrl+u", *"nordic union")
        assert 'No company matches all of it; without "union" it is 2 companies.' in shown(scene)


async def test_a_filter_key_quicker_than_the_second_paint_opens_the_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = CompaniesScreen.call_after_refresh

    def without_lines(self: CompaniesScreen, callback: Any, *args: Any, **more: Any) -> bool:
        return callback.__name__ == "_mount_lines" or later(self, callback, *args, **more)

    monkeypatch.setattr(CompaniesScreen, "call_after_refresh", without_lines)
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        await pilot.press("slash", *"nor")
        await pilot.pause()
        screen = scene.app.screen
        assert isinstance(screen, CompaniesScreen)
        assert screen.filter_text == "nor"
        assert len(screen.query("#filter")) == 1
