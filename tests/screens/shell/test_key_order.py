"""Keys that arrive at once act one after the other, each after the effects of the one before."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from codat_tui.screens.company.connections import ConnectionsScreen
from codat_tui.screens.company.overview import OverviewScreen
from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.screens.mapping.screen import MappingScreen
from codat_tui.screens.shell.change_sheet import ChangeSheet
from codat_tui.screens.shell.help import HelpScreen
from codat_tui.screens.watching import WatchingScreen
from tests.screens.scenes import NORDIC_BIKES, Scene

NAMES = {"]": "right_square_bracket", "[": "left_square_bracket", "/": "slash", "?": "question_mark"}


async def burst(scene: Scene, pilot: Pilot[Any], *keys: str) -> None:
    """Send *keys* as one write does: all of them before the first has acted."""
    driver = scene.app._driver
    assert driver is not None
    for key in keys:
        event = events.Key(NAMES.get(key, key), key if len(key) == 1 else None)
        event.set_sender(scene.app)
        driver.send_message(event)
    await pilot.pause()
    await scene.until(pilot, lambda: not scene.app._key_order.busy)


async def test_each_bracket_is_a_step(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        await burst(scene, pilot, "]", "]", "]")
        assert isinstance(scene.app.screen, MappingScreen)
        await burst(scene, pilot, "[", "[")
        assert isinstance(scene.app.screen, ConnectionsScreen)


async def test_keys_wait_for_the_screen_that_the_one_before_opens(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        await burst(scene, pilot, "/", *"nordic", "enter", "enter", "s")
        assert isinstance(scene.app.screen, ChangeSheet)
        assert isinstance(scene.app.screen_stack[-2], OverviewScreen)
        await burst(scene, pilot, "+", "escape", "2", "?")
        assert isinstance(scene.app.screen, HelpScreen)
        assert isinstance(scene.app.screen_stack[-2], WatchingScreen)
        await burst(scene, pilot, "escape", "1", "escape", "/", *"abc")
        assert isinstance(scene.app.screen, CompaniesScreen)
        assert scene.app.screen.query_one("#filter", Input).value == "abc"


async def test_a_paste_keeps_its_place_among_the_keys(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        driver = scene.app._driver
        assert driver is not None
        for event in (
            events.Key("slash", "/"),
            events.Key("x", "x"),
            events.Paste("yz"),
            events.Key("q", "q"),
        ):
            event.set_sender(scene.app)
            driver.send_message(event)
        await pilot.pause()
        await scene.until(pilot, lambda: scene.app.screen.query_one("#filter", Input).value == "xyzq")


@pytest.mark.parametrize(("key", "character"), [("alt+slash", "/"), ("alt+2", "2")])
async def test_esc_and_a_key_act_both(tmp_path: Path, key: str, character: str) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        pair = events.Key(key, character)
        pair.set_sender(scene.app)
        scene.app.post_message(pair)
        await pilot.pause()
        await scene.until(pilot, lambda: not isinstance(scene.app.screen, OverviewScreen))
        await scene.until(pilot, lambda: not scene.app._key_order.busy)
        if character == "2":
            assert isinstance(scene.app.screen, WatchingScreen)
            await pilot.press("1")
        assert isinstance(scene.app.screen, CompaniesScreen)
        assert scene.app.screen.query_one("#filter", Input).has_focus is (character == "/")


async def test_what_is_bound_to_alt_stays_one_key(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, keys={"app.help": "alt+r"})
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        pair = events.Key("alt+r", "r")
        pair.set_sender(scene.app)
        scene.app.post_message(pair)
        await scene.until(pilot, lambda: isinstance(scene.app.screen, HelpScreen))


async def test_words_are_jumped_over_while_typing(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        await pilot.press("slash", *"two", "space", *"words")
        line = scene.app.screen.query_one("#filter", Input)
        pair = events.Key("alt+b", "b")
        pair.set_sender(scene.app)
        scene.app.post_message(pair)
        await scene.until(pilot, lambda: line.cursor_position == 4)
        assert line.value == "two words"
