"""A service may publish in any turn of the loop in which a screen is being left, its widgets one by one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from textual.screen import Screen

from codat_tui.screens.company.merchant import MerchantScreen
from codat_tui.screens.company.sync_detail import SyncDetailScreen
from codat_tui.screens.company.why import WhyScreen
from codat_tui.screens.fleet.handover import HandoverScreen
from codat_tui.services.subscribers import Subscribers
from tests.screens.scenes import HARBOUR_LANE, Scene

TURNS = 60
"""More than a screen takes to be left."""


@pytest.mark.parametrize(
    ("keys", "kind"),
    [
        (["enter", "down", "enter"], SyncDetailScreen),
        (["v"], WhyScreen),
        (["M"], MerchantScreen),
        (["colon", *"handover", "enter"], HandoverScreen),
    ],
    ids=lambda each: each.__name__ if isinstance(each, type) else "",
)
async def test_what_is_published_while_a_screen_is_left_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, keys: list[str], kind: type[Screen[Any]]
) -> None:
    last: dict[Subscribers[Any], Any] = {}
    publish = Subscribers.publish

    def noting(subscribers: Subscribers[Any], value: Any) -> None:
        last[subscribers] = value
        publish(subscribers, value)

    monkeypatch.setattr(Subscribers, "publish", noting)
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press(*keys)
        await scene.until(pilot, lambda: isinstance(scene.app.screen, kind))
        left = scene.app.screen
        left.dismiss()
        for _ in range(TURNS):
            for subscribers, value in tuple(last.items()):
                publish(subscribers, value)
            await asyncio.sleep(0)
        assert not left.is_running
        assert last
