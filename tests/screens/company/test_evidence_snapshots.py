"""The dialog of the evidence for Codat as it looks: asked for, collecting, written, refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from codat_tui.screens.company.evidence import EvidenceScreen
from tests.screens.company.test_evidence import told
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, Scene
from tests.screens.test_snapshots import SMALL, WIDE, Compare, compare, pytestmark

__all__ = ["pytestmark"]


async def dialog(
    scene: Scene, pilot: Pilot[Any], folder: str = "/home/sam/codat-evidence-harbour-lane"
) -> None:
    """Before nothing: what is behind a dialog has pictures of its own. A path of the machine is in no picture."""
    await scene.opened(pilot, HARBOUR_LANE)
    scene.app.push_screen(Screen())
    scene.app.push_screen(EvidenceScreen(scene.app.desk, HARBOUR_LANE_ID, HARBOUR_LANE))
    await scene.until(pilot, lambda: isinstance(scene.app.screen, EvidenceScreen))
    scene.app.screen.query_one(Input).value = folder
    await pilot.pause()


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_asked_for(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), dialog, size)


def test_collecting(snap_compare: Compare, tmp_path: Path) -> None:
    async def collecting(scene: Scene, pilot: Pilot[Any]) -> None:
        await dialog(scene, pilot)
        scene.hold()
        await pilot.press("enter")
        await scene.until(pilot, lambda: "◐ ask what was written" in told(scene))

    compare(snap_compare, Scene(tmp_path, swept=False), collecting, SMALL)


def test_written(snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def written(scene: Scene, pilot: Pilot[Any]) -> None:
        await dialog(scene, pilot, "codat-evidence-harbour-lane")
        await pilot.press("enter")
        await scene.until(pilot, lambda: "only you can read" in told(scene))

    monkeypatch.chdir(tmp_path)
    compare(snap_compare, Scene(tmp_path, swept=False, theme="codat-light"), written, SMALL)


def test_refused(snap_compare: Compare, tmp_path: Path) -> None:
    async def refused(scene: Scene, pilot: Pilot[Any]) -> None:
        await dialog(scene, pilot, "/nowhere/evidence")
        await pilot.press("enter")
        await scene.until(pilot, lambda: "could not be written" in told(scene))

    compare(snap_compare, Scene(tmp_path, swept=False), refused, SMALL)
