"""Keys in words: the key in force for a binding id, with `[keys]` of the configuration applied."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache, partial

from textual.app import App
from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode
from textual.keys import Keys, format_key, key_to_character
from textual.widget import Widget

from codat_tui.present.keys import fill_keys

# For keys that Textual shows as signs.
_NAMES = {"enter": "enter", "escape": "esc", "backspace": "backspace"}
_MODIFIERS = frozenset(("ctrl", "shift", "alt", "super", "hyper", "meta"))
_KEYS = frozenset(key.value for key in Keys)
_declared: dict[str, Binding] = {}


VERDICT_KEYS = {
    "company.sync": "sync now",
    "company.merchant": "message",
    "company.copy_ticket": "ticket",
    "company.evidence": "evidence",
    "company.why": "why",
}
"""The keys under a verdict after that of its remedy, and their words there."""


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
    found = {
        identifier: keys
        for identifier, keys in moved.items()
        if all(is_key(key.strip()) for key in keys.split(","))
    }
    return {**_yielding(found), **found}


def _yielding(moved: Mapping[str, str]) -> dict[str, str]:
    """The other bindings whose second keys somebody gave to a binding in *moved*, with the keys left to them."""
    taken = {key for keys in App._normalize_keymap(dict(moved)).values() for key in keys.split(",")}
    found = {}
    for identifier, binding in declared_bindings().items():
        first, *more = binding.key.split(",")
        left = [key for key in more if key not in taken]
        if identifier not in moved and len(left) < len(more):
            found[identifier] = ",".join((first, *left))
    return found


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


def keys_in_force(node: DOMNode, binding: Binding) -> list[str]:
    """Return all keys of a declared binding, with `[keys]` of the configuration applied."""
    return node.app._keymap.get(binding.id or "", binding.key).split(",")


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


def in_declared_order(active: Mapping[str, ActiveBinding]) -> dict[str, ActiveBinding]:
    """Return *active* with the bindings of each node in the order in which its classes declare them.

    Textual keeps the place of a base class's key, also for what a subclass binds to that key.
    """
    nodes = list(dict.fromkeys(each.node for each in active.values()))
    places = {node: (number, _declared_places(type(node))) for number, node in enumerate(nodes)}

    def place(item: tuple[str, ActiveBinding]) -> tuple[int, int]:
        number, declared = places[item[1].node]
        return number, declared.get(item[1].binding.id or "", -1)

    return dict(sorted(active.items(), key=place))


@lru_cache
def _declared_places(kind: type[DOMNode]) -> Mapping[str, int]:
    """The places of the ids in the BINDINGS of a class and its bases; the last declaration counts."""
    found: dict[str, int] = {}
    for base in reversed(kind.__mro__):
        for binding in base.__dict__.get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id:
                found.pop(binding.id, None)
                found[binding.id] = 0
    return {identifier: number for number, identifier in enumerate(found)}


def node_classes(parent: type[DOMNode] = DOMNode) -> Iterator[type[DOMNode]]:
    """Yield the imported classes of the program below *parent*."""
    for child in parent.__subclasses__():
        if child.__module__.startswith("codat_tui."):
            yield child
        yield from node_classes(child)
