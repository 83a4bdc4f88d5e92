"""Keys in words: the key in force for a binding id, with `[keys]` of the configuration applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from textual.binding import Binding
from textual.dom import DOMNode
from textual.keys import Keys, format_key, key_to_character
from textual.widget import Widget

from codat_tui.present.keys import fill_keys

# For keys that Textual shows as signs.
_NAMES = {"enter": "enter", "escape": "esc", "backspace": "backspace"}
_MODIFIERS = frozenset(("ctrl", "shift", "alt", "super", "hyper", "meta"))
_KEYS = frozenset(key.value for key in Keys)
_declared: dict[str, Binding] = {}


def key_name(key: str) -> str:
    """Return a key as the documentation writes it: "esc" for "escape", "?" for "question_mark"."""
    *modifiers, last = key.split("+")
    return "+".join((*modifiers, _NAMES.get(last) or format_key(last)))


def is_key(key: str) -> bool:
    """Return whether a terminal can send *key*."""
    if key in _KEYS:
        return True
    *modifiers, last = key.split("+")
    if not key or not _MODIFIERS.issuperset(modifiers):
        return False
    return len(last) == 1 or last in _KEYS or key_to_character(last) is not None


def usable(moved: Mapping[str, str]) -> dict[str, str]:
    """The part of `[keys]` that can act: a binding with a key that no terminal sends keeps its own keys."""
    return {
        identifier: keys
        for identifier, keys in moved.items()
        if all(is_key(key.strip()) for key in keys.split(","))
    }


def shown_key(binding: Binding) -> str:
    """Return the key of a binding in force, for display."""
    return binding.key_display or key_name(binding.key)


def key_of(node: DOMNode, binding_id: str) -> str:
    """Return the first key in force for *binding_id*, or the command when its screen is not imported."""
    moved = node.app._keymap.get(binding_id)
    if moved:
        return key_name(moved.split(",")[0])
    if binding_id not in _declared:
        _declared.update(declared_bindings())
    binding = _declared.get(binding_id)
    if binding is None:
        return ":" + binding_id.partition(".")[2].replace("_", "-")
    return shown_key(next(iter(Binding.make_bindings([binding]))))


def key_of_action(widget: Widget, action: str) -> str:
    """Return the key in force for *action* on the widget's screen, "" if none."""
    for _, binding, enabled, _ in widget.screen.active_bindings.values():
        if enabled and binding.action == action:
            return shown_key(binding)
    return ""


def with_keys(node: DOMNode, sentence: str) -> str:
    """Return *sentence* with keys for the binding ids in braces: "{company.sync} starts one."."""
    return fill_keys(sentence, partial(key_of, node))


def declared_bindings() -> dict[str, Binding]:
    """Return the bindings of all imported classes of the program, by id."""
    return {
        binding.id: binding
        for node in node_classes()
        for binding in node.__dict__.get("BINDINGS", ())
        if isinstance(binding, Binding) and binding.id
    }


def node_classes(parent: type[DOMNode] = DOMNode) -> Iterator[type[DOMNode]]:
    """Yield the imported classes of the program below *parent*."""
    for child in parent.__subclasses__():
        if child.__module__.startswith("codat_tui."):
            yield child
        yield from node_classes(child)
