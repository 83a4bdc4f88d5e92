"""Choosing a range by keys, and the sync that comes of it; the server's effects are counted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

from codat_tui.demo import DemoOptions
from codat_tui.models.changes import Refused, Unknown
from codat_tui.models.writes import StartRangeSync, StartSync
from codat_tui.rules.syncs.range_choice import Preset
from codat_tui.screens.company.range_sync import RangeKeys, RangeSyncScreen
from codat_tui.screens.company.syncs import SyncsScreen
from codat_tui.screens.shell.change_sheet import ChangeSheet
from tests.screens.company.connection_scenes import in_time
from tests.screens.company.history_scenes import shown, syncs
from tests.screens.scenes import HARBOUR_LANE, NORDIC_BIKES, Scene

WIDE = (120, 40)


async def form(scene: Scene, pilot: Pilot[Any], name: str) -> RangeSyncScreen:
    await syncs(scene, pilot, name)
    await pilot.press("S")
    await pilot.pause()
    screen = scene.app.screen
    assert isinstance(screen, RangeSyncScreen)
    return screen


def put(screen: RangeSyncScreen, start: str, finish: str) -> None:
    screen.query_one("#from", Input).value = start
    screen.query_one("#to", Input).value = finish


def values(screen: RangeSyncScreen) -> tuple[str, str]:
    return screen.query_one("#from", Input).value, screen.query_one("#to", Input).value


async def test_the_gap_of_a_failing_company_is_proposed_first(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await form(scene, pilot, HARBOUR_LANE)
        assert screen._preset is Preset.GAP
        assert values(screen)[0].startswith("2026-10-29")
        assert values(screen)[1].startswith("2026-11-23")
        await pilot.press("up")
        await pilot.pause()
        assert values(screen)[1] == "now"


async def test_yesterday_alone_would_leave_a_hole_and_is_not_proposed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await form(scene, pilot, HARBOUR_LANE)
        await pilot.press("up", "up")
        await pilot.pause()
        assert "more is missing" in shown(scene)
        assert "Time before it is in no sync" in shown(scene)
        assert "29 Oct 2026 00:00 → 22 Nov 2026 00:00" in shown(scene)
        assert screen.query_one(RangeKeys).blocked


async def test_the_gap_of_a_failing_company_is_synced_and_watched(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await form(scene, pilot, HARBOUR_LANE)
        await pilot.press("enter")
        await pilot.pause()
        sheet = scene.app.screen
        assert isinstance(sheet, ChangeSheet)
        company = screen._company_id
        assert sheet._write == StartRangeSync(
            company, datetime(2026, 10, 29, tzinfo=UTC), datetime(2026, 11, 23, tzinfo=UTC)
        )
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: scene.app.services.watching.running_count == 1)
        assert scene.world.effects.syncs[company] == 1
        assert isinstance(scene.app.screen, SyncsScreen)


async def test_typed_dates_are_the_merchants_and_checked_at_every_key(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await form(scene, pilot, NORDIC_BIKES)
        put(screen, "2026-11-23 00:00", "2026-11-22")
        await pilot.pause()
        assert screen._preset is Preset.DATES
        assert "The range ends before it starts." in shown(scene)
        assert screen.query_one(RangeKeys).blocked
        put(screen, "2026-12-01", "2026-12-02")
        await pilot.pause()
        assert "The range lies in the future." in shown(scene)
        put(screen, "2026-11-20", "2026-11-21")
        await pilot.pause()
        assert "Part of this time was synced already" in shown(scene)
        assert "19 Nov 2026 23:00 UTC" in shown(scene)
        assert not screen.query_one(RangeKeys).blocked
        put(screen, "soon", "2026-11-21")
        await pilot.pause()
        assert "write 2026-10-30, 2026-10-30 03:12 or now" in shown(scene)
        await pilot.press("ctrl+s")
        assert isinstance(scene.app.screen, RangeSyncScreen)


async def test_dates_are_typed_with_keys_alone(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await form(scene, pilot, HARBOUR_LANE)
        await pilot.press("down", "enter", "home", "shift+end", "delete", *"2026-11-01", "enter")
        await pilot.press("home", "shift+end", "delete", *"2026-11-02 12:00", "enter")
        await pilot.pause()
        sheet = scene.app.screen
        assert isinstance(sheet, ChangeSheet)
        assert sheet._write == StartRangeSync(
            screen._company_id,
            datetime(2026, 11, 1, tzinfo=UTC),
            datetime(2026, 11, 2, 12, tzinfo=UTC),
        )


async def test_up_to_a_date_starts_where_the_last_success_ended(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await form(scene, pilot, HARBOUR_LANE)
        await pilot.press("down", "down")
        await pilot.pause()
        assert screen._preset is Preset.UP_TO
        assert screen.query_one("#from", Input).disabled
        await pilot.press("enter", "home", "shift+end", "delete", *"2026-11-10", "enter")
        await pilot.pause()
        sheet = scene.app.screen
        assert isinstance(sheet, ChangeSheet)
        assert sheet._write == StartSync(screen._company_id, sync_to=datetime(2026, 11, 10, tzinfo=UTC))


async def test_escape_asks_for_nothing(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await form(scene, pilot, HARBOUR_LANE)
        await pilot.press("escape")
        await pilot.pause()
        assert isinstance(scene.app.screen, SyncsScreen)
        assert scene.world.effects.syncs.total() == 0


async def test_while_the_company_is_read_the_form_waits_for_what_it_proposes(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        scene.hold()
        scene.app.screen.open_named(HARBOUR_LANE)  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.press("S")
        await pilot.pause()
        assert not isinstance(scene.app.screen, RangeSyncScreen)
        scene.transport.held.set()
        await scene.until(pilot, lambda: isinstance(scene.app.screen, RangeSyncScreen))
        await pilot.pause()
        assert "no known" not in shown(scene)


async def test_read_only_says_why(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, read_only=True)
    async with scene.app.run_test(size=WIDE) as pilot:
        await syncs(scene, pilot, HARBOUR_LANE)
        await pilot.press("S")
        await pilot.pause()
        assert isinstance(scene.app.screen, SyncsScreen)
        assert any("--write" in str(each.message) for each in scene.app._notifications)


async def started_with(faults: str, tmp_path: Path) -> tuple[object, int]:
    """What comes of a range that is asked for under *faults*, and how many syncs the server then had."""
    scene = Scene(tmp_path, swept=False, options=DemoOptions(faults=faults))
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await form(scene, pilot, HARBOUR_LANE)
        await pilot.press("enter")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        changing = scene.app.services.changing

        def ended() -> bool:
            return any(type(each.outcome).__name__ != "Sending" for each in changing.changes.values())

        await in_time(scene, pilot, ended)
        outcome = next(iter(changing.changes.values())).outcome
        return outcome, scene.world.effects.syncs[screen._company_id]


async def test_a_lost_answer_starts_one_sync(tmp_path: Path) -> None:
    outcome, syncs_started = await started_with("POST */historic:lost-answer@1", tmp_path)
    assert not isinstance(outcome, Refused | Unknown)
    assert syncs_started == 1


async def test_a_refusal_starts_none_and_is_shown(tmp_path: Path) -> None:
    outcome, syncs_started = await started_with("POST */historic:403", tmp_path)
    assert isinstance(outcome, Refused)
    assert syncs_started == 0
