"""Another profile is shown inside the program; what goes on in the first one goes on and is named."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codat_tui.app import CodatApp
from codat_tui.config import ConfigError
from codat_tui.launch import Launch
from codat_tui.models.errors import KeyMissingError
from codat_tui.models.local import ProfileFacts
from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.screens.shell.base import CodatScreen
from codat_tui.screens.shell.quit_sheet import QuitSheet
from codat_tui.screens.watching import WatchingScreen
from codat_tui.services.context import Backend
from codat_tui.widgets.picker import Picker
from tests.screens.company.test_mending import drawn
from tests.screens.scenes import NORDIC_BIKES, Scene
from tests.screens.test_snapshots import compare

BRAVO = ProfileFacts("bravo", "production", True, "Start with --write to allow changes.")
LOCKED = ProfileFacts("locked", "sandbox", True)


class Two:
    """A scene with a second profile on another demo, and a third one without a key."""

    def __init__(self, folder: Path) -> None:
        self.scene = Scene(folder / "acme", swept=False)
        self.other = Scene(folder / "bravo", swept=False, read_only=True, environment="production")
        self.opened: list[str] = []
        for each in (self.scene.folder, self.other.folder):
            each.mkdir()
        launch = self.scene.app.launch._replace(
            profiles=lambda: (self.scene.profile, BRAVO, LOCKED), another=self.another
        )
        self.scene.app = self.app = CodatApp(launch)
        self.first = self.app.services

    def another(self, name: str) -> Launch:
        self.opened.append(name)
        if name not in ("bravo", "locked"):
            raise ConfigError(f'There is no profile "{name}". Known: acme, bravo, locked.')

        async def connect() -> Backend:
            if name == "locked":
                raise KeyMissingError(title="The key's program failed", next_step="pass ended with status 1.")
            return (await self.other._connect())._replace(profile=BRAVO)

        facts = BRAVO if name == "bravo" else LOCKED
        return self.scene.app.launch._replace(profile=facts, connect=connect, kept_fleet=None)

    async def command(self, pilot: Pilot[Any], text: str, until: Callable[[], bool]) -> None:
        await pilot.press("colon", *("space" if letter == " " else letter for letter in text), "enter")
        await self.scene.until(pilot, until)
        await pilot.pause()

    def shows(self, name: str) -> Callable[[], bool]:
        return lambda: (
            isinstance(self.app.screen, CompaniesScreen) and self.app.screen.desk.profile.name == name
        )

    def told(self) -> list[str]:
        return [f"{each.title}: {each.message}" for each in self.app._notifications]


async def test_another_profile_has_companies_client_and_journal_of_its_own(tmp_path: Path) -> None:
    two = Two(tmp_path)
    async with two.app.run_test(size=(120, 40)) as pilot:
        await two.scene.loaded(pilot)
        await two.command(pilot, "profile bra", two.shows("bravo"))
        assert two.app.services is not two.first
        header = two.app.screen.query_one("HeaderLine")
        assert (header.profile, header.environment, header.read_only) == ("bravo", "production", True)  # type: ignore[attr-defined]
        fleet = two.app.services.fleet
        await two.scene.until(pilot, lambda: bool(fleet.state.entries))
        # Nothing is written in a profile that is read-only, whatever the first one allows.
        refusal = two.app.services.changing.refusal
        assert refusal is not None
        assert "Read-only" in refusal.title
        await pilot.press("2")
        assert two.app.screen.desk.profile.name == "bravo"  # type: ignore[attr-defined]
        await two.command(pilot, "profile acme", two.shows("acme"))
        assert two.app.services is two.first
        await two.command(pilot, "profile bravo", two.shows("bravo"))
        assert two.app.services.fleet is fleet
        assert two.opened == ["bravo"]


async def test_a_sync_of_the_first_goes_on_is_named_and_told(tmp_path: Path) -> None:
    two = Two(tmp_path)
    async with two.app.run_test(size=(120, 40), notifications=True) as pilot:
        await two.scene.loaded(pilot)
        await two.scene.found(pilot, NORDIC_BIKES)
        await pilot.press("s")
        await two.scene.sheet_armed(pilot)
        await pilot.press("y")
        await two.scene.until(pilot, lambda: two.first.watching.running_count == 1)
        await two.command(pilot, "profile bravo", two.shows("bravo"))
        assert "acme: 1 followed sync" in two.app.screen.query_one("HeaderLine").watches  # type: ignore[attr-defined]
        await pilot.press("2")
        await pilot.pause()
        watching = two.app.screen
        assert isinstance(watching, WatchingScreen)
        assert f"acme: {NORDIC_BIKES}" in drawn(two.scene)
        assert "Followed since" in drawn(two.scene)
        # Nothing of another profile is acted on; enter shows the profile itself.
        assert not watching.check_action("stop", ())
        await pilot.press("d")
        assert two.first.watching.running_count == 1
        await pilot.press("enter")
        await two.scene.until(pilot, two.shows("acme"))
        await two.command(pilot, "profile bravo", two.shows("bravo"))
        await pilot.press("1", "q")
        await two.scene.until(pilot, lambda: isinstance(two.app.screen, QuitSheet))
        assert "1 followed sync" in [fact.value for fact in two.app.screen.facts]  # type: ignore[attr-defined]
        await pilot.press("n")
        for _ in range(200):
            await two.scene.clock.advance(1.0)
            await pilot.pause()
            if not two.first.watching.running_count:
                break
        await two.scene.until(
            pilot, lambda: any(each.startswith(f"acme: {NORDIC_BIKES}: ") for each in two.told())
        )
        assert two.scene.world.effects.syncs


async def test_a_profile_that_cannot_be_had_leaves_the_one_that_is_shown(tmp_path: Path) -> None:
    two = Two(tmp_path)
    async with two.app.run_test(size=(120, 40), notifications=True) as pilot:
        await two.scene.loaded(pilot)
        await two.command(pilot, "profile locked", lambda: len(two.told()) > 1)
        assert two.shows("acme")()
        assert any(each.startswith("locked: The key's program failed: pass ended") for each in two.told())
        await two.command(pilot, "profile nobody", lambda: "nobody" in two.opened)
        await two.scene.until(pilot, lambda: any('no profile "nobody"' in each for each in two.told()))
        assert two.shows("acme")()
        await two.command(pilot, "profile acme", lambda: any("shown already" in each for each in two.told()))


async def test_what_is_open_over_a_screen_keeps_its_profile(tmp_path: Path) -> None:
    two = Two(tmp_path)
    async with two.app.run_test(size=(120, 40), notifications=True) as pilot:
        await two.scene.loaded(pilot)
        two.app.action_use_profile("bravo")
        await pilot.press("question_mark")
        await two.scene.until(pilot, lambda: any("bravo is ready" in each for each in two.told()))
        assert two.app.services is two.first
        await pilot.press("P")
        assert not isinstance(two.app.screen, Picker)
        await pilot.press("escape", "P")
        await two.scene.until(pilot, lambda: isinstance(two.app.screen, Picker))
        await pilot.press(*"bravo", "enter")
        await two.scene.until(pilot, two.shows("bravo"))
        assert two.opened == ["bravo"]


async def test_what_is_looked_up_late_opens_nothing_over_another_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    two, answers = Two(tmp_path), asyncio.Event()
    usual = CodatScreen.find_one

    async def slow(screen: CodatScreen, text: str) -> Any:
        await answers.wait()
        return await usual(screen, text)

    monkeypatch.setattr(CodatScreen, "find_one", slow)
    async with two.app.run_test(size=(120, 40), notifications=True) as pilot:
        await two.scene.loaded(pilot)
        await two.command(pilot, "profile bravo", two.shows("bravo"))
        for command in ("sync", "company"):
            await two.command(pilot, "profile acme", two.shows("acme"))
            await two.command(pilot, f"{command} {NORDIC_BIKES}", lambda: True)
            await two.command(pilot, "profile bravo", two.shows("bravo"))
            two.app.clear_notifications()
            answers.set()
            await two.scene.until(
                pilot, lambda: any(each.startswith("acme: You have gone on") for each in two.told())
            )
            assert two.shows("bravo")()
            answers.clear()
        assert not two.scene.world.effects.syncs


def test_the_list_of_profiles(snap_compare: Any, tmp_path: Path) -> None:
    two = Two(tmp_path)

    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        await pilot.press("P")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, Picker))
        await pilot.pause()

    compare(snap_compare, two.scene, act)


@pytest.mark.parametrize("name", ["acme", "bravo"])
async def test_quitting_stops_every_profile(tmp_path: Path, name: str) -> None:
    two = Two(tmp_path)
    async with two.app.run_test(size=(120, 40)) as pilot:
        await two.scene.loaded(pilot)
        await two.command(pilot, "profile bravo", two.shows("bravo"))
        await two.command(pilot, f"profile {name}", two.shows(name))
        runners = [each.runner for each in two.app._profiles.open.values()]
        await two.app.action_quit()
    assert len(runners) == 2
    assert all(each.stopping for each in runners)
