"""At every width a table shows its columns whole, or leaves some out: no label is cut at the right edge."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from codat_tui.widgets.table import VirtualTable, fits
from tests.screens.scenes import NORDIC_BIKES, Scene

WIDTHS = (80, 99, 100, 112, 119, 120)


def tables(scene: Scene) -> Iterable[VirtualTable[Any]]:
    return (each for each in scene.app.screen.query(VirtualTable) if each.size.width)


async def look(scene: Scene, pilot: Pilot[Any], expected: int = 1) -> None:
    await pilot.pause()
    seen = 0
    for width in WIDTHS:
        await pilot.resize_terminal(width, 30)
        await pilot.pause()
        for table in tables(scene):
            seen += 1
            assert fits(table._columns, table.size.width), (scene.app.screen, table, width)
    assert seen >= expected * len(WIDTHS)


async def test_no_column_is_cut_at_the_right_edge(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 30)) as pilot:
        await scene.loaded(pilot)
        await look(scene, pilot)
        await pilot.press("tab")
        await look(scene, pilot)
        await pilot.press("tab", "H")
        await scene.opened(pilot, NORDIC_BIKES)
        await look(scene, pilot)
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        for _ in range(3):
            await pilot.press("]")
            await scene.until(pilot, lambda: any(tables(scene)))
            await look(scene, pilot)
        for key in "2345":
            await pilot.press(key)
            await scene.until(pilot, lambda: any(tables(scene)))
            await look(scene, pilot)
            if key in "45":
                await pilot.press("]")
                await scene.until(pilot, lambda: any(tables(scene)))
                await look(scene, pilot)
