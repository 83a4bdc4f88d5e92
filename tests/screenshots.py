"""`make screenshots`: the README's pictures, taken from the very scenes the snapshot tests compare."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path
from typing import Any

import tests.conftest  # noqa: F401  (the same still terminal as the tests)
from codat_tui.themes import DARK, LIGHT
from tests.screens.scenes import HARBOUR_LANE, Scene
from tests.screens.test_snapshots import WIDE, Act, loaded, opened, sheet, watching

FOLDER = Path(__file__).resolve().parent.parent / "screenshots"
PICTURES: tuple[tuple[str, Act, dict[str, Any]], ...] = (
    ("companies", loaded, {}),
    ("companies-light", loaded, {"theme": LIGHT.name}),
    ("company", opened(HARBOUR_LANE), {}),
    ("sync", sheet(HARBOUR_LANE), {}),
    ("watching", watching, {}),
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
