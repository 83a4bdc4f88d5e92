"""A new company by keys: the name judged as typed, the guided path left and taken up, drafts that survive."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from codat_tui.demo import DemoOptions
from codat_tui.screens.company.connections import ConnectionsScreen
from codat_tui.screens.company.onboarding import OnboardingScreen
from codat_tui.screens.fleet.new_company import NewCompanyScreen
from codat_tui.widgets.picker import Picker
from codat_tui.widgets.state_panel import Banner
from tests.screens.company.connection_scenes import (
    WIDE,
    _connections_tab,  # noqa: F401
    connections_of,
    in_time,
    lines_of,
)
from tests.screens.scenes import Scene


async def new_company(scene: Scene, pilot: Pilot[Any]) -> NewCompanyScreen:
    await scene.loaded(pilot)
    screen = NewCompanyScreen(scene.app.desk)
    scene.app.push_screen(screen)
    await pilot.pause()
    return screen


async def created(scene: Scene, pilot: Pilot[Any], name: str = "Corner Shop") -> OnboardingScreen:
    """A company made through the form and its sheet; its guided path."""
    await new_company(scene, pilot)
    await pilot.press(*name, "ctrl+s")
    await scene.sheet_armed(pilot)
    await pilot.press("y")
    await scene.until(pilot, lambda: isinstance(scene.app.screen, OnboardingScreen))
    path = scene.app.screen
    assert isinstance(path, OnboardingScreen)
    await scene.until(pilot, lambda: path.connections is not None)
    return path


async def connect(scene: Scene, pilot: Pilot[Any], path: OnboardingScreen, platform: str) -> None:
    """Do the step under the cursor: create a connection of its kind."""
    before = len(path.connections or ())
    await pilot.press("enter")
    await scene.until(pilot, lambda: isinstance(scene.app.screen, Picker))
    await pilot.press(*platform, "enter")
    await scene.sheet_armed(pilot)
    await pilot.press("y")
    await scene.until(pilot, lambda: len(path.connections or ()) == before + 1)


async def test_the_name_is_judged_while_it_is_typed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await new_company(scene, pilot)
        await pilot.press(*"Caf", "é", *" Noir")
        said = lines_of(scene, "#says")
        assert "drops é" in said
        assert "Caf Noir" in said
        await pilot.press("enter", "enter", *"region")
        assert "no colon" in lines_of(scene, "#says")
        await pilot.press("ctrl+s")
        assert isinstance(scene.app.screen, NewCompanyScreen)
        await pilot.press(*": north")
        assert "region: north" in lines_of(scene, "#says")
        await pilot.press("enter")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, OnboardingScreen))
        assert len(scene.world.effects.companies) == 1
        assert scene.world.merchant(scene.world.effects.companies[0]).name == "Caf Noir"


async def test_a_name_of_nothing_is_not_asked_for(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await new_company(scene, pilot)
        await pilot.press("é", "ctrl+s")
        await pilot.pause()
        assert isinstance(scene.app.screen, NewCompanyScreen)
        assert not scene.world.effects.companies


async def test_the_guided_path_is_left_and_taken_up_again(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        path = await created(scene, pilot)
        assert path.table.cursor_key == "commerce"
        await connect(scene, pilot, path, "zettle")
        assert path.table.cursor_key == "accounting", "the next step"
        company_id = path.company_id
    again = Scene(tmp_path, swept=False)
    again.demo = scene.demo
    again.app.launch.randomness.seed(2)
    async with again.app.run_test(size=WIDE) as pilot:
        screen = await new_company(again, pilot)
        await again.until(pilot, lambda: screen.table.total_count == 1)
        await pilot.press("tab", "tab", "tab", "enter")
        await again.until(pilot, lambda: isinstance(again.app.screen, OnboardingScreen))
        path = again.app.screen  # type: ignore[assignment]
        assert path.company_id == company_id
        await again.until(pilot, lambda: len(path.connections or ()) == 1)
        await again.until(pilot, lambda: path.table.cursor_key == "accounting")
        await connect(again, pilot, path, "xero")
        assert again.world.effects.connections[company_id] == 2
        await pilot.press("a")
        await pilot.pause()
        await pilot.press(*"key", "enter", *"value", "ctrl+s")
        await again.sheet_armed(pilot)
        await pilot.press("y")
        linked = ["Linked", "PendingAuth"]
        await again.until(pilot, lambda: [each.status for each in path.connections or ()] == linked)
        await pilot.press("d")
        await again.until(pilot, lambda: isinstance(again.app.screen, NewCompanyScreen))
        await again.until(pilot, lambda: screen.table.total_count == 0)


async def test_what_was_typed_survives_leaving(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await new_company(scene, pilot)
        await pilot.press(*"Half a name")
        drafts = scene.app.services.drafts
        for _ in range(200):
            if (await drafts.load("new company", "form") or {}).get("name") == "Half a name":
                break
        await pilot.press("escape")
        screen = await new_company(scene, pilot)
        await scene.until(pilot, lambda: screen.query_one("#name", Input).value == "Half a name")


async def test_a_refused_company_keeps_the_form(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(faults="POST /companies:402"))
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await new_company(scene, pilot)
        await pilot.press(*"Corner Shop", "ctrl+s")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: screen.query_one(Banner).outcome is not None)
        assert screen.typed("name") == "Corner Shop"
        assert not scene.world.effects.companies


async def test_a_lost_answer_makes_one_company(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(faults="POST /companies:lost-answer"))
    async with scene.app.run_test(size=WIDE) as pilot:
        await new_company(scene, pilot)
        await pilot.press(*"Corner Shop", "ctrl+s")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await in_time(scene, pilot, lambda: isinstance(scene.app.screen, OnboardingScreen))
        assert len(scene.world.effects.companies) == 1


async def test_any_company_can_take_the_path(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await connections_of(scene, pilot)
        assert isinstance(screen, ConnectionsScreen)
        await pilot.press("p")
        await pilot.pause()
        path = scene.app.screen
        assert isinstance(path, OnboardingScreen)
        assert path.table.cursor_key == "accounting"
