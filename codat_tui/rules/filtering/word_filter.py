"""A filter of words and fields: a row passes when every term lets it pass; pure, and fast for 50,000 rows.

A term that cannot be read lets every row pass and is reported.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from codat_tui.rules.filtering.tokens import Token, tokens
from codat_tui.words import some

R = TypeVar("R")
SHORTEST_ELSEWHERE = 4
"""Characters from which a word is looked for beyond the row: in ids, messages, tags; fewer are found everywhere."""


class Reading(NamedTuple, Generic[R]):
    """A value or a word as it was understood: *words* for a sentence, or *problem*, why it was not."""

    passes: Callable[[R], bool] | None
    words: str = ""
    problem: str = ""


class FilterField(Generic[R]):
    """What may stand before a colon.

    *label* begins the sentence of how it was understood. *read* reads one value; *values* returns those that may be
    typed. *every* is what the field without a value means, None when it needs one.
    """

    def __init__(
        self,
        name: str,
        label: str,
        read: Callable[[str], Reading[R]],
        values: Callable[[], Iterable[str]] = tuple,
        every: Reading[R] | None = None,
    ) -> None:
        self.name = name
        self.label = label
        self.read = read
        self.values = values
        self.every = every


class Term(NamedTuple, Generic[R]):
    """One piece of the filter. *passes* is None when it lets every row pass; *word* is "" unless it is looked for."""

    typed: str
    passes: Callable[[R], bool] | None
    words: str = ""
    problem: str = ""
    word: str = ""


class WordFilter(Generic[R]):
    """The rows to show."""

    def __init__(self, terms: Sequence[Term[R]] = ()) -> None:
        self.terms = tuple(terms)
        self._tests = tuple(term.passes for term in self.terms if term.passes is not None)

    @classmethod
    def parse(
        cls,
        line: str,
        test_of: Callable[[str], Callable[[R], bool]],
        fields: Sequence[FilterField[R]] = (),
        read_word: Callable[[str], Reading[R] | None] = lambda word: None,
    ) -> WordFilter[R]:
        """Return the filter of *line*.

        *test_of* returns the test whether a row has a word, which is in lower case; only words shorter than
        SHORTEST_ELSEWHERE may be looked for in less of it. *read_word* reads a word that means more than itself, such
        as a date, and returns None for any other.
        """
        terms = (_term(line, token, test_of, fields, read_word) for token in tokens(line))
        return cls([term for term in terms if term is not None])

    @property
    def empty(self) -> bool:
        """Every row passes."""
        return not self._tests

    @property
    def words(self) -> tuple[str, ...]:
        """Return the words that are looked for, in lower case."""
        return tuple(term.word for term in self.terms if term.word)

    @property
    def test(self) -> Callable[[R], bool]:
        """What a row must pass: this filter, or the one test it has, which costs a large list less."""
        return self._tests[0] if len(self._tests) == 1 else self

    def narrows(self, before: WordFilter[R]) -> bool:
        """Return whether every row that passes this filter certainly passes *before*, with no longer words."""
        return all(any(_implies(term, other) for term in self.terms) for other in before.terms)

    @property
    def problems(self) -> tuple[str, ...]:
        return tuple(term.problem for term in self.terms if term.problem)

    def __call__(self, row: R) -> bool:
        # A loop, not `all`: a filter tries every row at every key.
        for passes in self._tests:  # noqa: SIM110
            if not passes(row):
                return False
        return True


def in_text(facts: Callable[[R], str]) -> Callable[[str], Callable[[R], bool]]:
    """Return the tests whether a word is in the text that *facts* returns of a row, in any letter case."""
    return lambda word: lambda row: word in facts(row).casefold()


def _implies(term: Term[R], other: Term[R]) -> bool:
    """Return whether what passes *term* passes *other*: the same, or a longer word that is looked for in no more."""
    if term.typed == other.typed:
        return True
    longer = bool(other.word) and other.word in term.word
    return longer and (len(other.word) >= SHORTEST_ELSEWHERE or len(term.word) < SHORTEST_ELSEWHERE)


def _term(
    line: str,
    token: Token,
    test_of: Callable[[str], Callable[[R], bool]],
    fields: Sequence[FilterField[R]],
    read_word: Callable[[str], Reading[R] | None],
) -> Term[R] | None:
    typed = line[token.start : token.end]
    name = (token.name or "").casefold()
    field = next((each for each in fields if each.name == name), None)
    if field is not None:
        return _field_term(typed, token, field)
    word = token.text.casefold()
    if not word:
        return None
    reading = read_word(word)
    if reading is not None:
        words = f"not {reading.words}" if token.negated else reading.words
        return Term(typed, _negated(reading.passes, token.negated), words, reading.problem)
    remark = ""
    if fields and name.isalpha():
        remark = f"no field is called {name}, so {typed} is searched as text"

    passes = test_of(word)
    if token.negated:
        return Term(typed, _negated(passes, True), f'without "{word}"', remark)
    return Term(typed, passes, f'"{word}"', remark, word)


def _field_term(typed: str, token: Token, field: FilterField[R]) -> Term[R]:
    values = [value.casefold() for value in token.values if value]
    readings = [field.read(value) for value in values] or ([field.every] if field.every else [])
    if not readings:
        return Term(typed, None, f"{field.name}: {some(tuple(field.values()), 12)}")
    problem = next((each.problem for each in readings if each.problem), "")
    tests = [each.passes for each in readings if each.passes is not None]
    if not tests:
        return Term(typed, None, problem=problem)
    words = " or ".join(each.words for each in readings if each.words)
    said = " ".join(filter(None, (field.label, "not" if token.negated else "", words)))
    one = tests[0] if len(tests) == 1 else _any_of(tests)
    return Term(typed, _negated(one, token.negated), said, problem)


def _any_of(tests: Sequence[Callable[[R], bool]]) -> Callable[[R], bool]:
    return lambda row: any(test(row) for test in tests)


def _negated(test: Callable[[R], bool] | None, negated: bool) -> Callable[[R], bool] | None:
    return (lambda row: not test(row)) if test is not None and negated else test


class Culprit(NamedTuple):
    """The part of a filter that is to blame for no row: without it *others* would pass; None: no row passes it.

    *name* is "" where it is not one part alone.
    """

    name: str
    others: int | None = None


def culprit(parts: Sequence[tuple[str, Callable[[R], bool]]], rows: Sequence[R]) -> Culprit | None:
    """Return which of *parts*, each with its name, keeps all *rows* out, none of which passes all of them; None without
    parts or rows.
    """
    if not parts or not rows:
        return None
    if len(parts) == 1:
        return Culprit(parts[0][0])
    for name, passes in parts:
        if not any(map(passes, rows)):
            return Culprit(name)
    found = []
    for place, (name, _) in enumerate(parts):
        rest = [passes for number, (_, passes) in enumerate(parts) if number != place]
        found.append(Culprit(name, sum(all(passes(row) for passes in rest) for row in rows)))
    # Of equal ones the last: it was typed last.
    best = max(reversed(found), key=lambda each: each.others or 0)
    return best if best.others else Culprit("")
