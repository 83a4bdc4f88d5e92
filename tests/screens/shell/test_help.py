"""The headings of the help: one in plain words for every group of keys there is."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from textual.binding import Binding
from textual.dom import DOMNode

import codat_tui.screens
import codat_tui.widgets
from codat_tui.app import CodatApp
from codat_tui.screens.shell.help import GROUPS


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
