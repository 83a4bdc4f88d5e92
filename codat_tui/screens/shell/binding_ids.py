"""Finds mistakes in `[keys]` of the configuration."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from itertools import combinations

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.screen import ModalScreen, Screen

import codat_tui.screens
import codat_tui.widgets
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import declared_bindings, is_key, key_name, node_classes, usable


@cache
def binding_ids() -> frozenset[str]:
    """Every id that `[keys]` may name. Imports all screens, so call it only when keys are configured."""
    for package in (codat_tui.screens, codat_tui.widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return frozenset(declared_bindings())


def key_mistakes(moved: Mapping[str, str]) -> list[str]:
    """One sentence per mistake in *moved*: binding id to comma-separated keys."""
    known = binding_ids()
    said = [f'No binding is called "{each}".' for each in sorted(moved) if each not in known]
    said += [
        f'"{key.strip()}" of {identifier} is not a key of a terminal: the keys of that binding stay.'
        for identifier, keys in sorted(moved.items())
        for key in keys.split(",")
        if not is_key(key.strip())
    ]
    taken = App._normalize_keymap(usable(moved))
    pairs = {pair for chain in _chains() for pair in _clashes(chain, taken, moved.keys())}
    return said + [
        f"{key_name(key)} is the key of both {one} and {other}: one of them hides the other. Move one of the two."
        for key, one, other in sorted(pairs)
    ]


def _chains() -> Iterator[list[type[DOMNode]]]:
    """The classes whose keys are active together: a screen, a table of its folder, the app."""
    classes = list(node_classes())
    apps: list[type[DOMNode]] = [each for each in classes if issubclass(each, App)]
    tables: list[type[DOMNode]] = [each for each in classes if issubclass(each, VirtualTable)]
    for screen in classes:
        if not issubclass(screen, Screen):
            continue
        if issubclass(screen, ModalScreen):
            yield [screen]
            continue
        folder = screen.__module__.rpartition(".")[0]
        beside = [each for each in tables if each.__module__.startswith(f"{folder}.")]
        common: type[DOMNode] = VirtualTable
        for table in (common, *beside):
            yield [table, screen, *apps]


def _clashes(
    chain: Iterable[type[DOMNode]], taken: Mapping[str, str], moved: Collection[str]
) -> Iterator[tuple[str, str, str]]:
    by_key: dict[str, dict[str, Binding]] = {}
    for node in chain:
        for bindings in node._merge_bindings().key_to_bindings.values():
            for binding in bindings:
                if binding.id is not None:
                    for key in taken.get(binding.id, binding.key).split(","):
                        by_key.setdefault(key, {})[binding.id] = binding
    for key, found in by_key.items():
        for one, other in combinations(sorted(found), 2):
            if (one in moved or other in moved) and found[one].action != found[other].action:
                yield key, one, other
