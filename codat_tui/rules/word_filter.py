"""Free words typed into a filter: a thing matches when each of them occurs in its facts, whatever the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class WordFilter(Generic[R]):
    """*facts* gives all that is searched of a row, as one text."""

    words: tuple[str, ...]
    facts: Callable[[R], str]

    @classmethod
    def parse(cls, text: str, facts: Callable[[R], str]) -> WordFilter[R]:
        """The filter that *text* means: blanks separate words."""
        return cls(tuple(text.casefold().split()), facts)

    def __call__(self, row: R) -> bool:
        """Does *row* match?"""
        facts = self.facts(row).casefold()
        return all(word in facts for word in self.words)
