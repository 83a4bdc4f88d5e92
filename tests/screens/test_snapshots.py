"""Every screen in its loading, loaded, empty and failed states at 120x40, and loaded at 80x24."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import textual
from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from tests.demo_server import DemoServer
from tests.screens.scenes import HARBOUR_LANE, NORDIC_BIKES, Scene, never, without_key

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


def test_companies_loading(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, connect=never), paused)


def test_companies_empty(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, options=DemoOptions(companies=0)), loaded)


def test_companies_without_a_key(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, connect=without_key), paused)
