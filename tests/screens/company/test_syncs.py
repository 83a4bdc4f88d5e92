"""The history of a company by keys: filter, sort, days, details, and following what runs."""

from __future__ import annotations

from pathlib import Path

from codat_tui.models.local import Loaded
from codat_tui.present.history import sync_key
from codat_tui.rules.codes import SyncState, describe
from codat_tui.screens.company.sync_detail import SyncDetailScreen
from codat_tui.screens.company.syncs import SyncsScreen
from tests.screens.company.history_scenes import settled, shown, syncs
from tests.screens.scenes import HARBOUR_LANE, NEVER_SYNCED, NORDIC_BIKES, Scene

WIDE = (120, 40)
RUNNING = "Penny's Bakery"


def states(screen: SyncsScreen) -> set[SyncState]:
    rows = (screen.table.row(key) for key in screen.table.shown_keys())
    return {describe(row.code).state for row in rows if row is not None}


async def test_newest_first_with_latest_and_last_success_marked(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await syncs(scene, pilot, HARBOUR_LANE)
        overview = screen.overview
        assert overview is not None
        assert isinstance(overview.latest, Loaded)
        assert overview.latest.value is not None
        assert screen.table.shown_keys()[0] == sync_key(overview.latest.value)
        _, rows = screen.table.as_text()
        assert [row[5] for row in rows if row[5]] == ["latest", "last ok"]
        assert "25 failed" in shown(scene)


async def test_filter_by_status_code_dates_and_text(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await syncs(scene, pilot, HARBOUR_LANE)
        everything = screen.table.shown_count
        await pilot.press("exclamation_mark")
        assert states(screen) == {SyncState.FAILED}
        await pilot.press("exclamation_mark")
        assert screen.table.shown_count == everything
        await pilot.press("slash", *"code:2xxx 2026-10-28..", "enter")
        assert screen.table.shown_count == 2
        assert screen.table.has_focus
        await pilot.press("escape")
        assert screen.table.shown_count == everything
        await pilot.press("slash", *"status:borken", "enter")
        await pilot.pause()
        assert 'No status is called "borken": failed, written, nothing, running and unknown.' in [
            str(each.message) for each in scene.app._notifications
        ]
        assert screen.table.shown_count == everything
        await pilot.press("escape", "escape")
        assert not isinstance(scene.app.screen, SyncsScreen)


async def test_sort_by_status(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await syncs(scene, pilot, HARBOUR_LANE)
        screen.table.sort_by("status")
        first = screen.table.row(screen.table.shown_keys()[0])
        assert first is not None
        assert first.code == 2000


async def test_the_strip_follows_the_table_and_the_table_the_strip(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await syncs(scene, pilot, HARBOUR_LANE)
        assert screen.strip.cursor == 58
        await pilot.press("down", "down")
        assert screen.strip.cursor == 56
        await pilot.press("d", *["left"] * 30)
        assert screen.strip.has_focus
        assert screen.strip.cursor == 26
        mark = screen.strip.marks[26]
        assert mark.latest is not None
        await pilot.press("enter")
        await pilot.pause()
        assert screen.table.has_focus
        assert screen.table.cursor_key == sync_key(mark.latest)


async def test_leaving_the_strip_points_at_the_rows_day_again(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await syncs(scene, pilot, HARBOUR_LANE)
        await pilot.press("d", "left", "left", "escape")
        await pilot.pause()
        assert screen.table.has_focus
        assert screen.strip.cursor == 58
        assert isinstance(scene.app.screen, SyncsScreen)


async def test_a_click_on_a_day_goes_to_its_sync(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await syncs(scene, pilot, HARBOUR_LANE)
        await pilot.click("#days", offset=(11, 1))
        await pilot.pause()
        mark = screen.strip.marks[10]
        assert mark.latest is not None
        assert screen.table.cursor_key == sync_key(mark.latest)


async def test_a_day_hidden_by_the_filter_is_said(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await syncs(scene, pilot, HARBOUR_LANE)
        before = screen.table.cursor_key
        await pilot.press("exclamation_mark", "d", "home", "enter")
        await pilot.pause()
        assert screen.table.cursor_key == before
        assert any("filter hides" in str(each.message) for each in scene.app._notifications)


async def test_the_detail_explains_the_message_with_names(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await syncs(scene, pilot, HARBOUR_LANE)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, SyncDetailScreen)
        text = shown(scene)
        assert "The account chosen for Refunds is no longer in Xero." in text
        assert "is not in an Active state." in text
        assert "Sales: Refunds" in text
        await pilot.press("escape")
        assert isinstance(scene.app.screen, SyncsScreen)


async def test_a_sync_is_followed_in_its_row(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await syncs(scene, pilot, NORDIC_BIKES)
        rows = screen.table.total_count
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: scene.app.services.watching.running_count == 1)
        await scene.looked(pilot, 2)
        await pilot.pause()
        assert screen.table.total_count == rows + 1
        newest = screen.table.row(screen.table.shown_keys()[0])
        assert newest is not None
        assert describe(newest.code).state is SyncState.RUNNING
        await pilot.press("g", "w")
        assert scene.app.services.watching.running_count == 1
        for _ in range(15):
            if not scene.app.services.watching.running_count:
                break
            await scene.looked(pilot, 1)
        await settled(scene, pilot)
        newest = screen.table.row(screen.table.shown_keys()[0])
        assert newest is not None
        assert newest.code == 2000
        assert screen.table.total_count == rows + 1


async def test_the_sync_under_the_cursor_is_copied(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await syncs(scene, pilot, HARBOUR_LANE)
        await pilot.press("down", "c")
        assert scene.app.clipboard == screen.table.cursor_key
        await pilot.press("C")
        assert f"Sync id: {screen.table.cursor_key}" in scene.app.clipboard
        assert f"Company: {HARBOUR_LANE}" in scene.app.clipboard


async def test_w_follows_the_running_sync_under_the_cursor(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await syncs(scene, pilot, RUNNING)
        running = screen.table.cursor_row
        assert running is not None
        assert describe(running.code).state is SyncState.RUNNING
        await pilot.press("w")
        await pilot.pause()
        watches = scene.app.services.watching.watches
        assert [watch.sync_id for watch in watches] == [running.sync_id]
        await pilot.press("down", "w")
        assert len(scene.app.services.watching.watches) == 1


async def test_a_company_that_never_synced_says_how_to_begin(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await syncs(scene, pilot, NEVER_SYNCED)
        assert f"{NEVER_SYNCED} has never synced" in shown(scene)
