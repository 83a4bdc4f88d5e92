"""A Sync Flow link by keys: what it is made from, half a minute of life, and a password that leaks nowhere."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from codat_tui.models.local import Loaded
from codat_tui.paths import state_folder
from codat_tui.present.panels import Offer
from codat_tui.screens.company.flow_link import FlowLinkScreen
from codat_tui.services.linking import LINK_FILE
from codat_tui.widgets.picker import Picker
from codat_tui.widgets.state_panel import Banner
from tests.screens.company.connection_scenes import (
    WIDE,
    _connections_tab,  # noqa: F401
    contents,
    flow_link_of,
    id_of,
    in_time,
    lines_of,
    told,
)
from tests.screens.scenes import NORDIC_BIKES, Scene


async def asked(scene: Scene, pilot: Pilot[Any]) -> str:
    """Ask and confirm; the link that was copied."""
    before = scene.app.clipboard
    await pilot.press("L")
    await scene.sheet_armed(pilot)
    await pilot.press("y")
    await scene.until(pilot, lambda: scene.app.clipboard != before)
    return scene.app.clipboard


def password_of(url: str) -> str:
    return url.rpartition("otp=")[2]


async def test_a_link_lives_thirty_seconds_and_is_then_grey_and_never_copied(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await flow_link_of(scene, pilot, NORDIC_BIKES)
        merchant = screen.table.row("merchant")
        assert merchant is not None
        assert merchant.note == id_of(scene, NORDIC_BIKES)
        first = await asked(scene, pilot)
        assert "otp=" in first
        assert scene.world.effects.flow_urls == 1
        assert screen.seconds_left == pytest.approx(30, abs=0.1)
        assert password_of(first) not in lines_of(scene, "#link")
        await pilot.press("v")
        assert password_of(first) in lines_of(scene, "#link").replace("\n", "")
        # The answer took some of the first second.
        await scene.clock.advance(29.2)
        assert "1 s left" in lines_of(scene, "#link")
        await scene.clock.advance(1.1)
        await pilot.pause()
        assert "Expired" in lines_of(scene, "#link")
        assert password_of(first) not in lines_of(scene, "#link")
        scene.app.copy_to_clipboard("something else")
        await pilot.press("c", "f", "v")
        await pilot.pause()
        assert scene.app.clipboard == "something else"
        assert not (state_folder() / LINK_FILE).exists()
        second = await asked(scene, pilot)
        assert second != first
        assert scene.world.effects.flow_urls == 2
        assert not scene.world.effects.companies


async def test_the_link_goes_to_a_file_of_ones_own_and_to_no_other(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await flow_link_of(scene, pilot, NORDIC_BIKES)
        url = await asked(scene, pilot)
        await pilot.press("f")
        path = state_folder() / LINK_FILE
        await scene.until(pilot, path.exists)
        await scene.until(pilot, lambda: any(str(path) in text for text in told(scene)))
        assert path.read_text() == f"{url}\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert not any(password_of(url) in text for text in told(scene))
    others = contents(tmp_path, besides=path)
    assert others
    assert b"otp=" + password_of(url).encode() not in others


async def test_platforms_are_chosen_by_name_and_a_new_merchant_is_created(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        screen = FlowLinkScreen(scene.app.desk)
        scene.app.push_screen(screen)
        documents = scene.app.services.documents
        await scene.until(pilot, lambda: isinstance(documents.integrations().state, Loaded))
        await pilot.press("L")
        assert scene.app.screen is screen
        await pilot.press("enter")
        await pilot.pause()
        await pilot.press(*"Corner Shop", "enter")
        for platform in ("zettle", "xero"):
            await pilot.press("down", "enter")
            await scene.until(pilot, lambda: isinstance(scene.app.screen, Picker))
            await pilot.press(*platform, "enter")
            await pilot.pause()
        url = await asked(scene, pilot)
        assert "/ugxp/gbol/" in url
        assert len(scene.world.effects.companies) == 1


async def test_a_refused_link_is_said_and_read_only_asks_nothing(tmp_path: Path) -> None:
    scene = Scene(tmp_path, options=DemoOptions(faults="GET */start:403"))
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await flow_link_of(scene, pilot, NORDIC_BIKES)
        await pilot.press("L")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: screen.query_one(Banner).outcome is not None)
        assert scene.world.effects.flow_urls == 0
        assert "None yet" in lines_of(scene, "#link")
    guarded = Scene(tmp_path / "guarded", read_only=True)
    async with guarded.app.run_test(size=WIDE) as pilot:
        await flow_link_of(guarded, pilot, NORDIC_BIKES)
        await pilot.press("L")
        await pilot.pause()
        assert any("--write" in text for text in told(guarded))
        assert guarded.world.effects.flow_urls == 0


async def test_a_lost_link_is_not_asked_for_again_by_itself(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(faults="GET */start:lost-answer"))
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await flow_link_of(scene, pilot, NORDIC_BIKES)
        await pilot.press("L")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        banner = screen.query_one(Banner)
        await in_time(scene, pilot, lambda: banner.outcome is not None)
        assert banner.outcome is not None
        assert banner.outcome.offer == Offer("ask_for_link", "ask for a new one")
        assert scene.world.effects.flow_urls == 1
