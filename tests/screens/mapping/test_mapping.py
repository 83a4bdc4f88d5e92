"""The mapping by keys: find what is broken, choose another, undo it, edit it as JSON, keep it over everything."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from codat_tui.screens.mapping.screen import MappingScreen
from codat_tui.widgets.form_input import FormInput
from codat_tui.widgets.picker import Picker
from tests.screens.mapping.mapping_scenes import (
    HOUR,
    REFUNDS,
    counted,
    mapping,
    messages,
    row,
    said,
    screen_of,
    settled,
    somebody_else,
)
from tests.screens.scenes import HARBOUR_LANE, NORDIC_BIKES, Scene

WIDE = (120, 40)


async def test_the_cursor_begins_where_a_person_is_needed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        assert screen.form.cursor_key == REFUNDS
        assert "no longer in Xero" in said(screen)
        assert "Choose another account for Refunds" in said(screen)
        assert "1 problem" in counted(screen)


async def test_the_problem_is_on_screen_at_once_on_a_small_terminal(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        screen = await mapping(scene, pilot, "Bistro Croix Rousse SARL")
        assert screen.form.cursor_key in screen.form.visible_keys()
        assert 'taxRates["20"]' in str(screen.form.cursor_key)


async def test_choosing_another_account(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        lost = row(screen, REFUNDS).field.value
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, Picker)
        assert scene.app.screen.table.cursor_key == lost
        await pilot.press("enter")
        assert isinstance(scene.app.screen, Picker), "what is gone cannot be chosen again"
        await pilot.press(*"4010", "enter")
        await pilot.pause()
        changed = row(screen, REFUNDS)
        assert changed.changed
        option = changed.field.option(changed.field.value)
        assert option is not None
        assert option.code == "4010"
        assert "no problems" in counted(screen)
        assert "1 changed" in counted(screen)
        await pilot.press("backspace")
        assert row(screen, REFUNDS).field.value == lost
        assert "changed" not in counted(screen)
        assert scene.world.effects.configurations.total() == 0


async def test_a_picker_filters_by_classification_and_can_choose_nothing(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    key = "configuration.payments.accounts.cash.selectedAccountId"
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        screen.form.move_to(key)
        await pilot.press("e")
        await pilot.pause()
        picker = scene.app.screen
        assert isinstance(picker, Picker)
        await pilot.press(*"bank nominal")
        await pilot.pause()
        shown = [picker.table.row(each) for each in picker.table.shown_keys()]
        assert shown
        assert {each.classification for each in shown if each} == {"Bank Nominal"}
        await pilot.press(*["backspace"] * 12, *"nothing", "enter")
        await pilot.pause()
        assert row(screen, key).field.value is None


async def test_switches_hours_zones_and_dates(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, NORDIC_BIKES)
        screen.form.move_to("configuration.fees.syncFees")
        before = row(screen, "configuration.fees.syncFees").field.value
        await pilot.press("space")
        assert row(screen, "configuration.fees.syncFees").field.value is not before
        for key, typed, value in (
            (HOUR, "05:00", 5),
            ("schedule.timeZone", "stockholm", "Europe/Stockholm"),
        ):
            screen.form.move_to(key)
            await pilot.press("enter")
            await pilot.pause()
            await pilot.press(*typed, "enter")
            await pilot.pause()
            assert row(screen, key).field.value == value
        screen.form.move_to("schedule.startDate")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, FormInput)
        await pilot.press("ctrl+u", *"2026-02-30", "enter")
        assert isinstance(scene.app.screen, FormInput), "no such day"
        await pilot.press("ctrl+u", *"2026-03-01", "enter")
        await pilot.pause()
        assert row(screen, "schedule.startDate").field.value.startswith("2026-03-01T")


async def test_many_can_be_marked_where_many_are_allowed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    key = "configuration.sales.grouping.groupingLevels.invoiceLineLevel.selectedGroupByOptions"
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, NORDIC_BIKES)
        screen.form.move_to(key)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press("tab", "down", "tab", "enter")
        await pilot.pause()
        assert len(row(screen, key).field.value) == 2


async def test_read_only_says_why(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, read_only=True)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        await pilot.press("enter", "space")
        await pilot.pause()
        assert isinstance(scene.app.screen, MappingScreen)
        assert "--write" in messages(scene)
        await pilot.press("J")
        await settled(scene, pilot)
        assert screen.json_view.text_area.read_only


async def test_json_and_form_are_one_edit(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, NORDIC_BIKES)
        hour = row(screen, HOUR).field.value
        await pilot.press("tab")
        await settled(scene, pilot)
        view = screen.json_view
        assert "accountOptions" not in view.text_area.text
        view.replace(view.text_area.text.replace(f'"syncHour": {hour}', '"syncHour": 23'))
        await settled(scene, pilot)
        assert row(screen, HOUR).field.value == 23
        assert "23:00" in said(screen, "#json-lines")
        assert screen.edits is not None
        assert [each.steps for each in screen.edits.changes] == [("schedule", "syncHour")]
        view.replace(view.text_area.text.replace('"syncHour": 23,', '"syncHour": ,'))
        await settled(scene, pilot)
        assert "Line 9" in said(screen, "#json-lines")
        await pilot.press("ctrl+s")
        assert "Correct it first" in messages(scene)
        await pilot.press("escape")
        assert row(screen, HOUR).field.value == 23


async def test_a_text_with_errors_can_be_discarded(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, NORDIC_BIKES)
        screen.form.move_to("schedule.timeZone")
        await pilot.press("tab")
        await settled(scene, pilot)
        assert '"timeZone"' in screen.json_view.text_area.document.get_line(
            screen.json_view.text_area.cursor_location[0]
        )
        screen.json_view.replace("{")
        await settled(scene, pilot)
        assert screen.json_view.problem
        await pilot.press("escape", "D")
        await settled(scene, pilot)
        assert screen.json_view.problem is None
        assert '"timeZone"' in screen.json_view.text_area.text


async def test_an_editor_that_cannot_run_is_said(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await mapping(scene, pilot, NORDIC_BIKES)
        await pilot.press("tab", "ctrl+o")
        await settled(scene, pilot)
        assert "No editor could be run" in messages(scene)


async def test_an_edit_survives_leaving_and_a_new_start(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        screen.form.move_to("enable")
        await pilot.press("space", "escape")
        await settled(scene, pilot)
        again = await mapping(scene, pilot, HARBOUR_LANE)
        assert again is not screen
        assert row(again, "enable").changed
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        await scene.until(pilot, lambda: row(screen, "enable").changed)
        assert "unsaved changes are back" in messages(scene)
        screen.form.move_to("enable")
        await pilot.press("backspace")
        await settled(scene, pilot)
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, HARBOUR_LANE)
        assert not row(screen, "enable").changed


async def test_reading_again_keeps_the_edit_and_finds_the_conflict(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)

    def meanwhile(json: dict[str, Any]) -> None:
        json["schedule"]["syncHour"] = 7
        json["schedule"]["timeZone"] = "Europe/Paris"

    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, NORDIC_BIKES)
        screen.form.move_to(HOUR)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*"05:00", "enter")
        await somebody_else(scene, NORDIC_BIKES, meanwhile)
        await pilot.press("r")
        await settled(scene, pilot)
        assert row(screen, HOUR).field.value == 5
        assert "07:00" in row(screen, HOUR).saved_by_others
        assert row(screen, "schedule.timeZone").field.value == "Europe/Paris"
        assert not row(screen, "schedule.timeZone").changed
        assert "changed meanwhile" in counted(screen)


async def test_discarding_and_bringing_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, NORDIC_BIKES)
        screen.form.move_to("enable")
        await pilot.press("space", "D")
        assert not row(screen, "enable").changed
        await pilot.press("D")
        assert row(screen, "enable").changed


async def test_views_go_round_and_escape_comes_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await mapping(scene, pilot, NORDIC_BIKES)
        await pilot.press("tab", "tab")
        await settled(scene, pilot)
        assert screen.query_one("#history").display
        assert "same as what Codat has" in said(screen, "#history-lines")
        await pilot.press("escape")
        assert screen_of(scene) is screen
        assert screen.form.has_focus
        await pilot.press("escape")
        assert scene.app.screen is not screen


def test_the_configuration_is_exported_as_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    asyncio.run(exported(Scene(tmp_path, swept=False)))
    (path,) = tmp_path.glob("*nordic-bikes-ab-configuration*.json")
    assert '"accountOptions"' in path.read_text(encoding="utf-8")


async def exported(scene: Scene) -> None:
    async with scene.app.run_test(size=WIDE) as pilot:
        await mapping(scene, pilot, NORDIC_BIKES)
        await pilot.press("X")
        await settled(scene, pilot)
