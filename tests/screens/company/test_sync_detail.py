"""One sync in full: what it wrote, and what a key may not see."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

from rich.console import Console
from textual.pilot import Pilot
from textual.widgets import Static

from codat_tui.demo import DemoOptions
from codat_tui.screens.company.sync_detail import SyncDetailScreen
from tests.screens.scenes import Scene

WIDE = (120, 40)


def said(scene: Scene) -> str:
    """The text of the detail, one blank between words."""
    screen = scene.app.screen
    assert isinstance(screen, SyncDetailScreen)
    console = Console(width=400, color_system=None, file=StringIO())
    console.print(screen.query_one("#facts", Static).content)
    return " ".join(console.file.getvalue().split())  # type: ignore[attr-defined]


async def opened(scene: Scene, pilot: Pilot[Any], company: str) -> None:
    """The newest sync of the company in full."""
    await scene.opened(pilot, company)
    row = scene.app.screen.syncs.cursor_row  # type: ignore[attr-defined]
    if row.repeat is not None:
        await pilot.press("enter", "down")
    await pilot.press("enter")
    await scene.until(pilot, lambda: isinstance(scene.app.screen, SyncDetailScreen))


async def test_what_was_refused_and_where_it_is_tried_again(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await opened(scene, pilot, "Nyhavn Vin ApS")
        await scene.until(pilot, lambda: "1 invoice, 1 journal entry" in said(scene))
        assert "1 journal entry refused" in said(scene)
        assert "The document date is before the end of a locked period." in said(scene)
        assert "Sync Health, Push items, Retry failed items" in said(scene)


async def test_the_overview_says_it_where_the_latest_sync_raises_the_question(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.opened(pilot, "Nyhavn Vin ApS")

        def drawn() -> str:
            strips = scene.app.screen._compositor.render_strips(scene.app.size)
            return "\n".join(line.text for line in strips)

        await scene.until(pilot, lambda: "1 journal entry refused" in drawn())
        assert "Retry failed items" in drawn()


async def test_nothing_to_write_tells_how_old_the_commerce_data_is(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await opened(scene, pilot, "Thistle Whisky Shop")
        await scene.until(pilot, lambda: "No record was sent" in said(scene))
        assert "Nothing pushed" in said(scene)
        assert "The data was written" not in said(scene)
        assert "read 20 Nov 2026 00:00" in said(scene)
        assert "FetchError" in said(scene)


async def test_a_key_that_may_not_see_it_and_asking_again(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(faults="*/push:403@1, */dataStatus:403@1"))
    async with scene.app.run_test(size=WIDE) as pilot:
        await opened(scene, pilot, "Nordic Bikes AB")
        await scene.until(pilot, lambda: "This key cannot see what was written" in said(scene))
        assert "Codat answered 403" in said(scene)
        assert "r read again" in str(scene.app.screen.query_one("#detail").border_subtitle)
        await pilot.press("r")
        await scene.until(pilot, lambda: "1 invoice, 1 journal entry, 1 payment written" in said(scene))
