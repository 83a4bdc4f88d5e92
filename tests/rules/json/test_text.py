"""JSON as typed: read, or the line where it breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from codat_tui.rules.json.text import JsonProblem, canonical_json, json_text, read_json


def test_what_is_written_is_read_again() -> None:
    value = {"a": {"b": [1, None, "é"]}, "c": True}
    assert read_json(json_text(value)) == value


@pytest.mark.parametrize("write", [json_text, canonical_json])
def test_half_a_surrogate_pair_can_be_kept_and_is_read_again(write: Callable[[object], str]) -> None:
    value = {"\ud800": "é \udc00"}
    assert read_json(write(value).encode().decode()) == value
    assert "é" in write({"a": "é"})


@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ('{\n  "a": 1\n  "b": 2\n}', 3, "comma"),
        ('{\n  "a": ,\n}', 2, "value"),
        ('{\n  "a" 1\n}', 2, '":"'),
        ('{"a": 1}\nmore', 2, "nothing may follow"),
        ('{\n  "a": 1,\n  "a": 2\n}', 3, "twice"),
        ("[1]", 1, "object"),
        ('{"a": NaN}', 1, "NaN"),
        ("", 1, "value"),
    ],
)
def test_a_problem_says_where_and_why(text: str, line: int, word: str) -> None:
    problem = read_json(text)
    assert isinstance(problem, JsonProblem)
    assert problem.line == line
    assert word in str(problem)
