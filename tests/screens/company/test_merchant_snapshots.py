"""The message for the merchant as it looks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from codat_tui.screens.company.merchant import MerchantScreen
from tests.screens.company.test_merchant import BISTRO, OAK, TULP, written
from tests.screens.scenes import HARBOUR_LANE, Scene
from tests.screens.test_snapshots import SMALL, WIDE, Compare, compare, pytestmark

__all__ = ["pytestmark"]


def message(name: str, greeting: str = "Hello,") -> Callable[[Scene, Pilot[Any]], Awaitable[None]]:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        await scene.opened(pilot, name)
        # Before nothing: what is behind a sheet has pictures of its own.
        desk, company_id = scene.app.desk, scene.app.screen.company_id  # type: ignore[attr-defined]
        scene.app.push_screen(Screen())
        scene.app.push_screen(MerchantScreen(desk, company_id, name))
        await written(scene, pilot, greeting)
        await pilot.pause()

    return act


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_a_message_with_steps(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), message(HARBOUR_LANE), size)


def test_a_message_in_french_on_a_light_screen(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False, theme="codat-light"), message(BISTRO, "Bonjour,"))


def test_a_message_with_the_connections_link(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), message(OAK), SMALL)


def test_a_message_that_needs_a_flow_link(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, swept=False), message(TULP), SMALL)
