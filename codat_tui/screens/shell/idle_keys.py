"""What to say of a key that does nothing on a screen: what it does elsewhere, or which key does what was meant."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from codat_tui.screens.shell.help import GROUPS
from codat_tui.widgets.words_of_keys import declared_bindings, key_name, key_of, keys_in_force, with_keys

if TYPE_CHECKING:
    from textual.screen import Screen

HABITS: Mapping[str, str] = {
    "ctrl+f": "table.page_down",
    "ctrl+b": "table.page_up",
    "ctrl+n": "table.down",
    "ctrl+home": "table.first",
    "ctrl+end": "table.last",
    "insert": "table.mark",
    "f1": "app.help",
    "f10": "app.quit",
    "Q": "app.quit",
    "ctrl+x": "app.quit",
    "ctrl+l": "app.refresh",
    "ctrl+k": "app.command",
}
"""Keys of other programs, and the bindings here that do the same."""
WHERE = "{app.help} lists the keys."
MOST_PLACES = 2
PLACES = GROUPS.keys() - {
    "app",
    "detail",
    "editor",
    "export",
    "filter",
    "find",
    "help",
    "line",
    "picker",
    "reading",
    "sheet",
}
"""Groups of bindings that a person goes to; the others are what opens over a screen."""


def idle_words(screen: Screen[Any], key: str) -> str:
    """Return what to say when *key* does nothing on *screen* now."""
    return with_keys(screen, f"{_why(screen, key)} {WHERE}")


def _why(screen: Screen[Any], key: str) -> str:
    name = key_name(key)
    habit = declared_bindings().get(HABITS.get(key, ""))
    if habit is not None and habit.id is not None and _acts(screen, habit.id):
        return f"{name} does nothing here; {_lower(habit.description)} is {key_of(screen, habit.id)}."
    for _, bindings in screen._modal_binding_chain:
        for binding in bindings.key_to_bindings.get(key, ()):
            return f"{name} ({_lower(binding.description)}) does nothing here now."
    elsewhere = ", ".join(islice(_elsewhere(screen, key), MOST_PLACES))
    return f"{name} does nothing here ({elsewhere})." if elsewhere else f"{name} does nothing here."


def _acts(screen: Screen[Any], identifier: str) -> bool:
    return any(each.enabled and each.binding.id == identifier for each in screen.active_bindings.values())


def _elsewhere(screen: Screen[Any], key: str) -> Iterator[str]:
    """Yield what the key does on other screens."""
    groups: set[str] = set()
    for identifier, binding in sorted(declared_bindings().items()):
        group = identifier.partition(".")[0]
        if key in keys_in_force(screen, binding) and group in PLACES - groups:
            groups.add(group)
            yield f"{_lower(binding.description)} in {GROUPS[group]}"


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:] if words[1:2].islower() else words
