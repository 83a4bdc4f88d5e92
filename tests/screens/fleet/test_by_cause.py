"""Companies flat and by cause: order, groups, folding, keys on a heading, what is kept and what comes first."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codat_tui.models.local import FleetEntry, LoadPhase
from codat_tui.rules.fleet.query import urgency
from codat_tui.screens.fleet.companies import BY_CAUSE, FLAT, CompaniesScreen
from codat_tui.screens.shell.batch_sheet import BatchSheet
from codat_tui.widgets.company_preview import CompanyPreview
from codat_tui.widgets.headline import Headline
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, NORDIC_BIKES, PUBLICATION, Scene
from tests.widgets.harness import lines

WIDE = (120, 40)
REFUNDS = ["Harbour Lane Coffee", "Shamrock Pizza", "Liffey Opticians"]
"""Whose refunds account is gone in Xero, the worst first."""
REFUNDS_HEADING = "3 merchants"


def screen_of(scene: Scene) -> CompaniesScreen:
    screen = scene.app.screen_stack[0]
    assert isinstance(screen, CompaniesScreen)
    return screen


def entry_of(scene: Scene, name: str) -> FleetEntry:
    return next(each for each in scene.app.services.fleet.state.entries.values() if each.name == name)


def names(scene: Scene) -> list[str]:
    """The companies that can be seen in the list, in order."""
    table = screen_of(scene).table
    return [row.name for key in table.shown_keys() if (row := table.row(key)) is not None]


def line_of(scene: Scene, words: str) -> str:
    return next(line for line in lines(screen_of(scene).table) if words in line)


def headline(scene: Scene) -> str:
    return "   ".join(cell.text for cell in screen_of(scene).query_one(Headline).cells)


def exported(folder: Path) -> list[dict[str, Any]]:
    """The rows of the file that was exported, [] before that."""
    texts = [path.read_text(encoding="utf-8") for path in folder.glob("codat-tui-companies-*.json")]
    return json.loads(texts[0]) if texts and texts[0] else []


async def by_cause(scene: Scene, pilot: Pilot[Any]) -> None:
    await scene.loaded(pilot)
    await pilot.press("tab")
    await pilot.pause()


async def on_refunds(scene: Scene, pilot: Pilot[Any]) -> str:
    """Put the cursor on the heading of the merchants without a refunds account; its key."""
    screen = screen_of(scene)
    key = screen.by_cause.key_of(entry_of(scene, HARBOUR_LANE))
    assert screen.table.move_to(key)
    await pilot.pause()
    return key


async def test_groups_hold_every_company_once_and_their_keys_mean_their_merchants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        screen, table = screen_of(scene), screen_of(scene).table
        entries = scene.app.services.fleet.state.entries
        # The list has put itself in order while nobody touched it.
        assert names(scene) == [each.name for each in sorted(entries.values(), key=urgency)]
        assert table.cursor_row is not None
        assert table.cursor_row.name == names(scene)[0] == "Elm Street Barbers"
        await pilot.press("tab")
        assert screen.breadcrumbs.active_tab == BY_CAUSE
        assert names(scene) == []
        grouped = [key for keys in table.sections.values() for key in keys]
        assert sorted(grouped) == sorted(entries)
        await on_refunds(scene, pilot)
        heading = line_of(scene, REFUNDS_HEADING)
        assert "▸ 3 merchants" in heading
        for part in ("25/31", "✖ Refunds account gone in Xero", "we act", "m mend"):
            assert part in heading
        told = "\n".join(
            "".join(cell.text for cell in line) for line in screen.query_one(CompanyPreview).lines
        )
        assert [name for name in REFUNDS if name in told] == REFUNDS
        # enter unfolds, and the rows below say since when instead of the cause again.
        await pilot.press("enter")
        assert names(scene) == REFUNDS
        assert "since 30 Oct · 4000" in line_of(scene, "Harbour Lane")
        await pilot.press("left", "c")
        assert names(scene) == []
        ids = sorted(entry_of(scene, name).company_id for name in REFUNDS)
        assert scene.app.clipboard == "\n".join(ids)
        await pilot.press("v")
        await pilot.pause()
        assert scene.app.screen is screen
        assert any("This is a group" in each.message for each in scene.app._notifications)
        # * marks its merchants, s asks for their syncs.
        await pilot.press("asterisk")
        assert table.marked == set(ids)
        await pilot.press("U", "s")
        await pilot.pause()
        assert isinstance(scene.app.screen, BatchSheet)
        assert [each.company_name for each in scene.app.screen.chosen] == REFUNDS
        await pilot.press("escape")
        # A filter leaves the groups of what passes; an export has every row with its cause.
        await pilot.press("slash", *"lane", "enter")
        assert [len(keys) for keys in table.sections.values()] == [1]
        assert "Harbour Lane" in line_of(scene, "Refunds account gone in Xero")
        await pilot.press("x", "j")
        await scene.until(pilot, lambda: bool(exported(tmp_path)))
        (row,) = exported(tmp_path)
        assert (row["group"], row["company"]["name"]) == ("Refunds account gone in Xero", HARBOUR_LANE)
        assert row["causes"][0]["kind"] == "account_lost"


async def test_the_arrangement_is_kept_and_a_click_changes_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=WIDE) as pilot:
        await by_cause(scene, pilot)
        runner = scene.app.services.runner
        await scene.until(pilot, lambda: not any("arrangement" in str(task) for task in runner._tasks))
    again = Scene(tmp_path)
    async with again.app.run_test(size=WIDE) as pilot:
        await again.loaded(pilot)
        assert screen_of(again).breadcrumbs.active_tab == BY_CAUSE
        assert screen_of(again).table.sections
        x = screen_of(again).breadcrumbs.render_line(0).text.index("by urgency")
        await pilot.click(screen_of(again).breadcrumbs, offset=(x, 0))
        assert screen_of(again).breadcrumbs.active_tab == FLAT
        assert len(names(again)) == 60
        await pilot.press("tab", "z")
        assert len(names(again)) == 60
        await pilot.press("z")
        assert names(again) == []


async def test_the_headline_is_what_to_do_first_and_its_key_goes_there(tmp_path: Path) -> None:
    scene = Scene(tmp_path, keys={"company.mend": "f8"})
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        first = "First: Marlow Wine Bar: Currency not in Xero, 29/31 days"
        assert headline(scene) == f"{first}   f go there"
        await pilot.press("f")
        row = screen_of(scene).table.cursor_row
        assert row is not None
        assert row.name == "Marlow Wine Bar"
        await pilot.pause()
        assert headline(scene).startswith(f"{first}   f8 ")
        # What looks like an outage is nothing to do, but it is said.
        await pilot.press("tab")
        assert "Looks like an outage: 3 of 3 on Exact (NL) since" in line_of(scene, "Exact")


async def test_rows_stay_while_a_person_works_and_are_sorted_when_they_ask_or_come_back(
    tmp_path: Path,
) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=WIDE) as pilot:
        await by_cause(scene, pilot)
        table = screen_of(scene).table
        key = await on_refunds(scene, pilot)
        await pilot.press("right")
        latest = entry_of(scene, NORDIC_BIKES)
        assert latest.sync is not None
        cured = entry_of(scene, HARBOUR_LANE)._replace(sync=latest.sync, judgement=None)
        fleet = scene.app.services.fleet
        fleet._entries[HARBOUR_LANE_ID] = fleet._patches[HARBOUR_LANE_ID] = cured
        fleet._publish_soon()
        await scene.clock.advance(PUBLICATION)
        await pilot.pause()
        assert names(scene) == REFUNDS
        assert "▾ 2 merchants" in line_of(scene, "Refunds account gone in Xero")
        assert "13/31" in line_of(scene, "Refunds account gone in Xero")
        assert "✔ Written" in line_of(scene, "Harbour Lane")
        # A sheet or a menu is not another screen.
        await pilot.press("question_mark", "escape")
        await pilot.pause()
        assert names(scene) == REFUNDS
        await pilot.press("2", "1")
        await pilot.pause()
        assert names(scene) == REFUNDS[1:]
        assert table.cursor_key == key


async def test_a_list_that_was_touched_while_it_is_checked_keeps_its_order(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=WIDE) as pilot:
        fleet = scene.app.services.fleet
        await scene.until(pilot, lambda: bool(fleet.state.entries))
        scene.transport.held.clear()
        await pilot.press("j")
        before = names(scene)
        scene.transport.held.set()
        await scene.until(pilot, lambda: fleet.state.phase is LoadPhase.LOADED)
        await scene.loaded(pilot)
        assert names(scene)[: len(before)] == before
        assert before != sorted(before, key=lambda name: urgency(entry_of(scene, name)))
