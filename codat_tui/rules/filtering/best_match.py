"""Which of the rows that a filter shows was most probably meant; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

R = TypeVar("R")
_NOT_IN_NAME = 5


def best_match(rows: Iterable[R], words: Sequence[str], *names: Callable[[R], str]) -> R | None:
    """Return the row to go to for *words*, in lower case; None without rows.

    One of whose *names* is what was typed; else begins with it; else has it at the beginning of a word; else has all
    words somewhere; else any row. Of equal ones, the first.
    """
    typed = " ".join(words)
    most = len(typed)
    best: R | None = None
    least = _NOT_IN_NAME + 1
    for row in rows:
        if least == 1:
            # Only the very name is better, and most rows of a large list come after the first that begins with it.
            # No text gets shorter in lower case.
            if any(len(text := name(row)) <= most and text.casefold() == typed for name in names):
                return row
            continue
        rank = min((_rank(name(row).casefold(), typed, words) for name in names), default=_NOT_IN_NAME)
        if rank < least:
            best, least = row, rank
            if not rank:
                break
    return best


def matching(rows: Iterable[R], words: Sequence[str], name: Callable[[R], str]) -> list[R]:
    """Return the rows whose *name* has all *words*, in lower case, the best match first."""
    if not words:
        return list(rows)
    typed, first = " ".join(words), words[0]
    # Most rows lack even one word, and are not ranked.
    named = ((text, row) for row in rows if first in (text := name(row).casefold()))
    found = [(_rank(text, typed, words), row) for text, row in named if all(word in text for word in words)]
    return [row for _, row in sorted(found, key=lambda each: each[0])]


def _rank(name: str, typed: str, words: Sequence[str]) -> int:
    if name == typed:
        return 0
    if name.startswith(typed):
        return 1
    if _begins_word(name, typed):
        return 2
    if all(_begins_word(name, word) for word in words):
        return 3
    return 4 if all(word in name for word in words) else _NOT_IN_NAME


def _begins_word(name: str, typed: str) -> bool:
    place = name.find(typed)
    while place > 0 and name[place - 1].isalnum():
        place = name.find(typed, place + 1)
    return place >= 0
