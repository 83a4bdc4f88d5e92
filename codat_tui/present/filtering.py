"""How a filter was understood, and why it finds nothing, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codat_tui.present.glyphs import Cell, Tone
from codat_tui.rules.filtering.word_filter import Culprit, FilterField, WordFilter

_SYNTAX = 'words, "two words", !not'


def filter_words(wanted: WordFilter[Any], fields: Sequence[FilterField[Any]]) -> tuple[Cell, ...]:
    """Return how the filter was understood, problems first; of an empty one, what may be typed."""
    if not wanted.terms:
        names = " ".join(f"{field.name}:" for field in fields)
        return (Cell(f"{_SYNTAX}, {names}" if names else _SYNTAX, Tone.MUTED),)
    problems = "; ".join(wanted.problems)
    understood = ", ".join(term.words for term in wanted.terms if term.words)
    cells = (
        Cell(f"{problems[:1].upper()}{problems[1:]}", Tone.WARNING),
        Cell(f"{understood[:1].upper()}{understood[1:]}", Tone.MUTED),
    )
    return tuple(cell for cell in cells if cell.text)


def nothing_found(one: str, many: str, part: Culprit | None) -> str:
    """Return which part of a filter is to blame for no row: "No company matches tulpx."."""
    if part is None:
        return f"No {one} matches."
    if not part.name:
        return f"No {one} matches all of it."
    # A field and what is quoted already are no words of the sentence.
    name = part.name if '"' in part.name or ":" in part.name else f'"{part.name}"'
    if part.others is None:
        return f"No {one} matches {name}."
    found = f"one {one}" if part.others == 1 else f"{part.others:,} {many}"
    return f"No {one} matches all of it; without {name} it is {found}."
