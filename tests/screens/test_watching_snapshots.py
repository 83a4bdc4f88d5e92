"""Pictures of Watching: what is told of the sync under the cursor, and the last ended ones of the journal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.screens.ended_syncs import keep_ended
from tests.screens.scenes import Scene
from tests.screens.test_snapshots import SMALL, WIDE, compare, pytestmark, watching
from tests.screens.test_watching import ended_shown

Compare = Callable[..., bool]
VAST = (200, 55)
__all__ = ["pytestmark"]


async def running(scene: Scene, pilot: Pilot[Any]) -> None:
    await scene.loaded(pilot)
    await keep_ended(scene, 12)
    await watching(scene, pilot)
    await ended_shown(scene, pilot)


async def failed(scene: Scene, pilot: Pilot[Any]) -> None:
    await running(scene, pilot)
    await pilot.press("j")
    await pilot.pause()


@pytest.mark.parametrize("size", [WIDE, SMALL, VAST], ids=["120x40", "80x24", "200x55"])
@pytest.mark.parametrize("theme", ["codat-dark", "codat-light"])
def test_a_failed_one_of_the_journal(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str
) -> None:
    compare(snap_compare, Scene(tmp_path, theme=theme), failed, size)


@pytest.mark.parametrize("size", [WIDE, VAST], ids=["120x40", "200x55"])
def test_a_running_one_above_the_ended(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path), running, size)
