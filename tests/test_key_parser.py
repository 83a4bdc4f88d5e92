"""What a terminal sends in one write, or in several, as the keys a person typed; nothing else is read otherwise."""

from __future__ import annotations

import pytest
from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from codat_tui.key_parser import KeyParser


def read(parser: XTermParser, *writes: str) -> list[Message]:
    """The events of *writes*, and of the silence after them."""
    found = [event for data in writes for event in parser.feed(data)]
    parser._timeout_time = 0.0 if parser._timeout_time is not None else None
    return found + list(parser.tick())


def keys(*writes: str) -> list[tuple[str, str | None]]:
    return [(each.key, each.character) for each in read(KeyParser(), *writes) if isinstance(each, events.Key)]


@pytest.mark.parametrize(
    ("writes", "expected"),
    [
        (("\x1b",), [("escape", "\x1b")]),
        (("\x1br",), [("alt+r", "r")]),
        (("\x1bR",), [("alt+shift+r", "R")]),
        (("\x1b]",), [("alt+right_square_bracket", "]")]),
        (("\x1b[",), [("alt+left_square_bracket", "[")]),
        (("\x1b/no",), [("alt+slash", "/"), ("n", "n"), ("o", "o")]),
        (("\x1br\x1b",), [("alt+r", "r"), ("escape", "\x1b")]),
        (("\x1b\x1b",), [("escape", "\x1b"), ("escape", "\x1b")]),
        (("\x1b2",), [("alt+2", "2")]),
        (("\x1bf",), [("alt+f", "f")]),
        (("\x1b\r",), [("alt+enter", "\r")]),
        (("\x1b", "r"), [("alt+r", "r")]),
        (("\x1b", "rs"), [("alt+r", "r"), ("s", "s")]),
        (("x\x1b", "\x1b[A"), [("x", "x"), ("escape", "\x1b"), ("up", None)]),
    ],
)
def test_esc_and_a_key_are_not_lost(writes: tuple[str, ...], expected: list[tuple[str, str | None]]) -> None:
    assert keys(*writes) == expected


@pytest.mark.parametrize(
    "writes",
    [
        ("]]]",),
        ("\x1b[A\x1b[B\x1bOP\x1b[15~",),
        ("\x1b[", "A"),
        ("\x1b", "[A"),
        ("\x1b[114;3u",),
        ("\x1b[<0;10;10M\x1b[<0;10;10m",),
        ("\x1b[200~two\nlines\x1b[201~",),
        ("é\x1b[I\x1b[O",),
        ("\x03\x13\t\r",),
    ],
)
def test_all_else_is_read_as_textual_reads_it(writes: tuple[str, ...]) -> None:
    ours, theirs = read(KeyParser(), *writes), read(XTermParser(), *writes)
    assert [repr(each) for each in ours] == [repr(each) for each in theirs]
    assert ours


def test_an_esc_that_nothing_followed_in_time_is_one() -> None:
    parser = KeyParser()
    assert list(parser.feed("\x1b")) == []
    parser._timeout_time = 0.0
    (escape,) = parser.tick()
    (letter,) = parser.feed("r")
    assert isinstance(escape, events.Key)
    assert isinstance(letter, events.Key)
    assert (escape.key, letter.key) == ("escape", "r")


def test_the_end_of_input_is_passed_on() -> None:
    parser = KeyParser()
    assert list(parser.feed("")) == []
    assert parser.is_eof
