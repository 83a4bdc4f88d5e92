"""Saving a mapping: once, read back, nothing else touched; and what the screen says where it did not go well."""

from __future__ import annotations

import asyncio
import copy
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from codat_tui.models.changes import Sending
from codat_tui.screens.mapping.history import SnapshotList
from codat_tui.screens.mapping.screen import MappingScreen
from codat_tui.screens.shell.change_sheet import ChangeSheet
from codat_tui.widgets.state_panel import Banner
from tests.screens.mapping.mapping_scenes import (
    HOUR,
    REFUNDS,
    counted,
    mapping,
    messages,
    row,
    settled,
    somebody_else,
    there_now,
)
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, NORDIC_BIKES, Scene

WIDE = (120, 40)
ODD_KEYS = "Blackwater Brewing Ltd"
LOOKS = 400
SAVE = "POST /config/companies/*"


async def choose(scene: Scene, pilot: Pilot[Any], screen: MappingScreen, key: str, typed: str) -> None:
    screen.form.move_to(key)
    await pilot.press("enter")
    await pilot.pause()
    await pilot.press(*typed, "enter")
    await settled(scene, pilot)


async def confirmed(scene: Scene, pilot: Pilot[Any]) -> None:
    """Say yes on the sheet, and wait for what comes of it; in doubt Codat is looked at again seconds later."""
    await scene.sheet_armed(pilot)
    await pilot.press("y")
    changing = scene.app.services.changing
    for _ in range(LOOKS):
        changes = tuple(changing.changes.values())
        if changes and not isinstance(changes[-1].outcome, Sending):
            break
        await scene.clock.advance(1)
        await asyncio.sleep(0.005)
    await settled(scene, pilot)
    assert not any(isinstance(change.outcome, Sending) for change in changing.changes.values())


def banner(screen: MappingScreen) -> str:
    problem = screen.query_one(Banner).shown
    return f"{problem.title} {problem.next_step}" if problem else ""


async def test_mend_a_broken_mapping(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        before = await there_now(scene, HARBOUR_LANE)
        await choose(scene, pilot, screen, REFUNDS, "4010")
        await pilot.press("ctrl+s")
        await scene.sheet_armed(pilot)
        sheet = scene.app.screen
        assert isinstance(sheet, ChangeSheet)
        assert any("4010 Sales returns" in fact.value for fact in sheet.facts)
        await confirmed(scene, pilot)
        chosen = row(screen, REFUNDS).field.value
        after = await there_now(scene, HARBOUR_LANE)
        wanted = copy.deepcopy(before)
        wanted["configuration"]["sales"]["accounts"]["refund"]["selectedAccountId"] = chosen
        assert after == wanted
        assert scene.world.effects.configurations.total() == 1
        assert counted(screen).strip().endswith("no problems")
        assert not row(screen, REFUNDS).changed
        assert banner(screen) == ""
        again = await mapping(scene, pilot, HARBOUR_LANE)
        assert not row(again, REFUNDS).changed, "the draft is gone with the save"


async def test_opaque_keys_and_many_to_one_taxes_are_saved(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, ODD_KEYS)
        keys = list(screen.form.shown_keys())
        account = next(key for key in keys if "acct:7f4/Refunds.v2" in key)
        taxes = [key for key in keys if "taxRateMappings" in key]
        await choose(scene, pilot, screen, account, "4010")
        rate = row(screen, taxes[0]).field.value
        option = row(screen, taxes[0]).field.option(rate)
        assert option is not None
        await choose(scene, pilot, screen, taxes[1], option.name)
        await pilot.press("ctrl+s")
        await confirmed(scene, pilot)
        sales = (await there_now(scene, ODD_KEYS))["configuration"]["sales"]
        chosen = sales["accounts"]["acct:7f4/Refunds.v2"]
        codes = {each["id"]: each["nominalCode"] for each in chosen["accountOptions"]}
        assert codes[chosen["selectedAccountId"]] == "4010"
        homes = sales["newTaxRates"]["taxRateMappings"]
        shared = next(each for each in homes if each["selectedAccountingTaxRateId"] == rate)
        assert len(shared["selectedCommerceTaxRateIds"]) == 2
        assert not counted(screen).count("changed")


async def test_a_refused_save_keeps_the_edit(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(faults=f"{SAVE}:402"))
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        await choose(scene, pilot, screen, REFUNDS, "4010")
        await pilot.press("ctrl+s")
        await confirmed(scene, pilot)
        assert banner(screen)
        assert row(screen, REFUNDS).changed
        assert scene.world.effects.configurations.total() == 0
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        assert row(screen, REFUNDS).changed


async def test_a_server_that_accepts_and_ignores_is_found_out(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(faults=f"{SAVE}:ignored"))
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        await choose(scene, pilot, screen, REFUNDS, "4010")
        await pilot.press("ctrl+s")
        await confirmed(scene, pilot)
        assert "something else than was wanted" in banner(screen)
        assert "Refunds" in banner(screen)
        assert row(screen, REFUNDS).changed
        assert "1 changed" in counted(screen)


async def test_a_change_of_somebody_else_stands_on_the_sheet(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)

    def meanwhile(json: dict[str, Any]) -> None:
        json["schedule"]["syncHour"] = 7

    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, NORDIC_BIKES)
        await choose(scene, pilot, screen, HOUR, "05:00")
        await somebody_else(scene, NORDIC_BIKES, meanwhile)
        await pilot.press("ctrl+s")
        await scene.sheet_armed(pilot)
        assert isinstance(scene.app.screen, ChangeSheet)
        assert any("changed by somebody else" in note.text for note in scene.app.screen.notes)
        await pilot.press("n")
        await pilot.pause()
        assert (await there_now(scene, NORDIC_BIKES))["schedule"]["syncHour"] == 7
        assert row(screen, HOUR).field.value == 5


async def test_an_earlier_mapping_is_put_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, NORDIC_BIKES)
        before = await there_now(scene, NORDIC_BIKES)
        await choose(scene, pilot, screen, HOUR, "05:00")
        await pilot.press("ctrl+s")
        await confirmed(scene, pilot)
        assert (await there_now(scene, NORDIC_BIKES))["schedule"]["syncHour"] == 5
        await pilot.press("H")
        await settled(scene, pilot)
        table = screen.query_one("#snapshots", SnapshotList)
        assert table.shown_count == 2
        await pilot.press("enter")
        assert isinstance(scene.app.screen, MappingScreen), "the newest is what Codat has now"
        await pilot.press("down", "enter")
        await confirmed(scene, pilot)
        assert await there_now(scene, NORDIC_BIKES) == before
        assert scene.world.effects.configurations.total() == 2


async def test_nothing_to_save_is_said(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await mapping(scene, pilot, NORDIC_BIKES)
        await pilot.press("ctrl+s")
        assert "Nothing is changed" in messages(scene)


async def test_a_lost_answer_is_looked_up(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(faults=f"{SAVE}:lost-answer@1-9"))
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        await choose(scene, pilot, screen, REFUNDS, "4010")
        await pilot.press("ctrl+s")
        await confirmed(scene, pilot)
        assert banner(screen) == ""
        assert "changed" not in counted(screen)
        assert scene.world.effects.configurations.total() == 1


async def test_an_unknown_outcome_is_said_and_can_be_checked_again(tmp_path: Path) -> None:
    unreadable = f"GET /config/companies/{HARBOUR_LANE_ID}/*:404@5-7"
    scene = Scene(tmp_path, options=DemoOptions(faults=f"{SAVE}:lost-answer@1-9, {unreadable}"))
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        await choose(scene, pilot, screen, REFUNDS, "4010")
        await pilot.press("ctrl+s")
        await confirmed(scene, pilot)
        assert "Unknown whether it was saved" in banner(screen)
        assert row(screen, REFUNDS).changed
        await pilot.press("u")
        await scene.until(pilot, lambda: banner(screen) == "")
        await settled(scene, pilot)
        assert "changed" not in counted(screen)
        assert scene.world.effects.configurations.total() == 1


async def test_mend_the_mapping_then_sync_to_success(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*"4010", "enter", "ctrl+s")
        await confirmed(scene, pilot)
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: scene.app.services.watching.running_count == 1)
        for _ in range(40):
            if scene.app.services.watching.running_count:
                await scene.looked(pilot, 1)
        (watch,) = scene.app.services.watching.watches
        assert watch.code == 2000
        assert scene.world.effects.syncs[screen.company_id] == 1
