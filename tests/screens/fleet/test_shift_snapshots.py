"""Notes, snoozes and the hand-over as they look."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from codat_tui.models.shift import Look, Seen
from codat_tui.screens.fleet.handover import HandoverScreen
from codat_tui.screens.shell.note_sheet import NoteScreen
from tests.screens.fleet.test_shift import handed_over, row
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, Scene
from tests.screens.test_snapshots import SMALL, WIDE, Compare, compare, pytestmark

__all__ = ["pytestmark"]


async def write_note(scene: Scene, pilot: Pilot[Any]) -> None:
    """A note of another shift, by a person who is the same on every machine."""
    shift = scene.app.services.shift
    until = scene.clock.now() + timedelta(days=3)
    note = shift.new_note(
        HARBOUR_LANE_ID, HARBOUR_LANE, row(scene).judgement, "Asked their accountant", until
    )
    await shift.write(note._replace(author="sam"))


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_the_note_sheet(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def sheet(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        await write_note(scene, pilot)
        scene.app.push_screen(Screen())
        scene.app.push_screen(NoteScreen(scene.app.desk, HARBOUR_LANE_ID, HARBOUR_LANE, row(scene).judgement))
        await scene.until(pilot, lambda: isinstance(scene.app.screen, NoteScreen))
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path), sheet, size)


def test_the_note_sheet_with_a_wrong_time_on_a_light_screen(snap_compare: Compare, tmp_path: Path) -> None:
    async def wrong(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        scene.app.push_screen(Screen())
        scene.app.push_screen(NoteScreen(scene.app.desk, HARBOUR_LANE_ID, HARBOUR_LANE, row(scene).judgement))
        await scene.until(pilot, lambda: isinstance(scene.app.screen, NoteScreen))
        scene.app.screen.query_one("#until", Input).value = "60 d"
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, theme="codat-light"), wrong, SMALL)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_the_hand_over(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def screen(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        await write_note(scene, pilot)
        before = scene.clock.now() - timedelta(hours=14)
        names = {each.company_id: each.name for each in scene.app.services.fleet.state.entries.values()}
        needing = {key: Seen(name, "Zettle is unlinked") for key, name in list(names.items())[:7]}
        scene.app.services.shift.earlier_look = Look(before, needing)
        scene.app.push_screen(Screen())
        scene.app.push_screen(HandoverScreen(scene.app.desk))
        await scene.until(pilot, lambda: isinstance(scene.app.screen, HandoverScreen))
        await scene.until(pilot, lambda: "Recovered" in handed_over(scene))
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path), screen, size)
