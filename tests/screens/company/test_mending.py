"""The remedy's key: from a row, a preview or a verdict to the place that mends it, named by what it does there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from codat_tui.models.local import Loading
from codat_tui.models.writes import Verified
from codat_tui.screens.shell.change_sheet import ChangeSheet
from codat_tui.screens.shell.mending import MEND_ID
from codat_tui.widgets.picker import Picker
from codat_tui.widgets.table import VirtualTable
from tests.screens.scenes import HARBOUR_LANE, NORDIC_BIKES, Scene

SIZE = (120, 40)


def on(scene: Scene, name: str) -> str:
    """Put the cursor of the list on a company; returns its id."""
    entries = scene.app.services.fleet.state.entries.values()
    entry = next(each for each in entries if each.name == name)
    scene.app.screen.query_one("#companies", VirtualTable).move_to(entry.company_id)
    return entry.company_id


async def read(scene: Scene, pilot: Pilot[Any], company_id: str) -> None:
    """Wait until the company has been read."""
    companies = scene.app.services.companies
    await scene.until(pilot, lambda: not isinstance(companies.state(company_id), Loading))
    await pilot.pause()


async def mend(scene: Scene, pilot: Pilot[Any], name: str) -> None:
    """Press the key on a company of the list, and wait until it is read."""
    company_id = on(scene, name)
    await pilot.pause()
    await pilot.press("m")
    await read(scene, pilot, company_id)


async def picker_opened(scene: Scene, pilot: Pilot[Any]) -> None:
    """Wait for the options of the field that is to be mended."""
    await scene.until(pilot, lambda: isinstance(scene.app.screen, Picker))
    await pilot.pause()


def word(scene: Scene) -> str:
    """What the footer calls the key; "" when it leaves it out."""
    found = [each.binding for each in scene.app.screen.active_bindings.values()]
    return next((each.description for each in found if each.id == MEND_ID and each.show), "")


def drawn(scene: Scene) -> str:
    strips = scene.app.screen._compositor.render_strips(scene.app.size)
    return "\n".join(line.text for line in strips)


def cursor(scene: Scene) -> str:
    """The text of the row under the cursor."""
    return next(line for line in drawn(scene).splitlines() if line.startswith("▌"))


async def test_from_the_row_to_the_broken_setting_and_its_picker(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        on(scene, HARBOUR_LANE)
        await pilot.pause()
        assert word(scene) == "mend the mapping"
        assert "m mend the mapping" in drawn(scene).partition("Connections")[0]
        await mend(scene, pilot, HARBOUR_LANE)
        await picker_opened(scene, pilot)
        assert "Sales: Refunds" in drawn(scene)
        await pilot.press("escape")
        await pilot.pause()
        assert "[Mapping]" in drawn(scene)
        assert "Refunds *" in cursor(scene)
        assert word(scene) == "choose another"
        await pilot.press("m")
        await pilot.pause()
        assert isinstance(scene.app.screen, Picker)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert "[by urgency]" in drawn(scene)


async def test_from_the_row_to_the_connection_that_is_down_and_its_link(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        await mend(scene, pilot, "Oak & Ember Ltd")
        assert "[Connections]" in drawn(scene)
        assert "QuickBooks Online" in cursor(scene)
        assert word(scene) == "copy link"
        await pilot.press("m")
        await pilot.pause()
        connection = scene.app.screen.connection  # type: ignore[attr-defined]
        assert connection.link_url
        assert scene.app.clipboard == connection.link_url


async def test_two_causes_take_turns(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        await mend(scene, pilot, "Fish & Chips @ The Pier")
        found = []
        for _ in range(3):
            await picker_opened(scene, pilot)
            await pilot.press("escape")
            await pilot.pause()
            found.append(cursor(scene))
            assert word(scene) == "mend the mapping"
            await pilot.press("m")
            await pilot.pause()
        assert found[0] == found[2] != found[1]
        assert all("is not an option any more" in row for row in found)


async def test_a_company_that_was_not_asked_yet_is_read_before_the_key_acts(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        on(scene, HARBOUR_LANE)
        await pilot.pause()
        assert word(scene) == ""
        await pilot.press("m")
        await picker_opened(scene, pilot)
        assert "Sales: Refunds" in drawn(scene)


async def test_who_has_moved_on_meanwhile_is_not_taken_along(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        company_id = on(scene, HARBOUR_LANE)
        await pilot.pause()
        scene.hold()
        await pilot.press("m")
        on(scene, NORDIC_BIKES)
        scene.transport.held.set()
        await read(scene, pilot, company_id)
        assert "[by urgency]" in drawn(scene)


async def test_where_there_is_nothing_to_mend_the_key_says_so(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        on(scene, NORDIC_BIKES)
        await pilot.pause()
        assert word(scene) == ""
        await pilot.press("m")
        await pilot.pause()
        (toast,) = scene.app._notifications
        assert toast.message.endswith("v says why.")


async def test_a_sync_that_does_not_run_is_started_through_its_sheet(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        on(scene, "Wattle Street Florist")
        await pilot.pause()
        assert word(scene) == "sync now"
        await pilot.press("m")
        await pilot.pause()
        assert isinstance(scene.app.screen, ChangeSheet)


async def test_a_saved_mapping_asks_to_sync_at_the_end_of_the_same_sheet(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        await mend(scene, pilot, HARBOUR_LANE)
        await picker_opened(scene, pilot)
        await pilot.press("r", "enter")
        await scene.sheet_armed(pilot)
        sheet = scene.app.screen
        assert "Once it is saved, this sheet offers to sync." in drawn(scene)
        scene.hold()
        await pilot.press("y")
        await pilot.pause()
        assert (len(scene.app.services.changing.changes), scene.app.screen) == (1, sheet)
        assert "Leaving does not stop it." in drawn(scene)
        scene.transport.held.set()
        await scene.sheet_armed(pilot)
        assert scene.app.screen is sheet
        assert "Saved. Sync now?" in drawn(scene)
        assert "✔ 1 change read back as wanted." in drawn(scene)
        assert "n not now" in drawn(scene)
        assert not scene.app.services.watching.watches
        await pilot.press("y")
        await scene.until(pilot, lambda: bool(scene.app.services.watching.watches))
        assert scene.app.screen is not sheet
        operations = [change.operation for change in scene.app.services.changing.changes.values()]
        assert operations == ["set-configuration", "request-sync"]


async def test_the_sheet_is_left_while_it_saves_and_the_write_goes_on(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        await mend(scene, pilot, HARBOUR_LANE)
        await picker_opened(scene, pilot)
        await pilot.press("r", "enter")
        await scene.sheet_armed(pilot)
        scene.hold()
        await pilot.press("y")
        await pilot.pause()
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(scene.app.screen, ChangeSheet)
        scene.transport.held.set()
        changes = scene.app.services.changing.changes
        await scene.until(pilot, lambda: all(isinstance(each.outcome, Verified) for each in changes.values()))
        assert len(changes) == 1
        assert not isinstance(scene.app.screen, ChangeSheet)


async def test_a_refused_save_closes_the_sheet_and_the_screen_says_why(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(faults="POST /config/companies/*:402"))
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        await mend(scene, pilot, HARBOUR_LANE)
        await picker_opened(scene, pilot)
        await pilot.press("r", "enter")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: not isinstance(scene.app.screen, ChangeSheet))
        await pilot.pause()
        assert "review again" in drawn(scene)
        assert not scene.app.services.watching.watches


async def test_a_merchant_whose_sync_is_off_is_not_offered_a_sync(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        await pilot.press("left_square_bracket")
        await read(scene, pilot, scene.app.screen.company_id)  # type: ignore[attr-defined]
        await pilot.press("space", "ctrl+s")
        await scene.sheet_armed(pilot)
        assert "offers to sync" not in drawn(scene)


async def test_a_number_key_opens_the_mode_itself_and_minus_goes_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        await pilot.press("minus")
        assert "not been anywhere else yet" in [each.message for each in scene.app._notifications][-1]
        await scene.opened(pilot, HARBOUR_LANE)
        page = scene.app.screen
        await pilot.press("2")
        assert "[Overview]" not in drawn(scene)
        await pilot.press("minus")
        assert scene.app.screen is page
        await pilot.press("minus", "1")
        await pilot.pause()
        assert "[Overview]" not in drawn(scene)
        assert len(scene.app.screen_stack) == 1
        await pilot.press("minus", "minus", "1")
        await pilot.pause()
        assert len(scene.app.screen_stack) == 1


async def test_minus_opens_a_page_again_that_a_number_key_has_closed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("right_square_bracket")
        await pilot.pause()
        await pilot.press("1")
        await pilot.pause()
        assert len(scene.app.screen_stack) == 1
        await pilot.press("minus")
        await pilot.pause()
        assert "[Connections]" in drawn(scene)
        await pilot.press("escape")
        assert len(scene.app.screen_stack) == 1


async def test_with_another_problem_left_no_sheet_opens_by_itself(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        await mend(scene, pilot, "Fish & Chips @ The Pier")
        await picker_opened(scene, pilot)
        await pilot.press("r", "enter")
        await pilot.pause()
        assert "1 problem" in drawn(scene)
        assert not isinstance(scene.app.screen, ChangeSheet)


async def test_read_only_the_key_shows_the_setting_and_opens_nothing(tmp_path: Path) -> None:
    scene = Scene(tmp_path, read_only=True)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        await mend(scene, pilot, HARBOUR_LANE)
        assert "Refunds *" in cursor(scene)
        assert not scene.app._notifications
