"""What the tests of connections, flow links and new companies share: the tab registered, and ways to get there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codat_tui.models.local import Loaded
from codat_tui.screens.company.connections import ConnectionsScreen
from codat_tui.screens.company.flow_link import FlowLinkScreen
from codat_tui.screens.shell import company_tab as tab
from tests.screens.scenes import TURNS, Scene

UNLINKED = "Oak & Ember Ltd"
WIDE, SMALL = (120, 40), (80, 24)


@pytest.fixture(autouse=True)
def _connections_tab(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tab stands beside the overview, whatever else is registered."""
    tabs = (tab.TABS[0], ("Connections", ConnectionsScreen))
    monkeypatch.setattr(tab, "TABS", tabs)


def id_of(scene: Scene, name: str) -> str:
    """The id of a company of the loaded fleet."""
    entries = scene.app.services.fleet.state.entries.values()
    return next(entry.company_id for entry in entries if entry.name == name)


async def connections_of(scene: Scene, pilot: Pilot[Any], name: str = UNLINKED) -> ConnectionsScreen:
    """The connections of a company, read."""
    await scene.loaded(pilot)
    company_id = id_of(scene, name)
    screen = ConnectionsScreen(scene.app.desk, company_id)
    scene.app.push_screen(screen)
    await pilot.pause()
    companies = scene.app.services.companies
    await scene.until(pilot, lambda: isinstance(companies.state(company_id), Loaded))
    return screen


async def flow_link_of(scene: Scene, pilot: Pilot[Any], name: str = UNLINKED) -> FlowLinkScreen:
    """The Sync Flow link screen of a company, with the platforms' names."""
    await connections_of(scene, pilot, name)
    await pilot.press("L")
    await pilot.pause()
    screen = scene.app.screen
    assert isinstance(screen, FlowLinkScreen)
    documents = scene.app.services.documents
    await scene.until(pilot, lambda: isinstance(documents.integrations().state, Loaded))
    await pilot.pause()
    return screen


async def in_time(scene: Scene, pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
    """Move the clock by seconds, as retries and second looks need them, until *condition* holds."""
    for _ in range(TURNS):
        if condition():
            break
        await scene.clock.advance(1)
        await asyncio.sleep(0.002)
    await scene.until(pilot, condition)


def lines_of(scene: Scene, selector: str) -> str:
    """What a block of lines says."""
    from codat_tui.widgets.cell_lines import CellLines

    lines = scene.app.screen.query_one(selector, CellLines).lines
    return "\n".join("".join(cell.text for cell in line) for line in lines)


def told(scene: Scene) -> list[str]:
    """The toasts so far."""
    return [f"{each.title} {each.message}" for each in scene.app._notifications]


def contents(folder: Path, besides: Path | None = None) -> bytes:
    """All that stands in the files of a folder and of the home: the store, its log, and what else was written."""
    paths = (path for place in (folder, Path.home()) for path in sorted(place.rglob("*")))
    return b"".join(path.read_bytes() for path in paths if path.is_file() and path != besides)
