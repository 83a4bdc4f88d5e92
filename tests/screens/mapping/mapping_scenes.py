"""The mapping of a company on the stage, and somebody else who changes it meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from codat_tui.api import CodatClient, InProcessTransport
from codat_tui.models.codat import to_wire
from codat_tui.models.local import Failed, Loaded
from codat_tui.present import Cell
from codat_tui.present.mapping import FormRow
from codat_tui.screens.mapping.screen import MappingScreen
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.tabs import Tabs
from tests.screens.scenes import Scene

REFUNDS = "configuration.sales.accounts.refund.selectedAccountId"
HOUR = "schedule.syncHour"


def company_id(scene: Scene, name: str) -> str:
    entries = scene.app.services.fleet.state.entries.values()
    return next(entry.company_id for entry in entries if entry.name == name)


def screen_of(scene: Scene) -> MappingScreen:
    screen = scene.app.screen
    assert isinstance(screen, MappingScreen)
    return screen


async def mapping(scene: Scene, pilot: Pilot[Any], name: str) -> MappingScreen:
    """Open the mapping of a company, and wait until it is read."""
    await scene.loaded(pilot)
    identifier = company_id(scene, name)
    screen = MappingScreen(scene.app.desk, identifier)
    scene.app.push_screen(screen)
    await pilot.pause()
    companies = scene.app.services.companies
    await scene.until(pilot, lambda: isinstance(companies.state(identifier), Loaded | Failed))
    await settled(scene, pilot)
    return screen


async def settled(scene: Scene, pilot: Pilot[Any]) -> None:
    """Let what is kept be kept, and what was read be drawn."""
    from codat_tui.services.runner import TaskKind

    await scene.until(pilot, lambda: not scene.app.services.runner.running(TaskKind.SAVE))
    await scene.until(pilot, lambda: not [each for each in scene.app.workers if each.group in GROUPS])
    await pilot.pause()


GROUPS = ("draft", "history", "overview", "export")


def row(screen: MappingScreen, key: str) -> FormRow:
    found = screen.form.row(key)
    assert found is not None, list(screen.form.shown_keys())
    return found


def said(screen: MappingScreen, selector: str = "#detail") -> str:
    return "\n".join(text(line) for line in screen.query_one(selector, CellLines).lines)


def text(cells: Any) -> str:
    return "".join(cell.text for cell in cells)


def counted(screen: MappingScreen) -> str:
    status: tuple[Cell, ...] = screen.query_one(Tabs).status
    return "  ".join(cell.text for cell in status)


def messages(scene: Scene) -> str:
    return "\n".join(f"{each.title}: {each.message}" for each in scene.app._notifications)


async def somebody_else(scene: Scene, name: str, change: Callable[[dict[str, Any]], None]) -> None:
    """Another program saves a change."""
    async with CodatClient(scene.options.api_key, transport=InProcessTransport(scene.demo)) as client:
        identifier = company_id(scene, name)
        json = to_wire(await client.advanced_controls.get_configuration(identifier))
        change(json)
        await client.advanced_controls.set_configuration(identifier, json)


async def there_now(scene: Scene, name: str) -> dict[str, Any]:
    """What the server has."""
    async with CodatClient(scene.options.api_key, transport=InProcessTransport(scene.demo)) as client:
        return to_wire(await client.advanced_controls.get_configuration(company_id(scene, name)))
