"""The ids of all bindings of the program, to check what the configuration wants to move."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator

from textual.binding import Binding
from textual.dom import DOMNode

import codat_tui.screens
import codat_tui.widgets


def binding_ids() -> frozenset[str]:
    """Every id that `[keys]` may name; imports all screens, so it is asked for only where keys are moved."""
    for package in (codat_tui.screens, codat_tui.widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    return frozenset(
        binding.id
        for node in _classes(DOMNode)
        if node.__module__.startswith("codat_tui.")
        for binding in node.__dict__.get("BINDINGS", ())
        if isinstance(binding, Binding) and binding.id
    )


def unknown_ids(wanted: Iterable[str]) -> list[str]:
    """Those of *wanted* that name no binding, in order."""
    known = binding_ids()
    return sorted(identifier for identifier in wanted if identifier not in known)


def _classes(parent: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for child in parent.__subclasses__():
        yield child
        yield from _classes(child)
