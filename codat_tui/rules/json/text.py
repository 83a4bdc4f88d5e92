"""JSON typed by a person: read it, or find where it stops being JSON."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from codat_tui.models.clean_text import UNSAFE
from codat_tui.rules.json.paths import Steps


@dataclass(frozen=True, slots=True)
class JsonProblem:
    """Where a text stops being a JSON object; line and column from 1."""

    line: int
    column: int
    why: str

    def __str__(self) -> str:
        return f"Line {self.line}, column {self.column}: {self.why}"


def json_text(value: object) -> str:
    return _dumped(value, indent=2)


def canonical_json(value: object) -> str:
    """Return the shortest JSON with sorted keys: equal texts mean equal JSON."""
    return _dumped(value, sort_keys=True, separators=(",", ":"))


# What no file can hold, and what a text field takes for the end of a line, is written as an escape.
def _dumped(value: object, **more: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, **more)
    # Nothing printable is unsafe, and that is found out at once.
    return text if text.isprintable() else re.sub(UNSAFE, _escaped, text)


def _escaped(found: re.Match[str]) -> str:
    # The line ends of an indented text are its own: those of a value are escaped already.
    return found[0] if found[0] == "\n" else f"\\u{ord(found[0]):04x}"


def read_json(text: str) -> dict[str, Any] | JsonProblem:
    """Return the object, or the first problem: no JSON, a duplicate key, no object."""
    try:
        value = json.loads(text, parse_constant=_not_a_number, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        return JsonProblem(error.lineno, error.colno, _WORDS.get(error.msg, error.msg))
    except _TwiceError as error:
        line, column = _second_place(text, error.key)
        return JsonProblem(line, column, f'the key "{error.key}" appears twice in one object')
    except (ValueError, RecursionError) as error:
        return JsonProblem(1, 1, str(error))
    if not isinstance(value, dict):
        return JsonProblem(1, 1, "a configuration is one object in { }")
    return value


def line_of(text: str, steps: Steps) -> int:
    """Return the line, from 0, of a path in a text of `json_text`, or of its nearest parent."""
    place = 0
    for depth, step in enumerate(steps, 1):
        key = f"\n{'  ' * depth}{json.dumps(step, ensure_ascii=False)}:"
        found = text.find(key, place) if isinstance(step, str) else -1
        if found < 0:
            break
        place = found + 1
    return text.count("\n", 0, place)


_WORDS = {
    "Expecting property name enclosed in double quotes": 'a key in double quotes or "}" is expected here',
    "Illegal trailing comma before end of object": "remove the comma before }",
    "Expecting ',' delimiter": "a comma is missing here, or the line before is not finished",
    "Expecting ':' delimiter": 'a ":" is missing after the key',
    "Expecting value": "a value is missing here",
    "Extra data": "nothing may follow the end of the object",
}


class _TwiceError(Exception):
    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key, value in pairs:
        if key in result:
            raise _TwiceError(key)
        result[key] = value
    return result


def _second_place(text: str, key: str) -> tuple[int, int]:
    # The last place of the key: the parser does not say which object has it twice.
    place = text.rfind(json.dumps(key, ensure_ascii=False))
    before = text[: max(place, 0)]
    return before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1


def _not_a_number(word: str) -> float:
    raise ValueError(f"{word} is not JSON")
