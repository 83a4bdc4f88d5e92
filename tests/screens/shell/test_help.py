"""The help: one heading in plain words for every group of keys, a search, keys that run from it, signs and codes."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import codat_tui.screens
import codat_tui.widgets
from codat_tui.app import CodatApp
from codat_tui.models.diagnosis import State
from codat_tui.present import Glyphs
from codat_tui.present.legend import signs
from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.screens.shell.help import GROUPS, HelpScreen
from codat_tui.screens.shell.zones import ZoneChoice
from tests.screens.company.history_scenes import shown
from tests.screens.scenes import Scene


def owners(kind: type[Any]) -> Iterator[type[Any]]:
    """The program's own classes that bind keys."""
    for each in kind.__subclasses__():
        if each.__module__.startswith("codat_tui."):
            yield each
        yield from owners(each)


def groups() -> set[str]:
    """The first part of every binding's id."""
    for room in (codat_tui.screens, codat_tui.widgets):
        for module in pkgutil.walk_packages(room.__path__, f"{room.__name__}."):
            import_module(module.name)
    bindings = (binding for owner in owners(DOMNode) for binding in owner.__dict__.get("BINDINGS", ()))
    identifiers = (each.id or "" for each in bindings if isinstance(each, Binding))
    return {group for group, dot, _ in (each.partition(".") for each in identifiers) if dot}


def test_every_group_of_keys_has_a_heading_and_no_heading_is_left_over() -> None:
    assert CodatApp.__name__ in {each.__name__ for each in owners(DOMNode)}
    assert set(GROUPS) == groups()


@pytest.mark.parametrize(
    ("group", "heading"),
    [
        ("flow", "Flow settings"),
        ("accounts", "Visible accounts"),
        ("new_company", "New company"),
        ("onboarding", "Guided path"),
    ],
)
def test_a_heading_is_what_the_screen_is_called(group: str, heading: str) -> None:
    assert GROUPS[group] == heading


async def test_the_help_is_searched_and_runs_what_is_chosen(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        await pilot.press("question_mark", "slash", *"time zone")
        help_screen = scene.app.screen
        assert isinstance(help_screen, HelpScreen)
        row = help_screen.table.cursor_row
        assert row is not None
        assert row.identifier == "app.time_zone"
        assert help_screen.table.shown_count < 6
        await pilot.press("enter", "enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, CompaniesScreen)
        assert scene.app.desk.zones.choice is ZoneChoice.MINE


async def test_the_help_explains_signs_and_codes_and_shows_ids_on_demand(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        await pilot.press("question_mark")
        await pilot.pause()
        assert "company.sync" not in shown(scene)
        await pilot.press("i")
        await pilot.pause()
        assert "company.sync" in shown(scene)
        await pilot.press("slash", *"4040")
        await pilot.pause()
        assert "Link lost: The company's link was deleted or de-authorised." in shown(scene)
        await pilot.press("ctrl+u", *"xyzzy")
        await pilot.pause()
        assert 'No key matches "xyzzy".' in shown(scene)
        # A code is no key: enter leaves the help where it is.
        await pilot.press("ctrl+u", *"4040", "enter", "enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, HelpScreen)
        await pilot.press("escape")


def test_every_state_has_its_sign_in_the_legend() -> None:
    rows = list(signs(Glyphs.ascii()))
    assert all(row.sign.text.isascii() for row in rows)
    said = [row.sign.text for row in rows]
    assert all(any(text.endswith(f" {state.words}") for text in said) for state in State)
