"""The flow settings in their loading, loaded, empty and failed states at 120x40, and loaded at 80x24."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import textual
from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from codat_tui.models.local import Failed
from codat_tui.present import Glyphs
from codat_tui.rules.flow_settings.visible_accounts import Meaning
from codat_tui.screens.flow_settings.texts import FlowTextsScreen
from codat_tui.screens.flow_settings.visible_accounts import VisibleAccountsScreen
from tests.demo_server import DemoServer
from tests.screens.flow_settings.flow_stage import accounts_opened, answered, confirmed, texts_opened
from tests.screens.scenes import Scene
from tests.screens.test_snapshots import SMALL, WIDE, Compare, compare

pytestmark = pytest.mark.skipif(
    textual.__version__ != "8.2.8", reason="the snapshots show what Textual 8.2.8 draws"
)
REFUND, NEXT = "configure-content-sales-accounts-entries-refund", "configure-misc-nextButton"
DESCRIPTION = "configure-content-sales-accounts-description"
sizes = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
themes = pytest.mark.parametrize("theme", ["codat-dark", "codat-light"])


async def edited(scene: Scene, pilot: Pilot[Any]) -> FlowTextsScreen:
    """Texts with an edit, an empty one, a default and a lost placeholder."""
    screen = await texts_opened(scene, pilot)
    screen.table.move_to(NEXT)
    await pilot.press("tab", "0")
    screen.table.move_to("configure-content-sales-other-title")
    await pilot.press("d")
    screen.table.move_to(DESCRIPTION)
    await pilot.press("e", *["backspace"] * 33, "enter")
    await pilot.pause()
    return screen


@sizes
@themes
def test_texts_loaded(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await edited(scene, pilot)

    compare(snap_compare, Scene(tmp_path, swept=False, theme=theme), act, size)


def test_texts_in_ascii_while_one_is_typed(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        screen = await edited(scene, pilot)
        screen.table.move_to(REFUND)
        await pilot.press("e", *"Remises")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False, glyphs=Glyphs.ascii()), act)


@sizes
def test_text_editor(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await edited(scene, pilot)
        await pilot.press("E")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), act, size)


def test_texts_filtered(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await edited(scene, pilot)
        await pilot.press("exclamation_mark", "slash", *"sales", "enter")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), act)


def test_texts_saved_and_not(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        screen = await texts_opened(scene, pilot)
        screen.table.move_to(NEXT)
        await pilot.press("e", "!", "tab", "!", "enter", "tab", "ctrl+s")
        first = await confirmed(scene, pilot)
        await scene.until(pilot, lambda: scene.app.screen not in (first, screen))
        await confirmed(scene, pilot)
        await answered(scene, pilot)
        await scene.until(pilot, lambda: len(screen.changed) == 1)
        await scene.until(pilot, lambda: screen.query_one("#outcomes").size.height == 2)
        # Toasts go when real time has passed.
        scene.app.clear_notifications()
        await pilot.pause()

    with DemoServer(DemoOptions(faults="PATCH /sync/commerce/config/ui/text:402@2")) as server:
        compare(snap_compare, Scene(tmp_path, swept=False, server=server), act)


def test_texts_loading(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        scene.hold()
        scene.app.push_screen(FlowTextsScreen(scene.app.desk))
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), act)


def test_texts_empty(snap_compare: Compare, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codat_tui.demo.texts._ENGLISH_AND_FRENCH", {})

    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await texts_opened(scene, pilot)

    compare(snap_compare, Scene(tmp_path, swept=False), act)


def test_texts_failed(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        scene.app.push_screen(FlowTextsScreen(scene.app.desk))
        documents = scene.app.services.documents
        states = [documents.texts("en-us"), documents.texts("fr-fr")]
        await scene.until(pilot, lambda: all(isinstance(each.state, Failed) for each in states))

    with DemoServer(DemoOptions(faults="GET /sync/commerce/config/ui/text:503")) as server:
        compare(snap_compare, Scene(tmp_path, swept=False, server=server), act)


@sizes
@themes
def test_accounts_loaded(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        screen = await accounts_opened(scene, pilot)
        screen.table.move_to("fees-accounts-loan")
        await pilot.press("space")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False, theme=theme), act, size)


@pytest.mark.parametrize("meaning", [Meaning.DEFAULT, Meaning.ONLY_REQUIRED], ids=["default", "required"])
def test_accounts_with_another_meaning(snap_compare: Compare, tmp_path: Path, meaning: Meaning) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        screen = await accounts_opened(scene, pilot)
        screen.table.move_to(f" {meaning}")
        await pilot.press("space")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), act)


def test_accounts_with_an_empty_list(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        screen = await accounts_opened(scene, pilot)
        screen.show_platform("fztf")
        await scene.until(pilot, lambda: screen.edit is not None)
        screen.table.move_to(f" {Meaning.LIST}")
        await pilot.press("space")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), act)


def test_accounts_loading(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        scene.hold()
        scene.app.push_screen(VisibleAccountsScreen(scene.app.desk))
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), act)


def test_accounts_without_a_client_id(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await failed(scene, pilot)

    compare(snap_compare, Scene(tmp_path, swept=False, options=DemoOptions(client_id="")), act, SMALL)


def test_accounts_failed(snap_compare: Compare, tmp_path: Path) -> None:
    with DemoServer(DemoOptions(faults="GET /clients/*:503")) as server:
        compare(snap_compare, Scene(tmp_path, swept=False, server=server), failed)


async def failed(scene: Scene, pilot: Pilot[Any]) -> None:
    """The accounts could not be read."""
    await scene.loaded(pilot)
    screen = VisibleAccountsScreen(scene.app.desk)
    scene.app.push_screen(screen)
    document = scene.app.services.documents.visible_accounts("ugxp")
    await scene.until(pilot, lambda: isinstance(document.state, Failed) and len(screen.platforms) > 5)
