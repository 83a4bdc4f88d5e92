"""Every screen in its loading, loaded, empty and failed states at 120x40, and loaded at 80x24."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import textual
from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from codat_tui.models.local import Loaded, Loading
from codat_tui.present import Glyphs
from codat_tui.present.panels import EmptyPanel
from codat_tui.widgets.company_preview import CompanyPreview
from codat_tui.widgets.state_panel import StatePanel
from tests.demo_server import DemoServer
from tests.screens.scenes import (
    HARBOUR_LANE,
    HARBOUR_LANE_ID,
    NEVER_SYNCED,
    NORDIC_BIKES,
    Scene,
    never,
    without_key,
)

WIDE, SMALL = (120, 40), (80, 24)
Compare = Callable[..., bool]
Act = Callable[[Scene, Pilot[Any]], Awaitable[None]]

pytestmark = pytest.mark.skipif(
    textual.__version__ != "8.2.8", reason="the snapshots show what Textual 8.2.8 draws"
)


def compare(snap_compare: Compare, scene: Scene, act: Act, size: tuple[int, int] = WIDE) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await act(scene, pilot)

    assert snap_compare(scene.app, terminal_size=size, run_before=before)


async def loaded(scene: Scene, pilot: Pilot[Any]) -> None:
    await scene.loaded(pilot)


async def paused(scene: Scene, pilot: Pilot[Any]) -> None:
    await pilot.pause()


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("theme", ["codat-dark", "codat-light"])
def test_companies_loaded(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    compare(snap_compare, Scene(tmp_path, theme=theme), loaded, size)


@pytest.mark.parametrize("size", [(160, 40), (200, 55)], ids=["160x40", "200x55"])
def test_companies_beside_all_that_is_known_of_one(
    snap_compare: Compare, tmp_path: Path, size: tuple[int, int]
) -> None:
    async def read(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        await scene.found(pilot, HARBOUR_LANE)
        preview = scene.app.screen.query_one(CompanyPreview)
        for _ in range(20):
            await scene.clock.advance(0.1)
            await pilot.pause()
        await scene.until(pilot, lambda: isinstance(preview.overview, Loaded))

    compare(snap_compare, Scene(tmp_path, swept=False), read, size)


def test_companies_loading(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, connect=never), paused)


def test_companies_empty(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, options=DemoOptions(companies=0)), loaded)


def test_companies_without_a_key(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, connect=without_key), paused)


def test_companies_failed(snap_compare: Compare, tmp_path: Path) -> None:
    async def failed(scene: Scene, pilot: Pilot[Any]) -> None:
        fleet = scene.app.services.fleet
        await scene.until(pilot, lambda: fleet.state.error is not None)

    with DemoServer(DemoOptions(faults="GET /companies:503")) as server:
        compare(snap_compare, Scene(tmp_path, server=server), failed)


def test_companies_with_a_wrong_key(snap_compare: Compare, tmp_path: Path) -> None:
    async def failed(scene: Scene, pilot: Pilot[Any]) -> None:
        fleet = scene.app.services.fleet
        await scene.until(pilot, lambda: fleet.state.error is not None)

    with DemoServer() as server:
        compare(snap_compare, Scene(tmp_path, server=server, api_key="wrong"), failed)


def test_companies_refresh_failed_keeps_the_rows(snap_compare: Compare, tmp_path: Path) -> None:
    async def failed(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        fleet = scene.app.services.fleet
        await pilot.press("r")
        await scene.until(pilot, lambda: fleet.state.error is not None)

    with DemoServer(DemoOptions(faults="GET /companies:503@2-20")) as server:
        compare(snap_compare, Scene(tmp_path, server=server), failed)


def test_companies_filtered_read_only(snap_compare: Compare, tmp_path: Path) -> None:
    async def filtered(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        await pilot.press("exclamation_mark", "slash", *"xero", "enter")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, read_only=True, environment="production"), filtered)


def opened(name: str) -> Act:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.opened(pilot, name)

    return act


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("theme", ["codat-dark", "codat-light"])
def test_overview_loaded(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    compare(snap_compare, Scene(tmp_path, theme=theme), opened(HARBOUR_LANE), size)


def test_overview_of_a_healthy_company(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path), opened(NORDIC_BIKES))


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_why_loaded(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    async def why(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("v")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path), why, size)


def test_why_loading(snap_compare: Compare, tmp_path: Path) -> None:
    async def why(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        scene.hold()
        await pilot.press("v")
        companies = scene.app.services.companies
        await scene.until(pilot, lambda: companies.state(scene.app.screen.company_id) != Loading())  # type: ignore[attr-defined]

    compare(snap_compare, Scene(tmp_path), why, SMALL)


def test_overview_loading(snap_compare: Compare, tmp_path: Path) -> None:
    async def asked(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        scene.hold()
        await pilot.press("enter")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path), asked)


def test_overview_empty(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path), opened(NEVER_SYNCED))


def test_overview_failed(snap_compare: Compare, tmp_path: Path) -> None:
    faults = f"GET *{HARBOUR_LANE_ID}*:drop"
    with DemoServer(DemoOptions(faults=faults)) as server:
        compare(snap_compare, Scene(tmp_path, server=server), opened(HARBOUR_LANE))


def test_overview_with_one_part_failed(snap_compare: Compare, tmp_path: Path) -> None:
    with DemoServer(DemoOptions(faults=f"GET /config/companies/{HARBOUR_LANE_ID}/*:500")) as server:
        compare(snap_compare, Scene(tmp_path, server=server), opened(HARBOUR_LANE))


def sheet(name: str) -> Act:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.opened(pilot, name)
        await pilot.press("s")
        await scene.sheet_armed(pilot)

    return act


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_sync_sheet(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path), sheet(HARBOUR_LANE), size)


def test_sync_sheet_dry_run(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await sheet(NORDIC_BIKES)(scene, pilot)
        await pilot.press("D")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path), act)


async def watching(scene: Scene, pilot: Pilot[Any]) -> None:
    await sheet(NORDIC_BIKES)(scene, pilot)
    await pilot.press("y")
    await scene.until(pilot, lambda: bool(scene.app.services.watching.watches))
    await scene.looked(pilot, 2)
    await pilot.press("2")
    await pilot.pause()


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_watching_a_running_sync(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path), watching, size)


def test_watching_nothing(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        await pilot.press("2")
        panel = scene.app.screen.query_one(StatePanel)
        await scene.until(pilot, lambda: isinstance(panel.state, EmptyPanel))

    compare(snap_compare, Scene(tmp_path), act)


def test_help(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        await pilot.press("question_mark")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path), act)


def test_command_line(snap_compare: Compare, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        await pilot.press("colon", "s")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path), act)


def test_plain_letters(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, glyphs=Glyphs.ascii()), loaded)
