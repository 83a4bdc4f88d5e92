"""What a verdict rests on, by key: from the overview and from the list, read again, copied, scrolled, failed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Static

from codat_tui.demo import DemoOptions
from codat_tui.models.local import Failed, Loading, LoadPhase
from codat_tui.screens.company.why import WhyScreen
from tests.demo_server import DemoServer
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, Scene

SIZES = pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])


def told(scene: Scene) -> str:
    """What the screen says below the company's name."""
    assert isinstance(scene.app.screen, WhyScreen)
    content = scene.app.screen.query_one("#lines", Static).content
    return content.plain if isinstance(content, Text) else ""


async def on_harbour_lane(scene: Scene, pilot: Pilot[Any]) -> None:
    """The cursor of the list on one company."""
    await scene.loaded(pilot)
    scene.app.screen.table.move_to(HARBOUR_LANE_ID)  # type: ignore[attr-defined]
    await pilot.pause()


@SIZES
async def test_from_the_overview_everything_is_there_at_once_and_scrolls(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=size) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("v")
        await pilot.pause()
        assert "The account chosen for Refunds is no longer in Xero." in told(scene)
        assert "who acts: us; remedy: correct the mapping" in told(scene)
        assert "GET /config/companies/{companyId}/sync/commerce\n" in told(scene)
        box = scene.app.screen.query_one("#detail", VerticalScroll)
        assert str(box.border_subtitle).endswith("r read again   c copy   esc close")
        await pilot.press("j", "j", "j")
        assert box.scroll_y == 3
        await pilot.press("escape")
        assert not isinstance(scene.app.screen, WhyScreen)


async def test_from_the_list_by_name_it_reads_what_is_not_known_yet(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        await on_harbour_lane(scene, pilot)
        scene.hold()
        await pilot.press("colon", *"why", "enter")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, WhyScreen))
        await scene.until(pilot, lambda: "Reading: 0 of 5 requests answered." in told(scene))
        scene.transport.held.set()
        await scene.until(pilot, lambda: "What the verdict rests on" in told(scene))
        await scene.until(pilot, lambda: "Reading" not in told(scene))
        assert "Failing since 30 Oct 2026" in told(scene)


async def test_it_reads_again_with_progress_and_copies_whole_requests(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("v")
        await scene.clock.advance(3_600)
        scene.hold()
        await pilot.press("r")
        await scene.until(pilot, lambda: "Reading again: 0 of 5 requests answered." in told(scene))
        assert "reading, known from 14:02:31" in told(scene)
        scene.transport.held.set()
        await scene.until(pilot, lambda: "Read now, 15:02:31 (just now): get-configuration" in told(scene))
        await pilot.press("c")
        await scene.until(pilot, lambda: scene.app.clipboard.startswith(f"Company: {HARBOUR_LANE}"))
        assert f"GET /config/companies/{HARBOUR_LANE_ID}/sync/commerce\n" in scene.app.clipboard


async def test_a_part_that_failed_is_named_and_the_rest_stays(tmp_path: Path) -> None:
    faults = DemoOptions(faults=f"GET /config/companies/{HARBOUR_LANE_ID}/*:403@3-9")
    scene = Scene(tmp_path, options=faults)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("v", "r")
        await scene.until(pilot, lambda: "not read:" in told(scene))
        assert "known from 14:02:31" in told(scene)
        assert "The account chosen for Refunds is no longer in Xero." in told(scene)


async def test_where_nothing_can_be_read_it_says_so(tmp_path: Path) -> None:
    with DemoServer(DemoOptions(faults="*/connections:503, */sync/commerce*:503")) as server:
        scene = Scene(tmp_path, swept=False, server=server)
        async with scene.app.run_test(size=(80, 24)) as pilot:
            fleet, companies = scene.app.services.fleet, scene.app.services.companies
            await scene.until(pilot, lambda: fleet.state.phase is LoadPhase.LOADED)
            scene.app.screen.table.move_to(HARBOUR_LANE_ID)  # type: ignore[attr-defined]
            await pilot.press("v")
            await scene.until(pilot, lambda: isinstance(companies.state(HARBOUR_LANE_ID), Failed))
            assert "there is no verdict" in " ".join(told(scene).split())
            assert not isinstance(companies.state(HARBOUR_LANE_ID), Loading)
