"""Codat's query language over JSON rows, and `orderBy`.

    query      = all { "||" all }
    all        = part { "&&" part }
    part       = "{" query "}" | path operator value
    operator   = "=" | "!=" | "~" | ">" | "<" | ">=" | "<="

`=` and `!=` take any value, `~` text, the others numbers and dates. Dots in a path lead into objects; in a list
one element must match, for `!=` all. Null equals nothing.

Invariant: an unknown property is an error, not an empty answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from codat_tui.demo.documented import MAXIMUM_QUERY_LENGTH, ApiError, Json, parse_stamp

Predicate = Callable[[Json], bool]
_OPERATORS = re.compile(r"\s*(!=|>=|<=|=|~|>|<)\s*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_OPEN_MAPS = ("tags", "connectionInfo")


def compile_query(text: str, sample: Json) -> Predicate:
    """Return the predicate of the query; `sample` names the properties of a row.

    Raises ApiError 400 for a malformed query or an unknown property, as Codat does.
    """
    if len(text) >= MAXIMUM_QUERY_LENGTH:
        raise _malformed()
    reader = _Reader(text, sample)
    predicate = reader.alternatives()
    if reader.rest.strip():
        raise _malformed()
    return predicate


def sort_key(text: str, sample: Json) -> tuple[Callable[[Json], Any], bool]:
    """Return the sort key for `orderBy`, and whether descending; nulls sort first. Raises ApiError 400."""
    descending = text.startswith("-")
    path = text.lstrip("-").strip()
    _check(path, sample)

    def key(row: Json) -> Any:
        value = next(_values(row, path.split(".")), None)
        return (0, "") if value is None else (1, str(value).casefold())

    return key, descending


def _malformed() -> ApiError:
    return ApiError(400, "Error parsing query - Malformed query.", "ClientsApi")


def _check(path: str, sample: Json) -> None:
    node: Any = sample
    for step in path.split("."):
        if isinstance(node, list):
            node = node[0] if node else {}
        if not isinstance(node, dict) or step not in node:
            raise ApiError(
                400, f"Error parsing query - Could not resolve property {path} on Dataset", "ClientsApi"
            )
        if step in _OPEN_MAPS:
            return
        node = node[step]


def _values(node: Any, steps: list[str]) -> Iterator[Any]:
    if isinstance(node, list):
        for element in node:
            yield from _values(element, steps)
    elif not steps:
        yield node
    elif isinstance(node, dict) and steps[0] in node:
        yield from _values(node[steps[0]], steps[1:])


class _Reader:
    """Reads one query from left to right; `rest` is the unread part."""

    def __init__(self, text: str, sample: Json) -> None:
        self.rest = text
        self._sample = sample

    def alternatives(self) -> Predicate:
        parts = [self._conjunction()]
        while self._skip("||"):
            parts.append(self._conjunction())
        return parts[0] if len(parts) == 1 else lambda row: any(part(row) for part in parts)

    def _conjunction(self) -> Predicate:
        parts = [self._part()]
        while self._skip("&&"):
            parts.append(self._part())
        return parts[0] if len(parts) == 1 else lambda row: all(part(row) for part in parts)

    def _skip(self, token: str) -> bool:
        self.rest = self.rest.lstrip()
        if not self.rest.startswith(token):
            return False
        self.rest = self.rest[len(token) :]
        return True

    def _part(self) -> Predicate:
        if self._skip("{"):
            inner = self.alternatives()
            if not self._skip("}"):
                raise _malformed()
            return inner
        return self._comparison()

    def _comparison(self) -> Predicate:
        length = min((i for i in map(self.rest.find, ("&&", "||", "}")) if i >= 0), default=len(self.rest))
        text, self.rest = self.rest[:length], self.rest[length:]
        pieces = _OPERATORS.split(text.strip(), maxsplit=1)
        if len(pieces) != 3 or not all(pieces) or "{" in text:
            raise _malformed()
        path, operator, value = pieces
        _check(path, self._sample)
        compare = _comparison_with(operator, value)
        steps = path.split(".")
        if operator == "!=":
            return lambda row: all(compare(each) for each in _values(row, steps))
        return lambda row: any(compare(each) for each in _values(row, steps))


def _comparison_with(operator: str, value: str) -> Callable[[Any], bool]:
    if operator == "=":
        return lambda each: each is not None and _text(each) == value
    if operator == "!=":
        return lambda each: each is None or _text(each) != value
    if operator == "~":
        wanted = value.casefold()
        return lambda each: isinstance(each, str) and wanted in each.casefold()
    if _NUMBER.fullmatch(value):
        return _ordered(operator, float(value), lambda each: float(each) if _is_number(each) else None)
    try:
        return _ordered(operator, parse_stamp(value), _as_moment)
    except ValueError:
        raise _malformed() from None


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _as_moment(value: Any) -> datetime | None:
    try:
        return parse_stamp(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _ordered(operator: str, wanted: Any, read: Callable[[Any], Any]) -> Callable[[Any], bool]:
    def compare(each: Any) -> bool:
        value = read(each)
        if value is None:
            return False
        if operator in (">", ">="):
            return bool(value > wanted) or (operator == ">=" and value == wanted)
        return bool(value < wanted) or (operator == "<=" and value == wanted)

    return compare
