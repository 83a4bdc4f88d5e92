"""JSON values by path, and differences between two.

Invariant: no knowledge of fields: what is not addressed stays unchanged, and no input is changed in place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from json import dumps
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]
Steps: TypeAlias = tuple[str | int, ...]

# Asking for the abstract type alone takes three times as long, and nearly every object is a dictionary.
OBJECTS = (dict, Mapping)

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


class Absence(Enum):
    """Not there, which is not null."""

    ABSENT = "absent"


ABSENT = Absence.ABSENT


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two values differ; ABSENT where one has none."""

    steps: Steps
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Rebased:
    """Edits applied to newer JSON; *conflicts* are places that somebody else changed too.

    A conflict's *before* is the current value, its *after* the edit's.
    """

    wanted: dict[str, Any]
    conflicts: tuple[Difference, ...]


def entry_path(map_path: str, key: str) -> str:
    """Return the path of a map's entry:

    `map.refund`, or `map["acct:7/x"]` for a key that is no plain word.
    """
    if _PLAIN_KEY.fullmatch(key):
        return f"{map_path}.{key}"
    return f"{map_path}[{dumps(key, ensure_ascii=False)}]"


def path_text(steps: Steps) -> str:
    """Return a path as findings write it: `configuration.sales.accounts.refund`, `rows[0]`, `map["a/b"]`."""
    text = ""
    for step in steps:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text = entry_path(text, step).removeprefix(".")
    return text


def value_at(json: Any, steps: Steps) -> Any:
    """Return the value at the path, or ABSENT."""
    for step in steps:
        if isinstance(json, OBJECTS):
            found = step in json
        else:
            found = isinstance(json, list | tuple) and isinstance(step, int) and step < len(json)
        if not found:
            return ABSENT
        json = json[step]
    return json


def with_value(json: Any, steps: Steps, value: Any) -> Any:
    """Return a copy with *value* at the path (ABSENT removes it); missing objects are created."""
    if not steps:
        return value
    if value is ABSENT and value_at(json, steps) is ABSENT:
        return json
    first, rest = steps[0], steps[1:]
    if isinstance(first, int):
        rows = list(json) if isinstance(json, list | tuple) else []
        if first < len(rows):
            rows[first] = with_value(rows[first], rest, value)
        return rows
    result = dict(json) if isinstance(json, Mapping) else {}
    if value is ABSENT and not rest:
        del result[first]
    else:
        result[first] = with_value(result.get(first), rest, value)
    return result


def differences(before: Any, after: Any, steps: Steps = ()) -> tuple[Difference, ...]:
    """Return the differences: objects key by key, lists and scalars as a whole."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        keys = [*before, *(key for key in after if key not in before)]
        return tuple(
            difference
            for key in keys
            for difference in differences(before.get(key, ABSENT), after.get(key, ABSENT), (*steps, key))
        )
    return () if _same(before, after) else (Difference(steps, before, after),)


def rebase(shown: Json, wanted: Json, now: Json) -> Rebased:
    """Apply the edits from *shown* to *wanted* to *now*; one that *now* already has is no conflict."""
    result: Any = now
    conflicts: list[Difference] = []
    for edit in differences(shown, wanted):
        there = value_at(now, edit.steps)
        if not _same(there, edit.before) and not _same(there, edit.after):
            conflicts.append(Difference(edit.steps, there, edit.after))
        result = with_value(result, edit.steps, edit.after)
    return Rebased(dict(result), tuple(conflicts))


def _same(one: Any, other: Any) -> bool:
    # In JSON true is not 1; a list read as a tuple is the same list.
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(_same(a, b) for a, b in zip(one, other, strict=True))
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
