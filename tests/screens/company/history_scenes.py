"""Sync history, integrations and activity on the stage."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from codat_tui.models.local import Failed, Loaded
from codat_tui.screens.activity.screen import ActivityScreen
from codat_tui.screens.company.syncs import SyncsScreen
from codat_tui.screens.integrations.screen import IntegrationsScreen
from codat_tui.screens.shell.routes import ActivityTab
from tests.screens.scenes import Scene

GROUPS = ("overview", "integrations", "branding", "read journal", "read requests", "undo", "prepare")


def company_id(scene: Scene, name: str) -> str:
    entries = scene.app.services.fleet.state.entries.values()
    return next(entry.company_id for entry in entries if entry.name == name)


async def settled(scene: Scene, pilot: Pilot[Any]) -> None:
    """Let what is being read be read and drawn."""
    await pilot.pause()
    await scene.until(pilot, lambda: not [each for each in scene.app.workers if each.group in GROUPS])
    await pilot.pause()


async def syncs(scene: Scene, pilot: Pilot[Any], name: str) -> SyncsScreen:
    """Open the history of a company, and wait until it is read."""
    await scene.loaded(pilot)
    identifier = company_id(scene, name)
    screen = SyncsScreen(scene.app.desk, identifier)
    scene.app.push_screen(screen)
    companies = scene.app.services.companies
    await scene.until(pilot, lambda: isinstance(companies.state(identifier), Loaded | Failed))
    await settled(scene, pilot)
    return screen


async def integrations(scene: Scene, pilot: Pilot[Any]) -> IntegrationsScreen:
    """Open the integrations, and wait until they are read."""
    await scene.loaded(pilot)
    screen = IntegrationsScreen(scene.app.desk)
    scene.app.push_screen(screen)
    document = scene.app.services.documents.integrations()
    await scene.until(pilot, lambda: isinstance(document.state, Loaded | Failed))
    await settled(scene, pilot)
    return screen


async def activity(scene: Scene, pilot: Pilot[Any], tab: ActivityTab = ActivityTab.JOURNAL) -> ActivityScreen:
    """Open journal or ledger, and wait until it is read."""
    await scene.loaded(pilot)
    screen = ActivityScreen(scene.app.desk, tab)
    scene.app.push_screen(screen)
    await settled(scene, pilot)
    return screen


def shown(scene: Scene) -> str:
    """All that is on the screen, as text."""
    return "\n".join(
        "".join(segment.text for segment in strip) for strip in scene.app.screen._compositor.render_strips()
    )
