"""The remedy's key: from a row, a preview or a verdict to the place that mends it, named by what it does there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from codat_tui.models.local import Loading
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
        assert "[Mapping]" in drawn(scene)
        assert "Refunds *" in cursor(scene)
        assert word(scene) == "choose another"
        await pilot.press("m")
        await pilot.pause()
        assert isinstance(scene.app.screen, Picker)
        assert "Sales: Refunds" in drawn(scene)
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert "Companies   " in drawn(scene)


async def test_from_the_row_to_the_connection_that_is_down_and_its_link(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
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
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=SIZE) as pilot:
        await scene.loaded(pilot)
        await mend(scene, pilot, "Fish & Chips @ The Pier")
        first = cursor(scene)
        assert word(scene) == "mend the mapping"
        await pilot.press("m")
        await read(scene, pilot, scene.app.screen.company_id)  # type: ignore[attr-defined]
        second = cursor(scene)
        assert first != second
        assert "is not an option any more" in first
        assert "is not an option any more" in second
        await pilot.press("m")
        await pilot.pause()
        assert cursor(scene) == first


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
