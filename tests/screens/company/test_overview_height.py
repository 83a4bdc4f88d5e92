"""Where the overview is higher than the terminal, the row that keys act on is to be seen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from tests.screens.scenes import HARBOUR_LANE, NORDIC_BIKES, Scene

LONG = "Marlow Wine Bar"


def shows_cursor(scene: Scene) -> bool:
    """Whether the line of the cursor is above the footer, and below the header."""
    table: Any = scene.app.screen.query_one("#syncs")
    line = table.region.y + 1 + list(table.shown_keys()).index(table.cursor_key) - table.scroll_offset.y
    return bool(1 <= line < scene.app.size.height - 1)


async def opened(scene: Scene, pilot: Pilot[Any], name: str) -> None:
    await scene.opened(pilot, name)
    await scene.until(
        pilot, lambda: not scene.app.screen.is_running or bool(scene.app.screen.query_one("#facts").size)
    )
    await pilot.pause()


@pytest.mark.parametrize("size", [(80, 24), (100, 30), (60, 15)], ids=["80x24", "100x30", "60x15"])
async def test_the_row_under_the_cursor_is_to_be_seen(tmp_path: Path, size: tuple[int, int]) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=size) as pilot:
        await opened(scene, pilot, LONG)
        screen = scene.app.screen
        assert screen.scroll_offset.y == 0
        for key in ("down", "down", "G"):
            await pilot.press(key)
            await pilot.pause()
            assert shows_cursor(scene), key
        await pilot.press("g")
        await pilot.pause()
        assert screen.scroll_offset.y == 0
        await pilot.press("enter")
        await pilot.pause()
        assert shows_cursor(scene)


@pytest.mark.parametrize("name", [HARBOUR_LANE, NORDIC_BIKES])
async def test_what_fits_is_not_scrolled(tmp_path: Path, name: str) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await opened(scene, pilot, name)
        await pilot.press("down", "down")
        assert scene.app.screen.max_scroll_y == 0
