"""Connections, flow link, new company and guided path as they look; no picture shows a one-time password."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import textual
from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from codat_tui.models.local import Failed
from codat_tui.screens.company.connections import ConnectionsScreen
from codat_tui.screens.company.flow_link import FlowLinkScreen
from codat_tui.widgets.state_panel import Banner
from tests.demo_server import DemoServer
from tests.screens.company.connection_scenes import (
    SMALL,
    UNLINKED,
    WIDE,
    _connections_tab,  # noqa: F401
    connections_of,
    flow_link_of,
    id_of,
)
from tests.screens.company.test_flow_link import asked
from tests.screens.fleet.test_new_company import connect, created, new_company
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, NORDIC_BIKES, Scene

Act = Callable[[Scene, Pilot[Any]], Awaitable[None]]
pytestmark = pytest.mark.skipif(
    textual.__version__ != "8.2.8", reason="the snapshots show what Textual 8.2.8 draws"
)
SIZES = pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
WITH_ERRORS = "Maple Leaf Toys Inc."


def compare(snap_compare: Callable[..., bool], scene: Scene, act: Act, size: tuple[int, int] = WIDE) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        await act(scene, pilot)
        # Toasts come and go by themselves.
        scene.app.clear_notifications()
        await pilot.pause()

    assert snap_compare(scene.app, terminal_size=size, run_before=before)


async def unlinked(scene: Scene, pilot: Pilot[Any]) -> None:
    await connections_of(scene, pilot)
    await pilot.press("down")


async def with_errors(scene: Scene, pilot: Pilot[Any]) -> None:
    await connections_of(scene, pilot, WITH_ERRORS)
    await pilot.press("down")


@SIZES
@pytest.mark.parametrize("theme", ["codat-dark", "codat-light"])
def test_connections(snap_compare: Any, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False, theme=theme), unlinked, size)


def test_connections_with_errors(snap_compare: Any, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), with_errors)


def test_connection_detail(snap_compare: Any, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await with_errors(scene, pilot)
        await pilot.press("enter")

    compare(snap_compare, Scene(tmp_path, swept=False), act)


def test_connections_loading(snap_compare: Any, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        scene.hold()
        scene.app.push_screen(ConnectionsScreen(scene.app.desk, id_of(scene, UNLINKED)))
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), act)


def test_connections_failed(snap_compare: Any, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.loaded(pilot)
        screen = ConnectionsScreen(scene.app.desk, HARBOUR_LANE_ID)
        scene.app.push_screen(screen)
        await scene.until(
            pilot,
            lambda: screen.overview is not None and isinstance(screen.overview.connections, Failed),
        )
        companies = scene.app.services.companies
        await scene.until(pilot, lambda: hasattr(companies.state(HARBOUR_LANE_ID), "at"))

    with DemoServer(DemoOptions(faults="GET */connections:503")) as server:
        compare(snap_compare, Scene(tmp_path, swept=False, server=server), act)


def test_connections_empty(snap_compare: Any, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        path = await created(scene, pilot)
        scene.app.push_screen(ConnectionsScreen(scene.app.desk, path.company_id))
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), act)


@SIZES
def test_authorise(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await unlinked(scene, pilot)
        await pilot.press("a")
        await pilot.pause()
        await pilot.press(*"apiKey", "enter", *"secret")

    compare(snap_compare, Scene(tmp_path, swept=False), act, size)


def test_unlink_sheet(snap_compare: Any, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await connections_of(scene, pilot, NORDIC_BIKES)
        await pilot.press("f8")
        await scene.sheet_armed(pilot)

    compare(snap_compare, Scene(tmp_path, swept=False), act)


async def flow(scene: Scene, pilot: Pilot[Any]) -> None:
    await flow_link_of(scene, pilot, HARBOUR_LANE)


async def living(scene: Scene, pilot: Pilot[Any]) -> None:
    await flow(scene, pilot)
    await asked(scene, pilot)
    # Whole seconds from here on, however many turns the answer took.
    screen = scene.app.screen
    assert isinstance(screen, FlowLinkScreen)
    await scene.clock.advance(screen.seconds_left - 12.5)
    await pilot.pause()


async def expired(scene: Scene, pilot: Pilot[Any]) -> None:
    await living(scene, pilot)
    await scene.clock.advance(30)
    await pilot.pause()


@SIZES
@pytest.mark.parametrize("act", [flow, living, expired])
def test_flow_link(snap_compare: Any, tmp_path: Path, size: tuple[int, int], act: Act) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), act, size)


def test_flow_link_failed(snap_compare: Any, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await connections_of(scene, pilot)
        await pilot.press("L")
        await pilot.pause()
        await scene.until(pilot, lambda: scene.app.screen.query_one(Banner).shown is not None)

    with DemoServer(DemoOptions(faults="GET /config/integrations:503")) as server:
        compare(snap_compare, Scene(tmp_path, swept=False, server=server), act)


@SIZES
def test_new_company(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await created(scene, pilot)
        await pilot.press("escape")
        await new_company(scene, pilot)
        await pilot.press(*"Caf", "é", *" Noir", "enter", "enter", *"region: north, tier")

    compare(snap_compare, Scene(tmp_path, swept=False), act, size)


@SIZES
def test_guided_path(snap_compare: Any, tmp_path: Path, size: tuple[int, int]) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        path = await created(scene, pilot)
        await connect(scene, pilot, path, "zettle")
        await pilot.press("g", "down")
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False), act, size)


def test_guided_path_begins(snap_compare: Any, tmp_path: Path) -> None:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await created(scene, pilot)

    compare(snap_compare, Scene(tmp_path, swept=False), act)
