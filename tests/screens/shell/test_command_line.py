"""The command line: arguments are completed, what was entered comes back, and every list can be seen to its end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from codat_tui.screens.company.overview import OverviewScreen
from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.screens.shell.change_sheet import ChangeSheet
from codat_tui.screens.shell.command_line import CommandLineScreen
from codat_tui.screens.shell.detail import DetailScreen
from codat_tui.screens.shell.zones import ZoneChoice
from tests.screens.company.history_scenes import shown
from tests.screens.scenes import HARBOUR_LANE, Scene

WIDE = (120, 40)


def line(scene: Scene) -> str:
    assert isinstance(scene.app.screen, CommandLineScreen)
    return scene.app.screen.query_one(Input).value


async def typed(scene: Scene, pilot: Pilot[Any], text: str) -> str:
    """Type *text* into a new command line, complete it, and return what stands there."""
    await pilot.press("colon", *text, "tab")
    await pilot.pause()
    return line(scene)


async def test_arguments_are_completed_and_run(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        assert await typed(scene, pilot, "co harb") == f"company {HARBOUR_LANE}"
        await pilot.press("enter")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, OverviewScreen))
        assert await typed(scene, pilot, "sync harb") == f"sync {HARBOUR_LANE}"
        await pilot.press("enter")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, ChangeSheet))
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert await typed(scene, pilot, "tz mer") == "tz merchant"
        await pilot.press("enter")
        assert scene.app.desk.zones.choice is ZoneChoice.MERCHANT
        assert await typed(scene, pilot, "theme codat-l") == "theme codat-light"
        await pilot.press("enter")
        assert scene.app.theme == "codat-light"
        await pilot.press("colon", *"codes 4040", "enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, DetailScreen)
        assert "4040 Link lost" in shown(scene)
        assert "Send the merchant the link to connect again." in shown(scene)
        await pilot.press("escape", "colon", *"codes", "enter")
        await pilot.pause()
        assert "5130" in shown(scene)
        await pilot.press("escape")


async def test_a_filter_is_completed_with_its_fields(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        assert await typed(scene, pilot, "filter nordic status:fail") == "filter nordic status:failing"
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, CompaniesScreen)
        assert scene.app.screen.filter_text == "nordic status:failing"


async def test_what_was_entered_comes_back_and_matches_are_paged(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        for text in ("tz utc", "filter lane", "tz utc"):
            await pilot.press("colon", *text, "enter")
        await pilot.press("colon", *"na", "up")
        assert line(scene) == "tz utc"
        await pilot.press("up")
        assert line(scene) == "filter lane"
        await pilot.press("up", "down", "down", "down")
        assert line(scene) == "na"
        await pilot.press("ctrl+u")
        await pilot.pause()
        first = shown(scene)
        assert "more, pgdn shows them" in first
        await pilot.press("pagedown")
        await pilot.pause()
        assert shown(scene) != first
        # To the end, and no further.
        for _ in range(9):
            await pilot.press("pagedown")
        await pilot.pause()
        assert ":codes …" in shown(scene)
        await pilot.press("ctrl+u", *"s", "enter")
        await pilot.pause()
        assert "There is no command 's' here" in shown(scene)
