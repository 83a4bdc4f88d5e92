"""The sheet for several syncs: what speaks against them stands above the list, and what is marked unseen first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from codat_tui.screens.shell.batch_sheet import BatchSheet
from codat_tui.screens.shell.change_sheet import ChangeSheet
from tests.screens.batches import shown, the_batch
from tests.screens.scenes import HARBOUR_LANE, Scene

WIDE, SMALL = (120, 40), (80, 24)
SECOND = "Union Square Records LLC"
"""The second most urgent of the first twelve companies, after Harbour Lane Coffee."""


async def opened(scene: Scene, pilot: Pilot[Any], *keys: str) -> BatchSheet:
    await scene.loaded(pilot)
    await pilot.press(*keys)
    await scene.sheet_armed(pilot)
    assert isinstance(scene.app.screen, BatchSheet)
    return scene.app.screen


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
async def test_what_speaks_against_them_is_counted_above_the_list_and_left_out_by_one_key(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=size) as pilot:
        sheet = await opened(scene, pilot, "asterisk", "s")
        text = shown(scene)
        assert "Sync 60 companies" in text
        words = ("3 running already", "2 not linked: will fail", "10 will fail as they are", "1 switched off")
        assert all(
            each in text
            for each in (*words, "1 off after 31 days: ask", "40 with nothing known against them")
        )
        assert "3 in what looks like an outage" in text
        assert "Costs about 600 requests" in text
        assert "leave out these 20" in text
        assert "y sync all" in text
        await pilot.press("o")
        await pilot.pause()
        assert len(sheet.chosen) == 40
        assert "Sync 40 companies" in shown(scene)
        assert "left out: 3 running already" in shown(scene)
        await pilot.press("o", "f")
        await pilot.pause()
        assert len(sheet.chosen) == 60
        assert "Penny's Bakery" in shown(scene), "unfolded"
        assert "y sync all" in shown(scene), "the keys stay on the screen"
        await pilot.press("j", "space", "D")
        await pilot.pause()
        assert len(sheet.chosen) == 59
        text = shown(scene)
        assert "# Bistro Croix Rousse SARL" in text
        assert "/meta/companies/" in text
        await pilot.press("D", "n")
        await pilot.pause()
        assert len(scene.app.screen.query("#companies")) == 1
        assert scene.world.effects.syncs.total() == 0


async def test_marks_that_are_not_seen_are_named_first_and_gone_after_the_confirmation(
    tmp_path: Path,
) -> None:
    scene = Scene(tmp_path, options=DemoOptions(companies=12))
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await pilot.press("space", "j", "space")
        await pilot.pause()
        assert "• 2 marked" in shown(scene)
        await pilot.press("slash", *"bakery", "enter")
        await pilot.pause()
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        assert isinstance(scene.app.screen, BatchSheet)
        lines = [line for line in shown(scene).splitlines() if "│" in line]
        first = next(line for line in lines if "Marked" in line or "Starts" in line or "One first" in line)
        assert f"Marked, and hidden by the filter: {HARBOUR_LANE} and Union Square" in first
        assert "Under the cursor, but not marked, so not synced: Penny's Bakery." in shown(scene)
        await pilot.press("y")
        await scene.until(pilot, lambda: bool(scene.app.services.known_batches))
        assert [each.company_name for each in the_batch(scene).members] == [HARBOUR_LANE, SECOND]
        assert "marked" not in shown(scene).splitlines()[0]


async def test_one_mark_elsewhere_is_not_taken_for_the_company_under_the_cursor(tmp_path: Path) -> None:
    scene = Scene(tmp_path, options=DemoOptions(companies=12))
    async with scene.app.run_test(size=WIDE) as pilot:
        sheet = await opened(scene, pilot, "space", "j", "s")
        assert [each.company_name for each in sheet.chosen] == [HARBOUR_LANE]
        assert f"not marked, so not synced: {SECOND}." in shown(scene)
        await pilot.press("n", "k", "s")
        await scene.sheet_armed(pilot)
        assert isinstance(scene.app.screen, ChangeSheet), "the mark is under the cursor"


async def test_in_production_the_number_that_is_left_is_typed_and_letters_are_keys(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, environment="production", options=DemoOptions(companies=12))
    async with scene.app.run_test(size=WIDE) as pilot:
        sheet = await opened(scene, pilot, "asterisk", "s")
        assert "Type 12 and press enter" in shown(scene)
        await pilot.press("o")
        await scene.sheet_armed(pilot)
        left = len(sheet.chosen)
        assert f"Type {left} and press enter" in shown(scene)
        await pilot.press("1", "2", "enter")
        await pilot.pause()
        assert scene.app.screen is sheet
        await pilot.press("backspace", "backspace", *str(left), "enter")
        await scene.until(pilot, lambda: bool(scene.app.services.known_batches))
        assert len(the_batch(scene).members) == left


async def test_nothing_is_left_to_sync(tmp_path: Path) -> None:
    scene = Scene(tmp_path, options=DemoOptions(companies=12))
    async with scene.app.run_test(size=WIDE) as pilot:
        await opened(scene, pilot, "j", "j", "space", "j", "space", "k", "s")
        await pilot.press("o")
        await pilot.pause()
        assert "all are left out" in shown(scene)
        await scene.clock.advance(1)
        await pilot.press("y")
        await pilot.pause()
        assert isinstance(scene.app.screen, BatchSheet)
        assert scene.app.services.known_batches == ()
