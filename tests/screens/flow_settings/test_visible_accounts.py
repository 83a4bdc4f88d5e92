"""Visible accounts by keys: three meanings, required ones locked, each platform saved and kept on its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from codat_tui.demo import DemoOptions
from codat_tui.models.changes import Refused, Unknown
from codat_tui.models.local import Failed
from codat_tui.models.writes import SaveVisibleAccounts
from codat_tui.present.panels import Problem
from codat_tui.rules.flow_settings.visible_accounts import Meaning
from codat_tui.screens.flow_settings.visible_accounts import VisibleAccountsScreen
from codat_tui.screens.shell.change_sheet import ChangeSheet
from codat_tui.widgets.state_panel import StatePanel
from tests.demo_server import DemoServer
from tests.screens.flow_settings.flow_stage import accounts_opened, answered, confirmed, said, told
from tests.screens.scenes import Scene

WIDE = (120, 40)
ZETTLE, SHOPIFY = "ugxp", "fztf"
GRATUITY, CASH = "sales-accounts-gratuity", "payments-accounts-cash"
FIRST = ("sales-accounts-gratuity", "fees-accounts-paymentFee", "payments-accounts-cash")
ACCOUNTS = "/sync/commerce/config/ui/accounts/platform/*"


async def test_hide_an_account_and_save(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await accounts_opened(scene, pilot)
        screen.table.move_to(CASH)
        await pilot.press("space", "ctrl+s")
        sheet = await confirmed(scene, pilot)
        assert sheet.plan is not None
        assert sheet.plan.write == SaveVisibleAccounts(ZETTLE, FIRST, FIRST[:2], "Zettle")
        await answered(scene, pilot)
        assert scene.world.flow.visible_accounts(ZETTLE) == {"visibleAccounts": list(FIRST[:2])}
        assert "Zettle  ✔ saved" in said(scene, "#outcomes")
        assert screen.edit is not None
        assert not screen.edit.changed


@pytest.mark.parametrize(
    ("meaning", "body"), [(Meaning.DEFAULT, {}), (Meaning.ONLY_REQUIRED, {"visibleAccounts": []})]
)
async def test_the_default_and_only_required_are_saved_as_such(
    tmp_path: Path, meaning: Meaning, body: dict[str, object]
) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await accounts_opened(scene, pilot)
        screen.table.move_to(f" {meaning}")
        await pilot.press("space", "ctrl+s")
        await confirmed(scene, pilot)
        await answered(scene, pilot)
        assert scene.world.flow.visible_accounts(ZETTLE) == body
        assert scene.world.effects.visible_accounts == 1


async def test_an_empty_list_is_never_sent(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await accounts_opened(scene, pilot)
        for key in FIRST:
            screen.table.move_to(key)
            await pilot.press("space")
        await pilot.press("ctrl+s")
        assert scene.app.screen is screen
        assert "The list is empty" in told(scene)
        assert "The list is empty" in said(scene, "#detail")
        assert scene.world.effects.visible_accounts == 0


async def test_required_accounts_are_locked(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await accounts_opened(scene, pilot)
        screen.table.move_to("sales-accounts-sales")
        await pilot.press("space")
        assert screen.edit is not None
        assert not screen.edit.changed
        assert "Sales is required" in told(scene)


async def test_each_platform_has_its_own_choice(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await accounts_opened(scene, pilot)
        screen.table.move_to(CASH)
        await pilot.press("space", "p", *"shop", "enter")
        await scene.until(pilot, lambda: screen.platform == SHOPIFY and screen.edit is not None)
        assert screen.edit is not None
        assert screen.edit.meaning is Meaning.ONLY_REQUIRED
        await pilot.press("tab")
        assert screen.platform == ZETTLE
        assert screen.edit is not None
        assert screen.edit.changed


async def test_drafts_survive_a_new_start(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await accounts_opened(scene, pilot)
        screen.table.move_to(CASH)
        await pilot.press("space")
        await scene.app.services.stop()
    later = Scene(tmp_path, swept=False)
    async with later.app.run_test(size=WIDE) as pilot:
        screen = await accounts_opened(later, pilot)
        assert screen.edit is not None
        assert screen.edit.wanted == FIRST[:2]
        await pilot.press("D")
        assert not screen.edit.changed


async def test_somebody_elses_change_is_shown_before_it_is_overwritten(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await accounts_opened(scene, pilot)
        screen.table.move_to(CASH)
        await pilot.press("space")
        scene.world.flow.show_accounts(ZETTLE, None)
        await pilot.press("ctrl+s")
        await scene.sheet_armed(pilot)
        sheet = scene.app.screen
        assert isinstance(sheet, ChangeSheet)
        assert sheet.plan is not None
        assert len(sheet.plan.conflicts) == 1
        await pilot.press("n")
        assert scene.world.effects.visible_accounts == 0


@pytest.mark.parametrize("fault", ["402", "404", "409", "500", "503", "lost-answer", "ignored"])
async def test_no_failure_writes_twice_or_loses_the_edit(tmp_path: Path, fault: str) -> None:
    with DemoServer(DemoOptions(faults=f"POST {ACCOUNTS}:{fault}")) as server:
        scene = Scene(tmp_path, swept=False, server=server)
        async with scene.app.run_test(size=WIDE) as pilot:
            screen = await accounts_opened(scene, pilot)
            screen.table.move_to(CASH)
            await pilot.press("space", "ctrl+s")
            await confirmed(scene, pilot)
            await answered(scene, pilot)
            [change] = scene.app.services.changing.changes.values()
            assert screen.edit is not None
            assert server.app.state.world.effects.visible_accounts == (fault == "lost-answer")
            if fault == "lost-answer":
                assert "✔ saved" in said(scene, "#outcomes")
            elif fault == "ignored":
                assert "Codat has something else" in said(scene, "#outcomes")
            else:
                assert isinstance(change.outcome, Refused | Unknown)
            assert screen.edit.changed is (fault != "lost-answer")


async def test_without_a_client_id_it_says_where_to_find_and_set_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(client_id=""))
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        screen = VisibleAccountsScreen(scene.app.desk)
        scene.app.push_screen(screen)
        await pilot.pause()
        document = scene.app.services.documents.visible_accounts(ZETTLE)
        await scene.until(pilot, lambda: isinstance(document.state, Failed))
        panel = screen.query_one(StatePanel).state
        assert isinstance(panel, Problem)
        for words in (
            "Account details",
            'client_id = "…"',
            "[profiles.acme]",
            "~/.config/codat-tui/config.toml",
        ):
            assert words in panel.next_step


async def test_read_only_says_why(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, read_only=True)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await accounts_opened(scene, pilot)
        screen.table.move_to(CASH)
        await pilot.press("space")
        assert "--write" in told(scene)
        assert screen.edit is not None
        assert not screen.edit.changed
