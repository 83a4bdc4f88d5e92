"""Reads a line of filter text: `word`, `"two words"`, `!word`, `name:value,"another value"`; pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

QUOTE = '"'
NOT = "!"


class Token(NamedTuple):
    """One piece of the line, from *start* to *end*.

    *text* is all of it without quotes and `!`. *name* is what stands before the first colon, None without one, and
    *values* what stands behind it, the last of which begins at *last*.
    """

    start: int
    end: int
    negated: bool
    text: str
    name: str | None
    values: tuple[str, ...]
    last: int


def tokens(line: str) -> Iterator[Token]:
    """Yield the pieces of *line*. A quote that is not closed reaches to the end."""
    place = 0
    while place < len(line):
        if line[place].isspace():
            place += 1
            continue
        token = _token(line, place)
        yield token
        place = token.end


def _token(line: str, start: int) -> Token:
    negated = line.startswith(NOT, start)
    place = start + negated
    text, piece, last = "", "", place
    name: str | None = None
    values: list[str] = []
    while place < len(line) and not line[place].isspace():
        character = line[place]
        if character == QUOTE and place == last:
            # A quote inside a word is a character like any other.
            closed = line.find(QUOTE, place + 1)
            inside = line[place + 1 : closed] if closed >= 0 else line[place + 1 :]
            text, piece = text + inside, piece + inside
            place = closed + 1 if closed >= 0 else len(line)
            continue
        place += 1
        text += character
        if character == ":" and name is None and not _is_quoted(line, last):
            name, piece, last = piece, "", place
        elif character == "," and name is not None:
            values.append(piece)
            piece, last = "", place
        else:
            piece += character
    return Token(start, place, negated, text, name, (*values, piece), last)


def _is_quoted(line: str, start: int) -> bool:
    return line.startswith(QUOTE, start)


def as_typed(value: str) -> str:
    """Return *value* as it is typed: in quotes where it needs them."""
    needs = not value or value[0] in (QUOTE, NOT) or any(each.isspace() or each in ",:" for each in value)
    return f"{QUOTE}{value.replace(QUOTE, '')}{QUOTE}" if needs else value
