"""The palette lists actions with their keys, and finds companies by name, themes, zones, tabs and status codes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import textual
from textual.command import CommandList, CommandPalette, Hit
from textual.pilot import Pilot
from textual.widgets import Input

from codat_tui.screens.company.overview import OverviewScreen
from codat_tui.screens.shell import palette
from codat_tui.screens.shell.argument_commands import argument_commands_of
from codat_tui.screens.shell.palette import ActionProvider, ArgumentProvider
from tests.screens.scenes import HARBOUR_LANE, Scene

Compare = Callable[..., bool]


async def found(scene: Scene, query: str) -> list[Hit]:
    hits = [hit async for hit in ArgumentProvider(scene.app.screen).search(query)]
    return sorted((hit for hit in hits if isinstance(hit, Hit)), key=lambda hit: -hit.score)


def line_of(hit: Any) -> str:
    return str(hit.prompt.plain)


async def test_what_the_palette_finds_besides_actions(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        for query, first, words in (
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
            assert line_of(hits[0]).lstrip().startswith(f"{first}   {words}"), query


async def test_every_action_has_its_key_and_those_of_the_screen_come_first(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        lines = [line_of(hit) async for hit in ActionProvider(scene.app.screen).discover()]
        assert "R         Check all" in lines
        assert lines.index("s         Sync") < lines.index("ctrl+q    Quit")
        hits = [line_of(hit) async for hit in ActionProvider(scene.app.screen).search("chk all")]
        assert hits == ["R         Check all"]


async def test_a_company_is_opened_from_the_palette(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        await pilot.press("ctrl+p")
        await pilot.pause()
        assert isinstance(scene.app.screen, CommandPalette)
        await pilot.press(*"harbour lane")
        await listed(scene, pilot, "harbour lane")
        assert not scene.app.screen.query_one(Input).cursor_blink
        await pilot.press("enter")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, OverviewScreen))


async def test_a_name_is_never_read_as_markup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene, name = Scene(tmp_path, swept=False), "[/x] [red]Bar"
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        (command,) = (each for each in argument_commands_of(scene.app.screen) if each.name == "company")
        monkeypatch.setattr(palette, "_found", lambda screen, query: [(command, name)])
        await pilot.press("ctrl+p", *"bar")
        await listed(scene, pilot, "bar")
        assert line_of((await found(scene, "bar"))[0]).lstrip().startswith(f"company {name}")


async def listed(scene: Scene, pilot: Pilot[Any], query: str) -> None:
    """Wait until all hits of *query* are listed: Textual shows some of them after a quarter of a second."""

    def done() -> bool:
        screen = scene.app.screen
        if not isinstance(screen, CommandPalette) or screen.query_one(Input).value != query:
            return False
        at_work = any(
            each.group == screen._GATHER_COMMANDS_GROUP and not each.is_finished for each in screen.workers
        )
        return not at_work and bool(screen.query_one(CommandList).option_count)

    await scene.until(pilot, done)


@pytest.mark.skipif(textual.__version__ != "8.2.8", reason="the snapshots show what Textual 8.2.8 draws")
@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
@pytest.mark.parametrize("query", ["", "harb"])
def test_the_palette(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], query: str) -> None:
    scene = Scene(tmp_path, swept=False)

    async def act(pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        await pilot.press("ctrl+p", *query)
        await listed(scene, pilot, query)

    assert snap_compare(scene.app, terminal_size=size, run_before=act)
