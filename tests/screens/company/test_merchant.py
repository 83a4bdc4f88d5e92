"""The message for the merchant: shown, turned into another language, copied, saved; with links, a team's own texts
and failures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rich.text import Text
from textual.containers import VerticalScroll
from textual.pilot import Pilot
from textual.widgets import Static

from codat_tui.demo import DemoOptions
from codat_tui.models.local import LoadPhase, ProfileFacts
from codat_tui.screens.company.flow_link import FlowLinkScreen
from codat_tui.screens.company.merchant import MerchantScreen
from tests.demo_server import DemoServer
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, Scene

BISTRO, OAK, TULP = "Bistro Croix Rousse SARL", "Oak & Ember Ltd", "Kingfisher Toys"


class TeamScene(Scene):
    """A start whose profile names a team's own texts."""

    @property
    def profile(self) -> ProfileFacts:
        return super().profile._replace(merchant_texts=str(self.folder / "merchant.toml"))


def told(scene: Scene) -> str:
    """The message as it is on the screen, in one line."""
    assert isinstance(scene.app.screen, MerchantScreen)
    content = scene.app.screen.query_one("#lines", Static).content
    return " ".join(content.plain.split()) if isinstance(content, Text) else ""


def saved(folder: Path) -> list[str]:
    """The French messages in files."""
    return [path.read_text(encoding="utf-8") for path in folder.glob("codat-tui-message-fr-*.txt")]


def keys(scene: Scene) -> str:
    return str(scene.app.screen.query_one("#detail", VerticalScroll).border_subtitle)


async def written(scene: Scene, pilot: Pilot[Any], greeting: str = "Hello,") -> None:
    await scene.until(pilot, lambda: isinstance(scene.app.screen, MerchantScreen))
    await scene.until(pilot, lambda: greeting in told(scene))


async def test_from_the_overview_it_is_read_turned_copied_and_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("M")
        await written(scene, pilot)
        assert "Since 30 October 2026, your sales from Zettle have not arrived in full in Xero." in told(
            scene
        )
        assert keys(scene) == "c copy   tab other language   f to a file   esc close"
        await pilot.press("tab")
        await written(scene, pilot, "Bonjour,")
        await pilot.press("c")
        await scene.until(
            pilot, lambda: scene.app.clipboard.startswith("Bonjour,\n\nDepuis le 30 octobre 2026")
        )
        assert "«\N{NO-BREAK SPACE}Refunds\N{NO-BREAK SPACE}»" in scene.app.clipboard
        assert HARBOUR_LANE_ID not in scene.app.clipboard
        await pilot.press("f")
        await scene.until(pilot, lambda: len(saved(tmp_path)) == 1)
        assert saved(tmp_path)[0].startswith("Vos ventes dans Xero\n\nBonjour,")
        await pilot.press("tab")
        await written(scene, pilot)
        await pilot.press("escape")
        assert not isinstance(scene.app.screen, MerchantScreen)


async def test_from_the_list_in_the_merchants_language_and_with_the_connections_link(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        await scene.loaded(pilot)
        await scene.found(pilot, BISTRO)
        await pilot.press("M")
        await written(scene, pilot, "Bonjour,")
        assert "taux de taxe" in told(scene)
        await pilot.press("escape")
        await scene.found(pilot, OAK)
        await pilot.press("M")
        await written(scene, pilot)
        assert "Please connect QuickBooks Online again: open the link" in told(scene)
        assert "The link: https://" in told(scene)
        assert "flow link" not in keys(scene)
        await pilot.press("c")
        await scene.until(pilot, lambda: "\nThe link: https://" in scene.app.clipboard)


async def test_a_flow_link_is_offered_and_never_asked_for(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        await scene.found(pilot, TULP)
        await pilot.press("M")
        await written(scene, pilot)
        assert "A Sync Flow link is needed. L opens the form that asks for one" in told(scene)
        assert "L flow link" in keys(scene)
        await pilot.press("L")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, FlowLinkScreen))
        assert not scene.app.services.changing.changes


async def test_a_mistake_in_the_teams_file_is_named_and_the_programs_texts_stay(tmp_path: Path) -> None:
    own = tmp_path / "merchant.toml"
    own.write_text("[en.frame]\ngreeting = 'Hi {name},'\n", encoding="utf-8")
    scene = TeamScene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("M")
        await written(scene, pilot)
        assert "merchant.toml: en.frame.greeting has the placeholder {name}, which is not known here" in told(
            scene
        )
        own.write_text("[en.frame]\ngreeting = 'Hi {company},'\n", encoding="utf-8")
        await pilot.press("escape", "M")
        await written(scene, pilot, f"Hi {HARBOUR_LANE},")
        assert "placeholder" not in told(scene)


async def test_without_a_readable_company_there_is_no_message_and_it_says_why(tmp_path: Path) -> None:
    with DemoServer(DemoOptions(faults="*/connections:503, */sync/commerce*:503")) as server:
        scene = Scene(tmp_path, swept=False, server=server)
        async with scene.app.run_test(size=(80, 24)) as pilot:
            fleet = scene.app.services.fleet
            await scene.until(pilot, lambda: fleet.state.phase is LoadPhase.LOADED)
            scene.app.screen.table.move_to(HARBOUR_LANE_ID)  # type: ignore[attr-defined]
            await pilot.press("M")
            await scene.until(pilot, lambda: isinstance(scene.app.screen, MerchantScreen))
            await scene.until(pilot, lambda: "Without it there is no message." in told(scene))
            assert keys(scene).endswith("esc close")
            await pilot.press("c", "f", "tab", "L")
            assert scene.app.clipboard == ""


async def test_a_folder_that_takes_no_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("M")
        await written(scene, pilot)
        gone.rmdir()
        await pilot.press("f")
        await scene.until(pilot, lambda: bool(scene.app._notifications))
        assert [each.title for each in scene.app._notifications] == ["The export could not be written"]
