"""The preview beside the list follows its row: never older than what is known, never another company's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from codat_tui.models.local import Loaded, Loading, known
from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.screens.fleet.preview_reading import PREVIEW_REST
from codat_tui.widgets.company_preview import CompanyPreview
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, NORDIC_BIKES, PUBLICATION, Scene

WIDE = (120, 40)


def preview(scene: Scene) -> str:
    """The text beside the list."""
    screen = next(each for each in scene.app.screen_stack if isinstance(each, CompaniesScreen))
    lines = screen.query_one(CompanyPreview).lines
    return "\n".join("".join(cell.text for cell in line) for line in lines)


async def on_row(scene: Scene, pilot: Pilot[Any], name: str) -> str:
    """Put the cursor on a company and rest there until it is read; its id."""
    await scene.loaded(pilot)
    entries = scene.app.services.fleet.state.entries.values()
    company_id = next(entry.company_id for entry in entries if entry.name == name)
    scene.app.screen.table.move_to(company_id)  # type: ignore[attr-defined]
    await pilot.pause()
    await rested(scene, pilot)
    state = scene.app.services.companies.state
    await scene.until(pilot, lambda: isinstance(state(company_id), Loaded))
    await pilot.pause()
    return company_id


async def rested(scene: Scene, pilot: Pilot[Any]) -> None:
    await scene.clock.advance(PREVIEW_REST)
    await pilot.pause()


async def seen(scene: Scene, pilot: Pilot[Any], company_id: str, code: int) -> None:
    """Somebody saw another sync of the company, as a watch does."""
    overview = known(scene.app.services.companies.state(company_id))
    assert overview is not None
    latest = known(overview.latest)
    assert latest is not None
    changed = latest.model_copy(
        update={"code": code, "sync_utc": "2026-11-23T14:02:30", "error_message": "", "data_pushed": True}
    )
    await scene.clock.advance(1)
    scene.app.services.fleet.note_sync(company_id, changed)
    await scene.clock.advance(PUBLICATION)
    await pilot.pause()


async def test_half_of_a_first_reading_is_not_judged_beside_the_rows_own_verdict(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=WIDE) as pilot:
        company_id = await on_row(scene, pilot, HARBOUR_LANE)
        overview = known(scene.app.services.companies.state(company_id))
        assert overview is not None
        assert "25 of 31" in " ".join(preview(scene).split())
        half = replace(overview, syncs=Loading(), configuration=Loading(), earlier_reads={})
        scene.app.screen.query_one(CompanyPreview).overview = Loading(half)
        assert "Refunds account gone" in preview(scene)
        assert "at least" not in preview(scene)
        assert "reading" in preview(scene)


async def test_it_says_how_old_it_is_and_which_key_shows_why(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, keys={"company.why": "f7"})
    async with scene.app.run_test(size=WIDE) as pilot:
        await on_row(scene, pilot, HARBOUR_LANE)
        assert "Failing since 30 Oct 2026" in " ".join(preview(scene).split())
        assert preview(scene).endswith("read just now   f7 why")


async def test_a_sync_seen_by_others_replaces_the_old_verdict_at_once(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        company_id = await on_row(scene, pilot, HARBOUR_LANE)
        scene.hold()
        await seen(scene, pilot, company_id, 2000)
        assert "Failing" not in preview(scene)
        assert "Written" in preview(scene)
        await rested(scene, pilot)
        assert "reading" in preview(scene)
        assert "Failing" not in preview(scene)
        scene.transport.held.set()
        # The demo knows of no such sync: what is read now is what is shown.
        await scene.until(pilot, lambda: "Failing" in preview(scene))
        await scene.until(pilot, lambda: "read just now" in preview(scene))


async def test_nothing_is_asked_before_the_cursor_has_rested(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        company_id = await on_row(scene, pilot, HARBOUR_LANE)
        companies = scene.app.services.companies
        at = companies.state(company_id)
        companies.note_change(company_id)
        await scene.clock.advance(PREVIEW_REST / 2)
        await pilot.pause()
        assert companies.state(company_id) is at
        await scene.clock.advance(PREVIEW_REST / 2)
        await pilot.pause()
        await scene.until(pilot, lambda: not companies.outdated(company_id))


async def test_a_mend_and_its_sync_on_another_screen_are_there_on_coming_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        company_id = await on_row(scene, pilot, NORDIC_BIKES)
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: scene.app.services.watching.running_count == 1)
        await rested(scene, pilot)
        await scene.until(pilot, lambda: "A sync is running" in preview(scene))
        await pilot.press("2")
        for _ in range(40):
            if not scene.app.services.watching.running_count:
                break
            await scene.looked(pilot, 1)
        watch = scene.app.services.watching.of_company(company_id)
        assert watch is not None
        assert watch.code == 2000
        await scene.clock.advance(PUBLICATION)
        await pilot.press("1")
        await pilot.pause()
        assert "A sync is running" not in preview(scene)
        await rested(scene, pilot)
        await scene.until(pilot, lambda: "Written 23 Nov 2026" in preview(scene))


async def test_a_row_never_shows_another_companys_facts(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await on_row(scene, pilot, HARBOUR_LANE)
        table = scene.app.screen.table  # type: ignore[attr-defined]
        keys = table.shown_keys()
        other = next(key for key in keys if key != HARBOUR_LANE_ID)
        table.move_to(other)
        await pilot.pause()
        assert HARBOUR_LANE not in preview(scene)
        # News of the company that was left arrives late.
        scene.app.services.companies.note_change(HARBOUR_LANE_ID)
        await pilot.pause()
        assert HARBOUR_LANE not in preview(scene)
        assert "Refunds" not in preview(scene)
