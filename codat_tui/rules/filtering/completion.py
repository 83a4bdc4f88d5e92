"""What may be typed next in a line of filter text; pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from codat_tui.rules.filtering.tokens import NOT, QUOTE, as_typed, tokens
from codat_tui.rules.filtering.word_filter import FilterField


class Completion(NamedTuple):
    """Texts that may stand from *start* to *end*, in order; none when there is nothing to complete."""

    start: int
    end: int
    texts: tuple[str, ...] = ()


def completion(line: str, cursor: int, fields: Sequence[FilterField[Any]]) -> Completion:
    """Return what may stand where *cursor* is: names of fields, or values of the field there."""
    nothing = Completion(cursor, cursor)
    token = next((each for each in tokens(line) if each.start < cursor <= each.end), None)
    if token is None:
        return nothing
    if token.name is None:
        typed = line[token.start : cursor].removeprefix(NOT).casefold()
        names = tuple(f"{each.name}:" for each in fields if typed and each.name.startswith(typed))
        return Completion(token.start + token.negated, token.end, names)
    field = next((each for each in fields if each.name == (token.name or "").casefold()), None)
    if field is None or cursor < token.last:
        return nothing
    typed = line[token.last : cursor].strip(QUOTE).casefold()
    values = tuple(as_typed(each) for each in field.values() if each.casefold().startswith(typed))
    if not values:
        values = tuple(as_typed(each) for each in field.values() if typed in each.casefold())
    return Completion(token.last, token.end, values)


def completed(line: str, fields: Sequence[FilterField[Any]]) -> list[str]:
    """Return the lines that *line* may become, completed at its end."""
    offered = completion(line, len(line), fields)
    return [f"{line[: offered.start]}{text}{line[offered.end :]}" for text in offered.texts]
