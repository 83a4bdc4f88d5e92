"""The overview of a company that Codat does not know, and of one of which half is read."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from codat_tui.models.errors import ConnectError
from codat_tui.models.local import Failed, Loading, RemoteState, known
from codat_tui.models.overview import CompanyOverview
from codat_tui.screens.company.overview import OverviewScreen
from tests.screens.company.test_mending import drawn
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, Scene


async def test_a_company_that_codat_does_not_know_has_a_verdict(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, "Pine & Cedar")

        await scene.until(pilot, lambda: "Codat knows no such company: deleted or made anew" in drawn(scene))
        assert "Look whether it was deleted or created again" in drawn(scene)
        assert "who acts: Codat" in drawn(scene)


async def test_until_all_of_a_company_is_read_it_is_judged_as_in_the_list(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        companies = scene.app.services.companies
        overview = known(companies.state(HARBOUR_LANE_ID))
        entry = scene.app.services.fleet.entry(HARBOUR_LANE_ID)
        assert overview is not None
        assert entry is not None
        assert entry.judgement is not None
        half = replace(overview, syncs=Loading(), configuration=Loading(), earlier_reads={})
        companies._publish(HARBOUR_LANE_ID, Loading(half))
        await pilot.pause()
        shown = drawn(scene)
        assert entry.judgement.headline in shown
        assert "at least" not in shown.partition("Last success")[0]
        assert "m mend the mapping" in shown


async def test_what_arrives_while_a_sheet_closes_is_shown_all_the_same(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        companies = scene.app.services.companies
        overview = known(companies.state(HARBOUR_LANE_ID))
        assert overview is not None
        for turns in range(12):
            await pilot.press("v")
            scene.app.screen.refresh()
            failure = Failed(ConnectError(title=f"No answer {turns}"), overview)
            companies._publish(HARBOUR_LANE_ID, failure)
            # In some of these turns the sheet has been handed what is to be drawn.
            for _ in range(turns):
                await asyncio.sleep(0)
            scene.app.pop_screen()
            await pilot.pause()
            assert f"No answer {turns}" in drawn(scene), turns


async def test_several_parts_between_two_frames_are_drawn_once(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        companies, screen = scene.app.services.companies, scene.app.screen
        overview = known(companies.state(HARBOUR_LANE_ID))
        assert isinstance(screen, OverviewScreen)
        assert overview is not None
        shown: list[object] = []
        show = screen.show_overview

        def count(state: RemoteState[CompanyOverview]) -> None:
            shown.append(state)
            show(state)

        screen.show_overview = count  # type: ignore[method-assign]
        last = Failed(ConnectError(title="No answer"), overview)
        for state in (Loading(overview), Loading(replace(overview, syncs=Loading())), last):
            companies._publish(HARBOUR_LANE_ID, state)
        await pilot.pause()
        assert shown == [last]


async def test_a_scrollbar_takes_nothing_from_what_stands_on_the_right(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(100, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        who = "who acts:"
        await scene.until(pilot, lambda: who in drawn(scene))
        await pilot.resize_terminal(100, 16)
        await scene.until(pilot, lambda: scene.app.screen.show_vertical_scrollbar)
        await pilot.pause()
        beside = next(line for line in drawn(scene).splitlines() if who in line)
        assert beside.split()[-1] == "us"
