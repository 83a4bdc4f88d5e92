"""The mapping in its loading, loaded, empty and failed states at 120x40, and loaded at 80x24."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import textual
from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from codat_tui.present import Glyphs
from codat_tui.screens.mapping.screen import MappingScreen
from tests.demo_server import DemoServer
from tests.screens.mapping.mapping_scenes import HOUR, company_id, mapping, settled, somebody_else
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, NEVER_SYNCED, NORDIC_BIKES, Scene

WIDE, SMALL = (120, 40), (80, 24)
BOTH = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
THEMES = pytest.mark.parametrize("theme", ["codat-dark", "codat-light"])
Compare = Callable[..., bool]
Act = Callable[[Scene, Pilot[Any]], Awaitable[None]]

pytestmark = pytest.mark.skipif(
    textual.__version__ != "8.2.8", reason="the snapshots show what Textual 8.2.8 draws"
)


def compare(snap_compare: Compare, scene: Scene, act: Act, size: tuple[int, int] = WIDE) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await act(scene, pilot)
        await pilot.pause()

    assert snap_compare(scene.app, terminal_size=size, run_before=before)


def opened(name: str, *keys: str) -> Act:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await mapping(scene, pilot, name)
        for key in keys:
            await pilot.press(key)
            await settled(scene, pilot)

    return act


@BOTH
@THEMES
def test_form(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False, theme=theme), opened(HARBOUR_LANE), size)


@BOTH
def test_form_not_set_up(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), opened(NEVER_SYNCED), size)


def test_form_in_plain_letters(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False, glyphs=Glyphs.ascii()), opened(HARBOUR_LANE))


def test_form_changed_and_changed_meanwhile(snap_compare: Compare, tmp_path: Path) -> None:
    def meanwhile(json: dict[str, Any]) -> None:
        json["schedule"]["syncHour"] = 7

    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        screen = await mapping(scene, pilot, NORDIC_BIKES)
        screen.form.move_to("enable")
        await pilot.press("space")
        screen.form.move_to(HOUR)
        await pilot.press("enter", *"05:00", "enter")
        await somebody_else(scene, NORDIC_BIKES, meanwhile)
        await pilot.press("r")
        await settled(scene, pilot)

    compare(snap_compare, Scene(tmp_path, swept=False), act)


@BOTH
def test_picker(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), opened(HARBOUR_LANE, "enter"), size)


def test_picker_filtered(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), opened(HARBOUR_LANE, "enter", *"inc"))


def test_date(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        screen = await mapping(scene, pilot, NORDIC_BIKES)
        screen.form.move_to("schedule.startDate")
        await pilot.press("enter", "ctrl+u", *"2026-02-30")

    compare(snap_compare, Scene(tmp_path, swept=False), act)


@BOTH
def test_json(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(
        snap_compare,
        Scene(tmp_path, swept=False),
        opened(HARBOUR_LANE, "enter", *"4010", "enter", "tab"),
        size,
    )


def test_json_with_an_error(snap_compare: Compare, tmp_path: Path) -> None:
    compare(
        snap_compare, Scene(tmp_path, swept=False), opened(HARBOUR_LANE, "tab", "down", "end", "backspace")
    )


@BOTH
def test_history(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    def meanwhile(json: dict[str, Any]) -> None:
        json["schedule"]["syncHour"] = 7
        json["configuration"]["fees"]["syncFees"] = False

    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await mapping(scene, pilot, NORDIC_BIKES)
        await somebody_else(scene, NORDIC_BIKES, meanwhile)
        await scene.clock.advance(3600)
        await pilot.press("r")
        await settled(scene, pilot)
        await pilot.press("H")
        await settled(scene, pilot)
        await pilot.press("down")

    compare(snap_compare, Scene(tmp_path, swept=False), act, size)


def test_loading(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        scene.hold()
        scene.app.push_screen(MappingScreen(scene.app.desk, company_id(scene, HARBOUR_LANE)))
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), act)


def test_no_configuration(snap_compare: Compare, tmp_path: Path) -> None:
    faults = f"GET /config/companies/{HARBOUR_LANE_ID}/*:404"
    with DemoServer(DemoOptions(faults=faults)) as server:
        compare(snap_compare, Scene(tmp_path, swept=False, server=server), opened(HARBOUR_LANE))


def test_failed(snap_compare: Compare, tmp_path: Path) -> None:
    faults = f"GET /config/companies/{HARBOUR_LANE_ID}/*:500"
    with DemoServer(DemoOptions(faults=faults)) as server:
        compare(snap_compare, Scene(tmp_path, swept=False, server=server), opened(HARBOUR_LANE))


def test_a_failed_refresh_keeps_the_form(snap_compare: Compare, tmp_path: Path) -> None:
    faults = f"GET /config/companies/{HARBOUR_LANE_ID}/*:503@2-20"
    with DemoServer(DemoOptions(faults=faults)) as server:
        compare(snap_compare, Scene(tmp_path, swept=False, server=server), opened(HARBOUR_LANE, "r"))
