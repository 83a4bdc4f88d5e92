"""Integrations, and one of them in full, in every state."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from codat_tui.screens.integrations.screen import IntegrationsScreen
from tests.demo_server import DemoServer
from tests.screens.company.history_scenes import integrations, settled
from tests.screens.scenes import Scene
from tests.screens.test_snapshots import SMALL, WIDE, Compare, compare, pytestmark

__all__ = ["pytestmark"]


async def opened(scene: Scene, pilot: Pilot[Any]) -> None:
    await integrations(scene, pilot)


async def in_full(scene: Scene, pilot: Pilot[Any]) -> None:
    screen = await integrations(scene, pilot)
    screen.table.move_to("pdvj")
    await pilot.press("enter")
    await settled(scene, pilot)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("theme", ["codat-dark", "codat-light"])
def test_integrations_loaded(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str
) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False, theme=theme), opened, size)


def test_integrations_loading(snap_compare: Compare, tmp_path: Path) -> None:
    async def asked(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        scene.hold()
        scene.app.push_screen(IntegrationsScreen(scene.app.desk))
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), asked)


def test_integrations_failed(snap_compare: Compare, tmp_path: Path) -> None:
    with DemoServer(DemoOptions(faults="GET /config/integrations:503")) as server:
        compare(snap_compare, Scene(tmp_path, swept=False, server=server), opened)


def test_integrations_none_match(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await integrations(scene, pilot)
        await pilot.press("slash", *"nothing at all", "enter")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), act)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_one_in_full(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), in_full, size)


def test_one_without_its_pictures(snap_compare: Compare, tmp_path: Path) -> None:
    with DemoServer(DemoOptions(faults="GET *branding:500")) as server:
        compare(snap_compare, Scene(tmp_path, swept=False, server=server), in_full)
