"""A filter of words: a row matches when every word is in its text, in any letter case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class WordFilter(Generic[R]):
    """*facts* returns all text of a row that is searched."""

    words: tuple[str, ...]
    facts: Callable[[R], str]

    @classmethod
    def parse(cls, text: str, facts: Callable[[R], str]) -> WordFilter[R]:
        """Return the filter of *text*, words separated by spaces."""
        return cls(tuple(text.casefold().split()), facts)

    def __call__(self, row: R) -> bool:
        facts = self.facts(row).casefold()
        return all(word in facts for word in self.words)
