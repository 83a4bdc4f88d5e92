"""Gaps in one list: only what is known, what was looked at said, a look only after its cost, synced as one batch."""

from __future__ import annotations

from pathlib import Path

from codat_tui.demo import DemoOptions
from codat_tui.models.batches import BatchState
from codat_tui.rules.syncs.range_choice import RangeContext
from codat_tui.screens.gaps import GapsScreen
from codat_tui.screens.shell.batch_sheet import BatchSheet
from tests.screens.batches import passing, shown, the_batch
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, Scene

WIDE, SMALL = (120, 40), (80, 24)


MENDED = "Union Square Records LLC"
"""A company whose mapping was corrected after its syncs had failed for days."""


def requests(scene: Scene) -> int:
    return len(scene.demo.state.requests)


async def test_the_fleets_gaps_come_from_what_was_read_and_a_look_says_its_cost_first(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(companies=12))
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        before = requests(scene)
        await pilot.press("H")
        await pilot.pause()
        assert isinstance(scene.app.screen, GapsScreen)
        text = shown(scene)
        assert "Nothing was looked at yet" in text
        assert "0 of 12 companies looked at" in text
        await pilot.press("R")
        await scene.sheet_armed(pilot)
        assert "12 companies: 24 requests" in shown(scene)
        assert requests(scene) == before
        await pilot.press("y")
        await scene.until(pilot, lambda: not scene.app.services.gaps.looking.running)
        await pilot.pause()
        assert requests(scene) == before + 24
        text = shown(scene)
        assert "12 of 12 companies looked at" in text
        assert HARBOUR_LANE in text
        found = {each.company_id: each.gaps for each in scene.app.services.gaps.all_known()}
        assert len(found) == 12
        assert found[HARBOUR_LANE_ID]
        state = await scene.app.services.companies.overview(HARBOUR_LANE_ID)
        overview = state.value  # type: ignore[union-attr]
        assert found[HARBOUR_LANE_ID] == RangeContext.of(overview, scene.clock.now()).gaps, (
            "as its own screens say"
        )


async def test_a_companys_gaps_are_synced_by_the_sheet_and_then_looked_at_again(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        gaps = scene.app.services.gaps
        rows = scene.app.services.fleet.state.entries.values()
        company = next(each.company_id for each in rows if each.name == MENDED)
        gaps.look([company])
        await scene.until(pilot, lambda: not gaps.looking.running)
        known = gaps.known(company)
        assert known is not None
        scene.app.push_screen(GapsScreen(scene.app.desk, company))
        await pilot.pause()
        await pilot.press("asterisk", "s")
        await scene.sheet_armed(pilot)
        assert isinstance(scene.app.screen, BatchSheet)
        chosen = scene.app.screen.chosen
        assert [(each.start, each.finish) for each in chosen] == [
            (gap.start, gap.finish) for gap in known.gaps
        ]
        await pilot.press("y")
        await passing(scene, pilot, lambda: the_batch(scene).over)
        assert the_batch(scene).state is BatchState.DONE
        now = gaps.known(company)
        assert now is not None
        assert now.outdated
        assert "a sync has ended since: look again" in shown(scene)
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(scene.app.screen, GapsScreen), "what may be covered by now is not proposed"
        await pilot.press("R")
        await scene.until(pilot, lambda: not gaps.looking.running)
        await pilot.pause()
        now = gaps.known(company)
        assert now is not None
        assert not now.outdated
        assert len(now.gaps) < len(known.gaps)


async def test_nothing_missing_and_a_small_terminal(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(companies=12))
    async with scene.app.run_test(size=SMALL) as pilot:
        await scene.loaded(pilot)
        gaps = scene.app.services.gaps
        gaps.look(scene.app.services.fleet.state.entries)
        await scene.until(pilot, lambda: not gaps.looking.running)
        await pilot.press("H")
        await pilot.pause()
        assert HARBOUR_LANE in shown(scene)
        whole = next(each.company_id for each in gaps.all_known() if not each.gaps)
        await pilot.press("escape")
        scene.app.push_screen(GapsScreen(scene.app.desk, whole))
        await pilot.pause()
        assert "No gaps" in shown(scene)
