"""JSON as typed: read, or the line where it breaks."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from codat_tui.models.clean_text import is_clean
from codat_tui.rules.json.text import JsonProblem, canonical_json, json_text, read_json


def test_what_is_written_is_read_again() -> None:
    value = {"a": {"b": [1, None, "é"]}, "c": True}
    assert read_json(json_text(value)) == value


@pytest.mark.parametrize("write", [json_text, canonical_json])
@given(st.dictionaries(st.text(st.characters(codec=None)), st.text(st.characters(codec=None))))
@example({"\ud800": "é \udc00", "\u2028": "\x85 \u202e \x1b \n \\ \\u2028"})
def test_any_text_can_be_kept_and_shown_line_by_line_and_is_read_again(
    write: Callable[[object], str], value: dict[str, str]
) -> None:
    text = write(value)
    assert read_json(text.encode().decode()) == value
    assert text.splitlines() == text.split("\n"), "a text field takes no other line end for one"
    assert all(is_clean(line) for line in text.split("\n"))


def test_letters_of_any_language_stay_as_they_are() -> None:
    assert canonical_json({"a": "é 東京 שלום"}) == '{"a":"é 東京 שלום"}'


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
