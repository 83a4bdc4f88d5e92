"""Connections by keys: what is there, create, authorise, unlink, wait for the merchant; and what never leaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, Static

from codat_tui.demo import DemoOptions
from codat_tui.screens.company.authorize import AuthorizeScreen
from codat_tui.screens.company.connection_detail import ConnectionDetailScreen
from codat_tui.screens.company.connections import ConnectionsScreen
from codat_tui.screens.shell.change_sheet import ChangeSheet
from codat_tui.screens.shell.shown_text import ShownTextScreen
from codat_tui.widgets.picker import Picker
from codat_tui.widgets.state_panel import Banner
from tests.screens.company.connection_scenes import (
    UNLINKED,
    WIDE,
    _connections_tab,  # noqa: F401
    connections_of,
    contents,
    id_of,
    in_time,
    lines_of,
    told,
)
from tests.screens.scenes import NORDIC_BIKES, Scene

SECRET = "hunter2-very-secret"


async def authorize(scene: Scene, pilot: Pilot[Any]) -> None:
    """Type one credential and confirm it."""
    await pilot.press("a")
    await pilot.pause()
    await pilot.press(*"apiKey", "enter", *SECRET, "ctrl+s")
    await scene.sheet_armed(pilot)
    await pilot.press("y")


def links_of(scene: Scene, company_id: str) -> set[str]:
    """How a company's links stand in the list of companies."""
    entry = scene.app.services.fleet.state.entries[company_id]
    return {side.status for side in (entry.commerce, entry.accounting) if side}


def pages_asked(scene: Scene) -> int:
    """How often the list of companies was asked for."""
    return sum((each.method, each.path) == ("GET", "/companies") for each in scene.demo.state.requests)


async def test_a_connection_is_created_from_the_platforms(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await connections_of(scene, pilot)
        await pilot.press("plus")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, Picker))
        await pilot.press(*"xero", "enter")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: len(screen.connections or ()) == 3)
        assert scene.world.effects.connections[screen.company_id] == 1
        await scene.until(pilot, lambda: pages_asked(scene) == 2)
        await scene.until(
            pilot, lambda: screen.connection is not None and screen.connection.platform_name == "Xero"
        )
        assert "not linked it yet" in lines_of(scene, "#lines")


async def test_a_picker_left_creates_nothing(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await connections_of(scene, pilot)
        await pilot.press("plus")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, Picker))
        await pilot.press("escape")
        assert isinstance(scene.app.screen, ConnectionsScreen)
        assert not scene.world.effects.connections


async def test_credentials_reach_codat_and_nothing_else(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await connections_of(scene, pilot)
        await pilot.press("down", "a")
        await pilot.pause()
        await pilot.press(*"apiKey", "enter", *SECRET)
        form = scene.app.screen
        assert isinstance(form, AuthorizeScreen)
        fields = list(form.query(Input))
        assert [field.password for field in fields] == [False, True, False, True]
        await pilot.press("ctrl+s")
        assert all(not field.value for field in fields)
        await scene.sheet_armed(pilot)
        sheet = scene.app.screen
        assert isinstance(sheet, ChangeSheet)
        assert SECRET not in f"{sheet.facts} {sheet.notes} {sheet.curl} {sheet.plan!r}"
        await pilot.press("y")
        await scene.until(pilot, lambda: scene.world.effects.authorizations[screen.company_id] == 1)
        await scene.until(pilot, lambda: bool(screen.connection and screen.connection.status == "Linked"))
        await scene.until(pilot, lambda: links_of(scene, screen.company_id) == {"Linked"})
        assert SECRET not in " ".join(told(scene))
    stored = contents(tmp_path)
    assert b"apiKey" in stored
    assert SECRET.encode() not in stored


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ((), "at least one"),
        (("tab", *"value"), "no name"),
        (tuple("name"), "no value"),
        ((*"a", "enter", *"b", "enter", *"a", "enter", *"c"), "same name"),
    ],
)
async def test_incomplete_credentials_stay_in_the_form(
    tmp_path: Path, keys: tuple[str, ...], problem: str
) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await connections_of(scene, pilot)
        await pilot.press("a")
        await pilot.pause()
        await pilot.press(*keys)
        await pilot.press("ctrl+s")
        await pilot.pause()
        form = scene.app.screen
        assert isinstance(form, AuthorizeScreen)
        assert problem in str(form.query_one("#authorize-says").render())
        fields = list(form.query(Input))
        await pilot.press("escape")
        assert isinstance(scene.app.screen, ConnectionsScreen)
        assert all(not field.value for field in fields)


async def test_unlinking_asks_for_the_typed_name(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await connections_of(scene, pilot, NORDIC_BIKES)
        await pilot.press("down", "f8")
        await scene.sheet_armed(pilot)
        await pilot.press("y", "enter")
        assert isinstance(scene.app.screen, ChangeSheet)
        await pilot.press("backspace", *NORDIC_BIKES, "enter")
        await scene.until(pilot, lambda: scene.world.effects.statuses[screen.company_id] == 1)
        await scene.until(pilot, lambda: bool(screen.connection and screen.connection.status == "Unlinked"))
        assert "link it again" in lines_of(scene, "#lines")
        await scene.until(pilot, lambda: "Unlinked" in links_of(scene, screen.company_id))
        assert pages_asked(scene) == 2


async def test_only_a_linked_connection_can_be_unlinked(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await connections_of(scene, pilot)
        await pilot.press("down", "f8")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, ChangeSheet))
        await pilot.press(*UNLINKED, "enter")
        await pilot.pause()
        sheet = scene.app.screen
        assert isinstance(sheet, ChangeSheet)
        assert "Only a Linked" in sheet.refusal
        assert not scene.world.effects.statuses


async def test_a_link_is_followed_until_the_merchant_has_linked_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await connections_of(scene, pilot)
        await pilot.press("down", "w")
        connection = screen.connection
        assert connection is not None
        linking = scene.app.services.linking
        merchant = scene.world.merchant(screen.company_id)
        await in_time(scene, pilot, lambda: (linking.of(connection.id) or follow_of(screen)).looks >= 1)
        assert "until it is Linked" in lines_of(scene, "#lines")
        scene.world.set_status(merchant, connection.id, "Linked")
        await in_time(scene, pilot, lambda: follow_of(screen).linked)
        await scene.until(pilot, lambda: bool(screen.connection and screen.connection.status == "Linked"))
        assert any("is Linked" in text for text in told(scene))
        await scene.until(pilot, lambda: links_of(scene, screen.company_id) == {"Linked"})


def follow_of(screen: ConnectionsScreen) -> Any:
    connection = screen.connection
    return screen.follow_of(connection) if connection is not None else None


async def test_following_goes_on_without_its_screen_and_stops_when_asked(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await connections_of(scene, pilot)
        await pilot.press("down", "w")
        connection = screen.connection
        assert connection is not None
        await pilot.press("escape")
        linking = scene.app.services.linking
        await in_time(scene, pilot, lambda: bool((found := linking.of(connection.id)) and found.looks >= 1))
        screen = await connections_of(scene, pilot)
        await pilot.press("down", "w")
        found = linking.of(connection.id)
        assert found is not None
        assert not found.running
        await scene.clock.advance(60)
        stopped = linking.of(connection.id)
        assert stopped is not None
        assert stopped.looks == found.looks


async def test_the_link_is_copied_and_without_a_browser_shown(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await connections_of(scene, pilot)
        await pilot.press("c", "o")
        await pilot.pause()
        connection = screen.connection
        assert connection is not None
        assert scene.app.clipboard == connection.link_url
        shown = scene.app.screen
        assert isinstance(shown, ShownTextScreen)
        assert connection.link_url in str(shown.query_one("#text Static", Static).render())
        assert "no browser" in str(shown.query_one("#what", Static).render())
        await pilot.press("escape")
        assert scene.app.screen is screen


async def test_what_may_not_have_arrived_is_shown_when_copied_again(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await connections_of(scene, pilot)
        assert screen.connection is not None
        await pilot.press("c")
        await scene.until(
            pilot, lambda: any("Sent the link" in each.message for each in scene.app._notifications)
        )
        await pilot.press("c")
        await pilot.pause()
        shown = scene.app.screen
        assert isinstance(shown, ShownTextScreen)
        assert screen.connection.link_url in str(shown.query_one("#text Static", Static).render())


async def test_the_detail_shows_all_the_server_sent(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await connections_of(scene, pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, ConnectionDetailScreen)
        await pilot.press("i", "escape")
        assert isinstance(scene.app.screen, ConnectionsScreen)


async def test_read_only_says_why_before_anything_is_typed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, read_only=True)
    async with scene.app.run_test(size=WIDE) as pilot:
        await connections_of(scene, pilot)
        for key in ("plus", "a", "f8"):
            await pilot.press(key)
            await pilot.pause()
            assert isinstance(scene.app.screen, ConnectionsScreen)
        assert sum("--write" in text for text in told(scene)) >= 1


@pytest.mark.parametrize(
    ("fault", "action"), [("402", "new"), ("404", "new"), ("429", "new"), ("409", "check_again")]
)
async def test_a_refused_connection_creates_nothing_and_says_why(
    tmp_path: Path, fault: str, action: str
) -> None:
    """Reading again repeats no write: a refusal offers its sheet. 409 says that a first attempt still runs."""
    scene = Scene(tmp_path, swept=False, options=DemoOptions(faults=f"POST */connections:{fault}"))
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await connections_of(scene, pilot)
        await pilot.press("plus")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, Picker))
        await pilot.press(*"xero", "enter")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        banner = screen.query_one(Banner)
        await in_time(scene, pilot, lambda: banner.outcome is not None)
        assert banner.outcome is not None
        assert banner.outcome.offer is not None
        assert banner.outcome.offer.action == action
        assert not scene.world.effects.connections


async def test_a_lost_answer_is_found_by_reading(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(faults="POST */connections:lost-answer"))
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await connections_of(scene, pilot)
        await pilot.press("plus")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, Picker))
        await pilot.press(*"xero", "enter")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await in_time(scene, pilot, lambda: len(screen.connections or ()) == 3)
        assert scene.world.effects.connections[id_of(scene, UNLINKED)] == 1
