"""By keys: the machine sleeps between a lost answer and its repeat; one sync runs, and the program knows it."""

from __future__ import annotations

from pathlib import Path

from codat_tui.demo import DemoOptions
from codat_tui.models.changes import IntentState, Sending, Started
from tests.screens.scenes import NORDIC_BIKES, Scene


async def test_a_laptop_that_sleeps_over_a_lost_answer_starts_one_sync(tmp_path: Path) -> None:
    scene = Scene(
        tmp_path, swept=False, options=DemoOptions(faults="POST */sync/commerce/latest:lost-answer@1")
    )
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        services = scene.app.services
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: bool(services.traffic.state.waits))
        assert scene.world.effects.syncs.total() == 1, "the server did the work"
        scene.clock.jump(7200)
        await scene.clock.advance(1)
        (change,) = services.changing.changes.values()
        await scene.until(
            pilot, lambda: not isinstance(services.changing.changes[change.intent_id].outcome, Sending)
        )
        outcome = services.changing.changes[change.intent_id].outcome
        assert isinstance(outcome, Started)
        assert scene.world.effects.syncs.total() == 1
        posts = [each for each in scene.demo.state.requests if each.method == "POST"]
        assert len(posts) == 1, "the repeat under the dead key did not leave"
        (entry,) = await services.activity.journal()
        assert entry.state is IntentState.DONE
        assert entry.outcome == outcome.commerce_sync_id
