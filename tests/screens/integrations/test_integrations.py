"""Codat's platforms by keys: filter, copy, one in full, its pictures."""

from __future__ import annotations

from pathlib import Path

import pytest

from codat_tui.demo import DemoOptions
from codat_tui.screens.integrations.detail import IntegrationDetailScreen
from codat_tui.screens.integrations.screen import IntegrationsScreen
from codat_tui.services.desktop import Desktop
from tests.demo_server import DemoServer
from tests.screens.company.history_scenes import integrations, settled, shown
from tests.screens.scenes import Scene

WIDE = (120, 40)


async def test_all_platforms_are_listed_and_filtered(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await integrations(scene, pilot)
        assert screen.table.total_count == 16
        await pilot.press("slash", *"beta accounting", "enter")
        await pilot.pause()
        assert set(screen.table.shown_keys()) == {"pdvj", "tgff"}
        assert "2 Accounting" in shown(scene)
        await pilot.press("escape")
        assert screen.table.shown_count == 16
        screen.set_filter_text("disabled")
        assert set(screen.table.shown_keys()) == {"tgff"}


async def test_copy_the_key(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await integrations(scene, pilot)
        screen.table.move_to("gbol")
        await pilot.press("c")
        assert scene.app.clipboard == "gbol"


async def test_one_in_full_with_its_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene(tmp_path, swept=False)
    opened: list[str] = []

    async def opens(self: Desktop, url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr(Desktop, "open", opens)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await integrations(scene, pilot)
        screen.table.move_to("gbol")
        await pilot.press("enter")
        await settled(scene, pilot)
        detail = scene.app.screen
        assert isinstance(detail, IntegrationDetailScreen)
        assert [row[0] for row in detail.table.as_text()[1]] == [
            "Logo in lists",
            "Logo, full",
            "Logo, square",
            "Button",
            "Button, hovered",
        ]
        await pilot.press("down", "c")
        assert scene.app.clipboard.startswith("https://")
        assert scene.app.clipboard == detail.table.as_text()[1][1][2]
        await pilot.press("o")
        await pilot.pause()
        assert opened == [scene.app.clipboard]
        await pilot.press("escape")
        assert isinstance(scene.app.screen, IntegrationsScreen)


async def test_without_branding_the_rest_stays(tmp_path: Path) -> None:
    with DemoServer(DemoOptions(faults="GET *branding:500")) as server:
        scene = Scene(tmp_path, swept=False, server=server)
        async with scene.app.run_test(size=WIDE) as pilot:
            await integrations(scene, pilot)
            await pilot.press("enter")
            await settled(scene, pilot)
            detail = scene.app.screen
            assert isinstance(detail, IntegrationDetailScreen)
            assert detail.table.shown_count == 1
            assert "Platform key" in shown(scene)
            assert "✖" in shown(scene)


async def test_after_a_failure_r_reads_again(tmp_path: Path) -> None:
    with DemoServer(DemoOptions(faults="GET /config/integrations:503@1")) as server:
        scene = Scene(tmp_path, swept=False, server=server)
        async with scene.app.run_test(size=WIDE) as pilot:
            screen = await integrations(scene, pilot)
            assert screen.table.total_count == 0
            await pilot.press("r")
            await scene.until(pilot, lambda: screen.table.total_count == 16)
