"""The guided first start: nothing typed is lost by a refusal, it can be stopped, and the demo is one key away."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, cast

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from codat_tui.app import CodatApp
from codat_tui.config import ConfigError
from codat_tui.first_start import FirstStart
from codat_tui.launch import Launch
from codat_tui.models.errors import KeyMissingError, UnauthorizedError
from codat_tui.models.local import FirstProfile, ProfileFacts
from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.screens.shell.set_up import SetUpScreen
from codat_tui.services.context import Backend
from codat_tui.widgets.cell_lines import CellLines
from tests.screens.scenes import Scene
from tests.screens.test_snapshots import SMALL, WIDE, compare


class Codat:
    """Accepts one key, and remembers what was kept."""

    def __init__(self) -> None:
        self.kept: list[FirstProfile] = []
        self.asked = 0
        self.answers = asyncio.Event()
        self.answers.set()
        self.full = False

    def places(self, name: str) -> tuple[str, str]:
        return "~/.config/codat-tui/config.toml", f"~/.config/codat-tui/{name}.key"

    async def test(self, typed: FirstProfile) -> int:
        self.asked += 1
        await self.answers.wait()
        if typed.key != "right":
            raise UnauthorizedError(
                title="Codat does not accept the API key", next_step="Copy the key again."
            )
        return 60

    def keep(self, typed: FirstProfile) -> None:
        if self.full:
            raise ConfigError("config.toml cannot be written: no space left on device.")
        self.kept.append(typed)


def first_start(folder: Path) -> tuple[Scene, Codat]:
    async def no_key() -> Backend:
        raise KeyMissingError(title="No API key", next_step="Set CODAT_API_KEY.")

    scene, codat = Scene(folder, swept=False), Codat()
    usual = scene.app.launch

    def another(name: str) -> Launch:
        return usual._replace(profile=ProfileFacts(name, "sandbox", False))

    launch = usual._replace(
        profile=ProfileFacts("default"),
        connect=no_key,
        another=another,
        first_start=cast("FirstStart", codat),
    )
    scene.app = CodatApp(launch)
    return scene, codat


async def begun(scene: Scene, pilot: Pilot[Any]) -> None:
    await scene.until(pilot, lambda: isinstance(scene.app.screen, SetUpScreen))


def says(scene: Scene) -> str:
    lines = scene.app.screen.query_one("#says", CellLines).lines
    return " ".join("".join(cell.text for cell in line) for line in lines)


def shows(scene: Scene, name: str) -> bool:
    screen = scene.app.screen
    return isinstance(screen, CompaniesScreen) and screen.desk.profile.name == name


async def test_a_refused_key_is_corrected_and_its_companies_are_shown(tmp_path: Path) -> None:
    scene, codat = first_start(tmp_path)
    async with scene.app.run_test(size=WIDE) as pilot:
        await begun(scene, pilot)
        await pilot.press(*"wrong", "tab", *"shop", "f2", "enter")
        await scene.until(pilot, lambda: "does not accept" in says(scene))
        assert "Copy the key again." in says(scene)
        assert scene.app.screen.query_one("#name", Input).value == "shop"
        assert codat.kept == []
        # What has the focus anew is replaced by what is typed.
        await pilot.press("shift+tab", *"right", "enter")
        await scene.until(pilot, lambda: shows(scene, "shop"))
        assert codat.kept == [FirstProfile("right", "shop", "sandbox")]
        await scene.until(pilot, lambda: bool(scene.app.services.fleet.state.entries))


async def test_a_slow_answer_is_stopped_and_nothing_is_kept(tmp_path: Path) -> None:
    scene, codat = first_start(tmp_path)
    codat.answers.clear()
    async with scene.app.run_test(size=WIDE) as pilot:
        await begun(scene, pilot)
        await pilot.press(*"right", "enter", "enter")
        await scene.until(pilot, lambda: codat.asked > 0)
        assert "Asking Codat" in says(scene)
        await pilot.press("escape")
        assert says(scene) == "Stopped. Nothing is kept."
        codat.answers.set()
        await pilot.pause()
        assert (codat.kept, codat.asked) == ([], 1)
        assert scene.app.screen.query_one("#key", Input).value == "right"
        codat.full = True
        await pilot.press("enter")
        await scene.until(pilot, lambda: "no space left" in says(scene))
        codat.full = False
        await pilot.press("enter")
        await scene.until(pilot, lambda: shows(scene, "main"))


async def test_it_is_left_for_the_words_about_the_key_and_comes_back_by_trying_again(tmp_path: Path) -> None:
    scene, _ = first_start(tmp_path)
    async with scene.app.run_test(size=WIDE) as pilot:
        await begun(scene, pilot)
        await pilot.press("escape")
        await scene.until(pilot, lambda: shows(scene, "default"))
        await pilot.press("r")
        await begun(scene, pilot)
        await pilot.press("f3")
        await scene.until(pilot, lambda: shows(scene, "demo"))


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_the_first_start(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(snap_compare, first_start(tmp_path)[0], begun, size)
