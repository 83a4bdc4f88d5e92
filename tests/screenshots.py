"""`make screenshots`: the README's pictures, taken from the very scenes the snapshot tests compare."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Input

import tests.conftest  # noqa: F401  (the same still terminal as the tests)
from codat_tui.themes import DARK, LIGHT
from codat_tui.widgets.table import VirtualTable
from tests.moving_picture import Frame, play
from tests.screens.scenes import HARBOUR_LANE, Scene
from tests.screens.test_snapshots import WIDE, Act, loaded, opened, sheet, watching

FILM = (104, 28)
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


async def film(name: str) -> None:
    """Play the main job by its keys, from the list to the end of the sync, and save it as a moving picture."""
    frames: list[Frame] = []
    with tempfile.TemporaryDirectory() as folder:
        scene = Scene(Path(folder), theme=DARK.name)
        watching = scene.app.services.watching
        async with scene.app.run_test(size=FILM) as pilot:

            def keep(keys: str, seconds: float) -> None:
                frames.append(Frame(scene.app.export_screenshot(title="codat-tui"), keys, seconds))

            await scene.loaded(pilot)
            keep("codat-tui", 3)
            await pilot.press("slash", *"ha")
            keep("/ h a", 1.6)
            await pilot.press("enter")
            await rested(scene, pilot)
            keep("enter", 1.6)
            await pilot.press("m")
            await scene.until(pilot, lambda: isinstance(scene.app.screen.focused, Input))
            keep("m   the setting that broke", 2.4)
            await pilot.press("r")
            keep("r", 1.4)
            await pilot.press("enter")
            await scene.sheet_armed(pilot)
            keep("enter   what will be changed", 3)
            await pilot.press("y")
            await scene.sheet_armed(pilot)
            keep("y   saved and read back", 2.4)
            await pilot.press("y")
            await scene.until(pilot, lambda: watching.running_count == 1)
            keep("y   the sync runs", 1.6)
            await pilot.press("2")
            await pilot.pause()
            keep("2   followed to its end", 1.6)
            await scene.looked(pilot, 3)
            keep("2   followed to its end", 1.2)
            while watching.running_count:
                await scene.looked(pilot, 1)
            await pilot.pause()
            keep("written", 4)
    (FOLDER / f"{name}.svg").write_text(play(frames), encoding="utf-8")
    print(f"screenshots/{name}.svg")


async def main() -> None:
    """All of them, one after the other."""
    FOLDER.mkdir(exist_ok=True)
    await film("main-job")
    for name, act, options in PICTURES:
        await take(name, act, options)


if __name__ == "__main__":
    asyncio.run(main())
