"""The palette finds companies by name, themes, zones, tabs and status codes, and runs them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.command import CommandPalette, Hit
from textual.pilot import Pilot

from codat_tui.screens.company.overview import OverviewScreen
from codat_tui.screens.shell.palette import ArgumentProvider
from tests.screens.scenes import HARBOUR_LANE, Scene


async def found(scene: Scene, query: str) -> list[Hit]:
    hits = [hit async for hit in ArgumentProvider(scene.app.screen).search(query)]
    return sorted((hit for hit in hits if isinstance(hit, Hit)), key=lambda hit: -hit.score)


async def test_what_the_palette_finds_besides_actions(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        for query, first, help_text in (
            ("lane harb", f"company {HARBOUR_LANE}", "Open a company"),
            ("sync harb", f"sync {HARBOUR_LANE}", "Sync a company"),
            ("4040", "codes 4040", "Link lost: "),
            ("codat-l", "theme codat-light", "Use another theme"),
            ("merchant", "tz merchant", "Show times in"),
            ("by cause", "tab by cause", "Show another tab"),
            ("filter status:fai", "filter status:failing", "Show only what matches"),
        ):
            hits = await found(scene, query)
            assert hits, query
            assert hits[0].text == first, query
            assert (hits[0].help or "").startswith(help_text), query


@pytest.mark.parametrize("text", ["harbour lane"])
async def test_a_company_is_opened_from_the_palette(tmp_path: Path, text: str) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(scene.app.screen, CommandPalette)
        await pilot.press(*text)
        await chosen(scene, pilot)
        await scene.until(pilot, lambda: isinstance(scene.app.screen, OverviewScreen))


async def chosen(scene: Scene, pilot: Pilot[Any]) -> None:
    """Choose the first hit once it is listed."""
    palette = scene.app.screen
    await scene.until(pilot, lambda: bool(palette.query_one("CommandList").option_count))  # type: ignore[attr-defined]
    await pilot.press("enter")
