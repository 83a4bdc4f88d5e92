"""The companies of the last run, drawn before anything is asked, and read again in place."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
import textual
from textual.pilot import Pilot

from codat_tui.models.local import Loading
from codat_tui.screens.company.overview import OverviewScreen
from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.secret import Secret
from codat_tui.services.context import Backend
from codat_tui.store.known_fleet import KnownFleet
from codat_tui.store.sealed_lines import Owner
from codat_tui.widgets.state_panel import StatePanel
from tests.screens.scenes import HARBOUR_LANE, Scene, never

WIDE, SMALL = (120, 40), (80, 24)
HOURS = 3 * 3_600 + 60
"""How long ago the last run was."""
Compare = Callable[..., bool]
pictures = pytest.mark.skipif(
    textual.__version__ != "8.2.8", reason="the snapshots show what Textual 8.2.8 draws"
)


def known_fleet(folder: Path) -> KnownFleet:
    fleet = KnownFleet(folder, Owner("acme", "", ""))
    fleet.unlock(Secret("key"))
    return fleet


@pytest.fixture(scope="module")
def last_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that a run has left in which every company was asked."""
    folder = tmp_path_factory.mktemp("last")

    async def run() -> None:
        scene = Scene(folder, known_fleet=known_fleet(folder))
        async with scene.app.run_test(size=WIDE) as pilot:
            await scene.loaded(pilot)
            await scene.app.services.fleet.keep()

    asyncio.run(run())
    return folder


@pytest.fixture
def folder(last_run: Path, tmp_path: Path) -> Path:
    for path in last_run.glob("known-*"):
        shutil.copy(path, tmp_path)
    return tmp_path


def later(folder: Path, **options: Any) -> Scene:
    scene = Scene(folder, known_fleet=known_fleet(folder), **options)
    scene.clock.jump(HOURS)
    return scene


def companies(scene: Scene) -> CompaniesScreen:
    return cast("CompaniesScreen", scene.app.screen_stack[0])


def line_of(scene: Scene, name: str) -> tuple[int, str]:
    strips = scene.app.screen._compositor.render_strips(scene.app.size)
    texts = [strip.text[: companies(scene).table.size.width] for strip in strips]
    return next((number, text) for number, text in enumerate(texts) if f" {name} " in text and number > 2)


async def recalled(scene: Scene, pilot: Pilot[Any]) -> None:
    fleet = scene.app.services.fleet
    await scene.until(pilot, lambda: len(fleet.state.entries) == 60 and not fleet.state.recalling)


async def test_they_are_there_before_the_connection_and_say_from_when(folder: Path) -> None:
    scene = later(folder, connect=never)
    async with scene.app.run_test(size=WIDE) as pilot:
        await recalled(scene, pilot)
        assert isinstance(scene.app.services.state, Loading)
        assert companies(scene).header.as_of == "14:02:31 (3 h ago)"
        assert "Refunds account gone" in line_of(scene, HARBOUR_LANE)[1]
        await pilot.press("slash", *"harbour", "enter")
        assert list(companies(scene).table.passing_keys()) == [companies(scene).table.cursor_key], (
            "the filter works on them"
        )
        await pilot.press("enter")
        await pilot.pause()
        panel = scene.app.screen.query_one(StatePanel).state
        assert isinstance(scene.app.screen, OverviewScreen)
        told = {fact.label: fact.value for fact in panel.facts}  # type: ignore[union-attr]
        assert told["As of"] == "23 Nov, 14:02 (3 h ago)"
        assert told["Status"] == "✖ Refunds account gone · 4000, day 25/31"
        assert told["Accounting"] == "Xero  ● Linked"


async def test_they_are_on_the_first_screen_that_is_drawn(folder: Path) -> None:
    scene = later(folder, connect=never)
    shown: list[int] = []
    scene.app._after_first_paint = lambda: shown.append(companies(scene).table.shown_count)  # type: ignore[method-assign]
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.until(pilot, lambda: bool(shown))
        assert shown == [60]


async def test_where_a_program_gives_the_key_they_come_once_it_has(folder: Path) -> None:
    scene = later(folder, connect=never, key_at_once=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await recalled(scene, pilot)
        assert companies(scene).table.shown_count == 60


async def test_they_are_read_again_in_place_under_the_cursor(folder: Path) -> None:
    release = asyncio.Event()
    scene = later(folder)

    async def connect() -> Backend:
        await release.wait()
        return await scene._connect()

    scene.app.services._connect = connect
    async with scene.app.run_test(size=WIDE) as pilot:
        await recalled(scene, pilot)
        table = companies(scene).table
        await pilot.press("down", "down", "space")
        cursor, order, marked = table.cursor_key, list(table.shown_keys()), table.marked
        line, text = line_of(scene, HARBOUR_LANE)
        release.set()
        await scene.loaded(pilot)
        assert (table.cursor_key, table.marked, list(table.shown_keys())) == (cursor, marked, order)
        assert line_of(scene, HARBOUR_LANE)[0] == line
        fleet = scene.app.services.fleet.state
        assert all(row.last_seen is None for row in fleet.entries.values())
        assert text.split()[:3] == line_of(scene, HARBOUR_LANE)[1].split()[:3]


async def test_without_network_they_stay_and_the_error_stands_above(folder: Path) -> None:
    scene = later(folder)

    async def connect() -> Backend:
        backend = await scene._connect()
        scene.hold()
        return backend

    scene.app.services._connect = connect
    async with scene.app.run_test(size=WIDE) as pilot:
        await recalled(scene, pilot)
        fleet = scene.app.services.fleet
        await scene.until(pilot, lambda: not isinstance(scene.app.services.state, Loading))
        await pilot.press("escape")
        await pilot.pause()
        assert fleet.state.error is not None
        assert companies(scene).table.shown_count == 60
        assert all(row.last_seen is not None for row in fleet.state.entries.values())


def compare(snap_compare: Compare, scene: Scene, keys: list[str], size: tuple[int, int]) -> bool:
    async def before(pilot: Pilot[Any]) -> None:
        await recalled(scene, pilot)
        for key in keys:
            await pilot.press(key)
            await pilot.pause()

    return snap_compare(scene.app, terminal_size=size, run_before=before)


@pictures
@pytest.mark.parametrize(
    ("theme", "size"),
    [("codat-dark", WIDE), ("codat-light", SMALL)],
    ids=["dark-120x40", "light-80x24"],
)
def test_the_known_list(snap_compare: Compare, folder: Path, theme: str, size: tuple[int, int]) -> None:
    assert compare(snap_compare, later(folder, connect=never, theme=theme), ["down", "down"], size)


@pictures
@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_a_known_company(snap_compare: Compare, folder: Path, size: tuple[int, int]) -> None:
    assert compare(snap_compare, later(folder, connect=never), ["down", "down", "enter"], size)
