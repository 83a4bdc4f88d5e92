"""`make screenshots`: the README's pictures, taken from the very scenes the snapshot tests compare."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

import tests.conftest  # noqa: F401  (the same still terminal as the tests)
from codat_tui.themes import DARK, LIGHT
from codat_tui.widgets.table import VirtualTable
from tests.screens.scenes import HARBOUR_LANE, Scene
from tests.screens.test_snapshots import WIDE, Act, loaded, opened, sheet, watching

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"


def tab(number: int) -> Act:
    """A tab of the company that fails."""

    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await opened(HARBOUR_LANE)(scene, pilot)
        await pilot.press(*["right_square_bracket"] * number)
        await rested(scene, pilot)

    return act


def mode(key: str) -> Act:
    """The screen behind a number key."""

    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        await pilot.press(key)
        await rested(scene, pilot)

    return act


async def rested(scene: Scene, pilot: Pilot[Any]) -> None:
    """Wait until the first table has rows."""

    def has_rows() -> bool:
        tables = [table for table in scene.app.screen.query(VirtualTable) if table.display]
        return bool(tables) and tables[0].shown_count > 0

    await scene.until(pilot, has_rows)


PICTURES: tuple[tuple[str, Act, dict[str, Any]], ...] = (
    ("companies", loaded, {}),
    ("companies-light", loaded, {"theme": LIGHT.name}),
    ("company", opened(HARBOUR_LANE), {}),
    ("sync", sheet(HARBOUR_LANE), {}),
    ("watching", watching, {}),
    ("connections", tab(1), {}),
    ("syncs", tab(2), {}),
    ("mapping", tab(3), {}),
    ("texts", mode("4"), {}),
    ("integrations", mode("3"), {}),
)


async def take(name: str, act: Act, options: dict[str, Any]) -> None:
    """Play one scene and save its picture."""
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder), **{"theme": DARK.name, **options})
        async with scene.app.run_test(size=WIDE) as pilot:
            await act(scene, pilot)
            picture = scene.app.export_screenshot(title="codat-tui")
        (FOLDER / f"{name}.svg").write_text(picture, encoding="utf-8")
        print(f"screenshots/{name}.svg")


async def main() -> None:
    """All of them, one after the other."""
    FOLDER.mkdir(exist_ok=True)
    for name, act, options in PICTURES:
        await take(name, act, options)


if __name__ == "__main__":
    asyncio.run(main())
