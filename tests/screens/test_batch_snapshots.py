"""Pictures of many at once: the sheet, the batch in Watching, and the list of gaps."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from codat_tui.models.batches import MemberState
from codat_tui.present import Glyphs
from tests.screens.batches import the_batch, working
from tests.screens.scenes import Scene
from tests.screens.test_snapshots import SMALL, WIDE, Act, compare, pytestmark

Compare = Callable[..., bool]
__all__ = ["pytestmark"]


def sheet(*keys: str) -> Act:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        await pilot.press("asterisk", "s")
        await scene.sheet_armed(pilot)
        await pilot.press(*keys)
        await pilot.pause()
        await scene.clock.advance(1)
        await pilot.pause()

    return act


def watching(paused: bool) -> Act:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        batch_id = scene.app.services.batches.start(working(scene, 8))
        await pilot.press("2")
        # Without letting time pass: how much of it a sync takes here depends on the machine.
        await scene.until(pilot, lambda: the_batch(scene).members[0].state is MemberState.RUNNING)
        await scene.until(pilot, lambda: scene.app.services.watching.watches[0].next_look_at is not None)
        if paused:
            scene.app.services.batches.pause(batch_id)
        await pilot.pause()

    return act


async def gaps_known(scene: Scene, pilot: Pilot[Any]) -> None:
    await scene.loaded(pilot)
    gaps = scene.app.services.gaps
    gaps.look(list(scene.app.services.fleet.state.entries)[:30])
    await scene.until(pilot, lambda: not gaps.looking.running)
    await pilot.press("H")
    await pilot.pause()
    await pilot.press("space", "j")
    await pilot.pause()


async def gaps_not_looked_at(scene: Scene, pilot: Pilot[Any]) -> None:
    await scene.loaded(pilot)
    await pilot.press("H")
    await pilot.pause()


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("theme", ["codat-dark", "codat-light"])
def test_batch_sheet(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    compare(snap_compare, Scene(tmp_path, theme=theme), sheet("j", "j", "f"), size)


def test_batch_sheet_in_production_with_some_left_out(snap_compare: Compare, tmp_path: Path) -> None:
    options = DemoOptions(companies=20)
    compare(snap_compare, Scene(tmp_path, environment="production", options=options), sheet("o"), SMALL)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_watching_a_batch(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path), watching(False), size)


def test_watching_a_paused_batch(snap_compare: Compare, tmp_path: Path) -> None:
    scene = Scene(tmp_path, theme="codat-light", glyphs=Glyphs.ascii())
    compare(snap_compare, scene, watching(True), SMALL)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_gaps(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path), gaps_known, size)


def test_gaps_not_looked_at(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, theme="codat-light"), gaps_not_looked_at)
