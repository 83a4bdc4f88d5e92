"""The history of a company and the choice of a range in every state."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from codat_tui.demo import DemoOptions
from codat_tui.present import Glyphs
from codat_tui.screens.company.syncs import SyncsScreen
from tests.demo_server import DemoServer
from tests.screens.company.history_scenes import company_id, shown, syncs
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, NEVER_SYNCED, NORDIC_BIKES, Scene
from tests.screens.test_snapshots import SMALL, WIDE, Compare, compare, pytestmark

__all__ = ["pytestmark"]


def opened(name: str, *keys: str) -> Callable[[Scene, Pilot[Any]], Awaitable[None]]:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await syncs(scene, pilot, name)
        await pilot.press(*keys)
        await pilot.pause()

    return act


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("theme", ["codat-dark", "codat-light"])
def test_syncs_loaded(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False, theme=theme), opened(HARBOUR_LANE), size)


def test_syncs_loading(snap_compare: Compare, tmp_path: Path) -> None:
    async def asked(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        scene.hold()
        scene.app.push_screen(SyncsScreen(scene.app.desk, company_id(scene, HARBOUR_LANE)))
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), asked)


def test_syncs_empty(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), opened(NEVER_SYNCED))


def test_syncs_failed(snap_compare: Compare, tmp_path: Path) -> None:
    faults = f"GET /companies/{HARBOUR_LANE_ID}/sync/commerce/syncs/list/status:500"
    with DemoServer(DemoOptions(faults=faults)) as server:
        compare(snap_compare, Scene(tmp_path, swept=False, server=server), opened(HARBOUR_LANE))


def test_syncs_refresh_failed_keeps_the_rows(snap_compare: Compare, tmp_path: Path) -> None:
    async def failed(scene: Scene, pilot: Pilot[Any]) -> None:
        screen = await syncs(scene, pilot, HARBOUR_LANE)
        await pilot.press("r")
        await scene.until(pilot, lambda: not [each for each in scene.app.workers if each.group == "overview"])
        assert screen.table.total_count

    faults = f"GET /companies/{HARBOUR_LANE_ID}/sync/commerce/syncs/list/status:503@2-20"
    with DemoServer(DemoOptions(faults=faults)) as server:
        compare(snap_compare, Scene(tmp_path, swept=False, server=server), failed)


def test_syncs_filtered(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), opened(HARBOUR_LANE, "slash", *"2026-10-2", "enter"))


def test_syncs_typing_a_filter(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), opened(HARBOUR_LANE, "slash"), SMALL)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_walking_the_days(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    keys = ("d", *["left"] * 28)
    compare(snap_compare, Scene(tmp_path, swept=False), opened(HARBOUR_LANE, *keys), size)


def test_syncs_in_ascii(snap_compare: Compare, tmp_path: Path) -> None:
    compare(
        snap_compare,
        Scene(tmp_path, swept=False, glyphs=Glyphs.ascii()),
        opened(HARBOUR_LANE, "d", "left"),
        SMALL,
    )


def test_a_sync_explained(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), opened(HARBOUR_LANE, "enter"), SMALL)


def test_following_a_sync(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await syncs(scene, pilot, NORDIC_BIKES)
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: bool(scene.app.services.watching.watches))
        await scene.looked(pilot, 2)
        scene.app.clear_notifications()
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), act)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("theme", ["codat-dark", "codat-light"])
def test_choosing_a_range(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False, theme=theme), opened(HARBOUR_LANE, "S"), size)


def test_a_range_that_was_synced_already(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await opened(NORDIC_BIKES, "S")(scene, pilot)
        scene.app.screen.query_one("#from", Input).value = "2026-11-16"
        scene.app.screen.query_one("#to", Input).value = "2026-11-21 12:00"
        await scene.until(pilot, lambda: "was synced already" in shown(scene))

    compare(snap_compare, Scene(tmp_path, swept=False), act, SMALL)


def test_a_range_that_cannot_be(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await opened(NORDIC_BIKES, "S")(scene, pilot)
        scene.app.screen.query_one("#from", Input).value = "2026-11-25"
        scene.app.screen.query_one("#to", Input).value = "2026-11-21"
        await scene.until(pilot, lambda: "ends before it starts" in shown(scene))

    compare(snap_compare, Scene(tmp_path, swept=False), act)
