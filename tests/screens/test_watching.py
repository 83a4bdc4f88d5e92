"""A batch in Watching: one row with its syncs below, folded, paused, resumed, given up; and its one toast."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from codat_tui.models.batches import BatchState, MemberState
from codat_tui.widgets.table import VirtualTable
from tests.screens.batches import passing, shown, the_batch, working
from tests.screens.ended_syncs import keep_ended
from tests.screens.scenes import HARBOUR_LANE, Scene

WIDE, SMALL = (120, 40), (80, 24)


async def test_a_batch_is_one_row_that_folds_pauses_and_resumes(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        members = working(scene, 3)
        scene.app.services.batches.start(members)
        await pilot.press("2")
        await passing(scene, pilot, lambda: the_batch(scene).members[0].state is MemberState.RUNNING)
        text = shown(scene)
        assert "▾ Batch of 3 syncs" in text
        assert "0 of 3: 1 running, 2 not started" in text
        assert "○ not started yet" in text
        assert "batch 0 of 3, 1 watching" in text.splitlines()[0]
        await pilot.press("enter")
        await pilot.pause()
        assert "▸ Batch of 3 syncs" in shown(scene)
        assert members[0].company_name not in shown(scene)
        await pilot.press("p")
        await passing(scene, pilot, lambda: the_batch(scene).over)
        await scene.clock.advance(60)
        assert "paused at 1 of 3: 1 written, 2 not started" in shown(scene)
        assert "p looks at what was sent and goes on with one, d gives it up." in shown(scene)
        assert scene.world.effects.syncs.total() == 1
        await pilot.press("p")
        await passing(scene, pilot, lambda: the_batch(scene).state is BatchState.DONE)
        assert "✔ 3 written" in shown(scene)
        toasts = [each.message for each in scene.app._notifications]
        assert toasts == ["The batch of 3 syncs has ended: 3 written."]
        await pilot.press("enter", "j", "enter")
        await pilot.pause()
        assert members[0].company_name in shown(scene).splitlines()[1], "a sync opens its company"


async def test_a_batch_is_given_up_and_cleared(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=SMALL) as pilot:
        await scene.loaded(pilot)
        scene.app.services.batches.start(working(scene, 2))
        await pilot.press("2")
        await passing(scene, pilot, lambda: the_batch(scene).members[0].state is MemberState.RUNNING)
        await pilot.press("d")
        await passing(scene, pilot, lambda: the_batch(scene).over)
        assert "· cancelled: 1 written" in shown(scene)
        assert "1 written, 1 not started." in shown(scene)
        await pilot.press("D")
        await pilot.pause()
        assert "No sync is being followed" in shown(scene)


async def test_sorting_keeps_the_syncs_of_a_batch_below_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(companies=20))
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        members = working(scene, 4)
        scene.app.services.batches.start(members[::-1])
        await pilot.press("2", "greater_than_sign", "greater_than_sign")
        await pilot.pause()
        keys = scene.app.screen.query_one(VirtualTable).shown_keys()
        batch = the_batch(scene)
        names = [batch.members[int(key.split()[1])].company_name for key in keys[1:]]
        assert keys[0] == batch.batch_id
        assert names == sorted((each.company_name for each in members), key=str.casefold, reverse=True)


async def ended_shown(scene: Scene, pilot: Pilot[Any]) -> None:
    """Wait until the journal's ended syncs are rows."""

    def listed() -> bool:
        return any(key.startswith("ended ") for key in scene.app.screen.query_one(VirtualTable).shown_keys())

    await scene.until(pilot, listed)


async def test_ended_syncs_of_earlier_runs_are_rows_with_their_end_and_age(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        names = await keep_ended(scene, 12)
        await pilot.press("2")
        await ended_shown(scene, pilot)
        text = shown(scene)
        assert names[9] in text
        assert names[10] not in text, "ten at most"
        assert "✖ 4000 Configuration" in text
        assert "56 min ago" in text
        assert "Data pushed   no" in text
        assert "To do" in text
        await pilot.press("D")
        await pilot.pause()
        assert "No sync is being followed" in shown(scene)


async def test_a_batch_that_comes_above_the_ended_ones_has_the_cursor_and_its_syncs_stand_once(
    tmp_path: Path,
) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await keep_ended(scene, 3)
        await pilot.press("2")
        table = scene.app.screen.query_one(VirtualTable)
        await scene.until(pilot, lambda: table.shown_count == 3)
        assert table.cursor_key == "ended intent-0"
        members = working(scene, 2)
        scene.app.services.batches.start(members)
        await passing(scene, pilot, lambda: the_batch(scene).over)
        assert table.cursor_key == the_batch(scene).batch_id
        await pilot.press("r")
        await pilot.pause()
        for member in members:
            assert shown(scene).count(f" {member.company_name} ") == 1
        await pilot.press("j", "j", "j")
        key = table.cursor_key
        scene.app.services.batches.start(members)
        await pilot.pause()
        assert table.cursor_key == key, "a person has left the first row"


async def test_a_failed_sync_shows_its_phases_too_where_few_lines_are_left(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=SMALL) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await pilot.pause()
        await scene.looked(pilot, 40)
        await pilot.press("2")
        await scene.until(pilot, lambda: "Followed since" in shown(scene))
        lines = [line.strip() for line in shown(scene).splitlines()]
        since = next(position for position, line in enumerate(lines) if line.startswith("Followed since"))
        assert lines[since + 1].startswith("requested")
        assert lines[since + 2].startswith("started")
