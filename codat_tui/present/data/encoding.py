"""From the frozen types of this folder to JSON, cells of text and a JSON Schema."""

from __future__ import annotations

import types
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

from codat_tui.models.clean_text import clean, clean_lines


class Lines(str):
    """Text of several lines, which keeps its line ends."""

    __slots__ = ()


class Plain(dict[str, Any]):
    """A row that is `plain` already."""

    __slots__ = ()


def plain(value: Any) -> Any:
    """Return *value* as JSON has it; text on one line, without control and reordering characters."""
    match value:
        case Plain():
            return value
        case Enum():
            return value.value
        case Lines():
            return clean_lines(value)
        case str():
            return clean(value)
        case None | bool() | int() | float():
            return value
        case datetime():
            return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%S}Z"
        case date():
            return value.isoformat()
        case Mapping():
            return {clean(str(key)): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
    return {name: plain(getattr(value, name)) for name in _names(type(value))}


def at_path(value: Any, path: str) -> Any:
    """Return the part of a `plain` value at a path such as "company.name"; of a list, that of each item."""
    for number, name in enumerate(steps := path.split(".")):
        if isinstance(value, list):
            rest = ".".join(steps[number:])
            return [at_path(each, rest) for each in value]
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_of(value: Any) -> str:
    """Return a `plain` value as one cell: lists with "; ", objects as "key=value"."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list():
            return "; ".join(filter(None, map(text_of, value)))
        case dict():
            return " ".join(f"{key}={text_of(each)}" for key, each in value.items())
    return str(value)


def cells(value: Any, paths: Iterable[str]) -> list[str]:
    """Return the cells of a row at *paths*."""
    whole = plain(value)
    return [text_of(at_path(whole, path)) for path in paths]


def part(value: Any, paths: Sequence[str]) -> dict[str, Any]:
    """Return only what is at *paths* of a row, by path."""
    whole = plain(value)
    return {path: at_path(whole, path) for path in paths}


def paths_of(kind: type) -> tuple[str, ...]:
    """Return every path of a type, in order: "company", "company.id", …"""
    return tuple(_paths(kind, ""))


def schema_of(kind: Any) -> dict[str, Any]:
    """Return the JSON Schema of a type of this folder."""
    if kind is Any:
        return {}
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return {"anyOf": [schema_of(each) for each in inner]}
    if origin is tuple:
        return {"type": "array", "items": schema_of(inner[0])}
    if origin is not None:
        return {"type": "object", "additionalProperties": schema_of(inner[1])}
    if kind in _SIMPLE:
        return dict(_SIMPLE[kind])
    if issubclass(kind, Enum):
        return {"enum": [each.value for each in kind]}
    hints = get_type_hints(kind)
    return {
        "type": "object",
        "description": (kind.__doc__ or "").partition("\n")[0],
        "properties": {name: schema_of(hints[name]) for name in _names(kind)},
        "required": list(_names(kind)),
        "additionalProperties": False,
    }


_SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    Lines: {"type": "string"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    type(None): {"type": "null"},
    datetime: {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
    date: {"type": "string", "pattern": r"^\d{4}-\d\d-\d\d$"},
}


_NAMES: dict[type, tuple[str, ...]] = {}


def _names(kind: type) -> tuple[str, ...]:
    names = _NAMES.get(kind)
    if names is None:
        assert is_dataclass(kind), f"{kind} is no type of this folder"
        names = _NAMES[kind] = tuple(each.name for each in fields(kind))
    return names


def _paths(kind: Any, before: str) -> Iterable[str]:
    if get_origin(kind) in (Union, types.UnionType):
        kind = next(each for each in get_args(kind) if each is not type(None))
    if get_origin(kind) is tuple:
        kind = get_args(kind)[0]
    if not (isinstance(kind, type) and is_dataclass(kind)):
        return
    hints = get_type_hints(kind)
    for name in _names(kind):
        yield f"{before}{name}"
        yield from _paths(hints[name], f"{before}{name}.")
