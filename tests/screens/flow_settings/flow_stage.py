"""The flow settings on a stage: how a test opens them, waits for them and saves through the sheet."""

from __future__ import annotations

from typing import Any

from textual.pilot import Pilot

from codat_tui.models.changes import Sending
from codat_tui.rules.flow_settings.text_edits import TextsEdit
from codat_tui.rules.flow_settings.texts import LOCALES
from codat_tui.screens.flow_settings.texts import FlowTextsScreen
from codat_tui.screens.flow_settings.visible_accounts import VisibleAccountsScreen
from codat_tui.screens.shell.change_sheet import ChangeSheet
from codat_tui.widgets.cell_lines import CellLines
from tests.screens.company.connection_scenes import in_time
from tests.screens.scenes import Scene


async def texts_opened(scene: Scene, pilot: Pilot[Any]) -> FlowTextsScreen:
    """Open the texts, and wait until both locales are read and their drafts sought."""
    await scene.loaded(pilot)
    screen = FlowTextsScreen(scene.app.desk)
    scene.app.push_screen(screen)
    await pilot.pause()
    await scene.until(pilot, lambda: all(screen.locales) and screen.session.ready(*LOCALES))
    await pilot.pause()
    return screen


async def accounts_opened(scene: Scene, pilot: Pilot[Any]) -> VisibleAccountsScreen:
    """Open the visible accounts, and wait until Zettle's and the platforms are read."""
    await scene.loaded(pilot)
    screen = VisibleAccountsScreen(scene.app.desk)
    scene.app.push_screen(screen)
    await pilot.pause()
    await scene.until(pilot, lambda: screen.edit is not None and len(screen.platforms) > 5)
    await scene.until(pilot, lambda: screen.session.ready(screen.platform))
    await pilot.pause()
    return screen


async def confirmed(scene: Scene, pilot: Pilot[Any]) -> ChangeSheet:
    """Confirm the sheet on screen once it is armed; gives it."""
    await scene.sheet_armed(pilot)
    sheet = scene.app.screen
    assert isinstance(sheet, ChangeSheet)
    await pilot.press("y")
    await pilot.pause()
    return sheet


async def answered(scene: Scene, pilot: Pilot[Any]) -> None:
    """Let every write come to its outcome."""
    changing = scene.app.services.changing

    def settled() -> bool:
        return all(not isinstance(change.outcome, Sending) for change in changing.changes.values())

    await in_time(scene, pilot, settled)
    await pilot.pause()


def english(screen: FlowTextsScreen) -> TextsEdit:
    """The English texts, which must have been read."""
    texts = screen.session.of("en-us")
    assert texts is not None
    return texts


def said(scene: Scene, selector: str) -> str:
    """The lines of a block as one text."""
    lines = scene.app.screen.query_one(selector, CellLines).lines
    return "\n".join("".join(cell.text for cell in line) for line in lines)


def told(scene: Scene) -> str:
    """Every toast."""
    return "\n".join(f"{each.title} {each.message}" for each in scene.app._notifications)
