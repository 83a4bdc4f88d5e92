"""The list reads itself again while it is shown; the header says when, `p` pauses, and old data is marked."""

from __future__ import annotations

from pathlib import Path

from codat_tui.demo import DemoOptions
from tests.screens.batches import passing, shown
from tests.screens.scenes import HARBOUR_LANE_ID, NORDIC_BIKES, Scene

QUARTER = 15 * 60.0


def header(scene: Scene) -> str:
    return shown(scene).splitlines()[0]


def lists(scene: Scene) -> int:
    return sum(each.path == "/companies" for each in scene.demo.state.requests)


async def test_the_header_says_when_it_is_read_again_and_p_pauses(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(companies=12), refresh_minutes=15)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        assert "as of 14:02:31  next 14:17" in header(scene)
        before = lists(scene)
        await pilot.press("p")
        await pilot.pause()
        assert "refresh paused" in header(scene)
        await scene.clock.advance(3 * QUARTER)
        await pilot.press("p")
        await passing(scene, pilot, lambda: "as of 14:47:31  next 15:02" in header(scene))
        assert lists(scene) == before + 1


async def test_nothing_is_read_behind_another_mode_and_what_is_old_is_marked(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(companies=12), refresh_minutes=15)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        before = lists(scene)
        await pilot.press("2")
        await pilot.pause()
        await scene.clock.advance(3 * QUARTER)
        await pilot.pause()
        assert lists(scene) == before
        scene.hold()
        await pilot.press("1")
        await pilot.pause()
        assert "as of 14:02:31 (45 min ago)" in header(scene)
        assert "refreshing" in header(scene)
        scene.transport.held.set()
        await passing(scene, pilot, lambda: "as of 14:47" in header(scene))
        assert "ago" not in header(scene)


async def test_an_open_company_is_read_again(tmp_path: Path) -> None:
    scene = Scene(tmp_path, options=DemoOptions(companies=12), refresh_minutes=15)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        # The next tab is shown before the one before hears that it is hidden.
        await pilot.press("right_square_bracket")
        await pilot.pause()
        before = len(scene.demo.state.requests)
        await scene.clock.advance(QUARTER + 1)
        await passing(scene, pilot, lambda: "as of 14:17" in header(scene))
        paths = [each.path for each in list(scene.demo.state.requests)[before:]]
        # The list's preview of the first company, which its cursor rests on, is read once.
        assert len([each for each in paths if HARBOUR_LANE_ID not in each]) == 5
        assert "/companies" not in paths
