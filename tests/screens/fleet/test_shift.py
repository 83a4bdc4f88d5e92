"""The shift by key: notes, snoozes that wake, what is new since the last look, and the hand-over."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from textual.pilot import Pilot
from textual.widgets import Input, Static

from codat_tui.models.local import FleetEntry
from codat_tui.models.shift import Look, Seen
from codat_tui.screens.company.overview import OverviewScreen
from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.screens.fleet.handover import HandoverScreen
from codat_tui.screens.shell.note_sheet import NoteScreen
from codat_tui.store.store import Store
from codat_tui.widgets.cell_lines import CellLines
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, NORDIC_BIKES, PUBLICATION, Scene


def lines_of(scene: Scene, selector: str) -> str:
    """The text of a block of lines, blanks folded."""
    lines = scene.app.screen.query_one(selector, CellLines).lines
    return "\n".join(" ".join("".join(cell.text for cell in line).split()) for line in lines)


def handed_over(scene: Scene) -> str:
    content = scene.app.screen.query_one("#lines", Static).content
    return content.plain if isinstance(content, Text) else ""


def row(scene: Scene) -> FleetEntry:
    return scene.app.services.fleet.state.entries[HARBOUR_LANE_ID]


def status(scene: Scene) -> str:
    assert isinstance(scene.app.screen, CompaniesScreen)
    return scene.app.screen._cells(row(scene))[2].text


def shown(scene: Scene) -> list[str]:
    assert isinstance(scene.app.screen, CompaniesScreen)
    return list(scene.app.screen.table.shown_keys())


async def noted(scene: Scene, pilot: Pilot[Any], text: str, until: str = "") -> None:
    """Write a note with the keys, as a person does."""
    await pilot.press("A")
    await scene.until(pilot, lambda: isinstance(scene.app.screen, NoteScreen))
    await pilot.press(*("space" if letter == " " else letter for letter in text), "tab", *until)
    await pilot.press("enter")
    await scene.until(pilot, lambda: not isinstance(scene.app.screen, NoteScreen))
    await scene.clock.advance(PUBLICATION)
    await pilot.pause()


async def test_a_snoozed_merchant_leaves_what_needs_a_person_and_wakes_by_itself(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        await scene.found(pilot, HARBOUR_LANE)
        await noted(scene, pilot, "asked their accountant", "2d")
        await scene.until(pilot, lambda: bool(row(scene).notes))
        assert status(scene).startswith("◌ to 25 Nov: Refunds account gone")
        await pilot.press("exclamation_mark")
        await pilot.pause()
        assert HARBOUR_LANE_ID not in shown(scene)
        # What was under the cursor is gone from the list: it begins with what is most urgent.
        assert scene.app.screen.table.cursor_key == shown(scene)[0]  # type: ignore[attr-defined]
        told = "".join(cell.text for cell in scene.app.screen.breadcrumbs.status)  # type: ignore[attr-defined]
        assert "1 of them snoozed" in told
        await scene.clock.advance(2 * 86_400)
        await scene.until(pilot, lambda: row(scene).notes[0].until is None)
        await scene.clock.advance(PUBLICATION)
        await pilot.press("exclamation_mark", "exclamation_mark")
        await pilot.pause()
        assert HARBOUR_LANE_ID in shown(scene)
        assert "asked their accountant" in status(scene)


async def test_a_note_shows_in_preview_and_overview_is_found_survives_and_is_forgotten(
    tmp_path: Path,
) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await noted(scene, pilot, "ring back on Monday")
        assert isinstance(scene.app.screen, OverviewScreen)
        await scene.until(pilot, lambda: "Note ring back on Monday (" in lines_of(scene, "#facts"))
        await pilot.press("escape")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, CompaniesScreen))
        await pilot.press("slash", *"note:ring", "enter")
        await pilot.pause()
        assert shown(scene) == [HARBOUR_LANE_ID]
        await scene.until(pilot, lambda: "ring back on Monday" in lines_of(scene, "#preview"))
    again = Scene(tmp_path, swept=False)
    async with again.app.run_test(size=(120, 40)) as pilot:
        await again.loaded(pilot)
        await again.until(pilot, lambda: bool(row(again).notes))
        assert row(again).notes[0].text == "ring back on Monday"
        await again.found(pilot, HARBOUR_LANE)
        await pilot.press("A")
        await again.until(pilot, lambda: isinstance(again.app.screen, NoteScreen))
        assert again.app.screen.query_one("#text", Input).value == "ring back on Monday"
        await pilot.press("f8")
        await again.until(pilot, lambda: not row(again).notes)


async def test_a_wrong_time_is_said_and_not_kept(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        await scene.loaded(pilot)
        await scene.found(pilot, HARBOUR_LANE)
        await pilot.press("A")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, NoteScreen))
        await pilot.press("x", "tab", *"soon", "enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, NoteScreen)
        assert "Write 4 h, 2 d, 1 w, tomorrow" in lines_of(scene, "#says")
        await pilot.press("escape")
        assert not row(scene).notes


async def test_the_hand_over_compares_with_the_last_look_and_is_copied_and_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = Scene(tmp_path)
    store = await Store.open(tmp_path / "state.sqlite3")
    before = scene.clock.now() - timedelta(hours=14)
    needing = {HARBOUR_LANE_ID: Seen(HARBOUR_LANE, "Refunds account gone")}
    nordic = next(each.id for each in scene.world.merchants() if each.name == NORDIC_BIKES)
    needing[nordic] = Seen(NORDIC_BIKES, "Zettle is unlinked")
    await store.looks.save("acme", before, Look(before, needing))
    await store.close()
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        await pilot.press("colon", *"handover", "enter")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, HandoverScreen))
        await scene.until(
            pilot, lambda: "Compared with the last look, 23 Nov 2026 00:02." in handed_over(scene)
        )
        told = handed_over(scene)
        assert (
            f"Still (1)\n\n- {HARBOUR_LANE}: Refunds account gone, day 25 of 31, us: correct the mapping."
            in told
        )
        assert f"Recovered (1)\n\n- {NORDIC_BIKES}. It was: Zettle is unlinked." in told
        assert "New (" in told
        await pilot.press("c")
        await scene.until(pilot, lambda: scene.app.clipboard.startswith("# Hand-over: acme (sandbox)\n"))
        await pilot.press("f")
        await scene.until(pilot, lambda: len(list(tmp_path.glob("codat-tui-handover-*.md"))) == 1)


async def test_the_first_look_compares_with_nothing_and_is_kept_for_the_next_shift(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        await scene.loaded(pilot)
        await pilot.press("O")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, HandoverScreen))
        assert "This is the first look at these companies from this machine" in " ".join(
            handed_over(scene).split()
        )
        await scene.app.action_quit()
    store = await Store.open(tmp_path / "state.sqlite3")
    kept = await store.looks.before("acme", scene.clock.now())
    await store.close()
    assert kept is not None
    assert kept.needing[HARBOUR_LANE_ID] == Seen(HARBOUR_LANE, "Refunds account gone")
