"""What a line of filter text means: by table, and that no line breaks it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.rules.filtering.best_match import best_match, matching
from codat_tui.rules.filtering.completion import completion
from codat_tui.rules.filtering.fields import (
    choice_field,
    code_field,
    platform_field,
    since_field,
    text_field,
)
from codat_tui.rules.filtering.tokens import as_typed, tokens
from codat_tui.rules.filtering.word_filter import (
    SHORTEST_ELSEWHERE,
    Culprit,
    FilterField,
    WordFilter,
    culprit,
    in_text,
)

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)


class Row(NamedTuple):
    name: str
    state: str = "fine"
    code: int | None = 2000
    at: datetime | None = None
    platform: str = "Xero"
    note: str = ""


PLATFORMS = (("Xero", "gbol"), ("QuickBooks Online", "qhyg"))
FIELDS: tuple[FilterField[Row], ...] = (
    choice_field(
        "status", "status", ("failing", "fine", "not_checked"), lambda row, value: row.state == value
    ),
    code_field("code", ("2000", "4000", "5130"), lambda row: row.code),
    since_field("began", lambda row: row.at, NOW),
    platform_field(lambda row: (row.platform,), lambda: PLATFORMS),
    text_field("note", "note", lambda row: filter(None, (row.note,)), every="any"),
)
ROWS = (
    Row("Harbour Lane Coffee", "failing", 4000, NOW - timedelta(days=3)),
    Row("Nordic Bikes AB", "failing", 5130, NOW - timedelta(days=30), "QuickBooks Online"),
    Row("Nordic Outfitters", note="Ask on Monday"),
    Row("Tulp & Thee", "not_checked", None),
)


def read(line: str) -> WordFilter[Row]:
    return WordFilter.parse(line, in_text(lambda row: row.name), FIELDS)


def found(line: str) -> str:
    """The first letters of the rows that pass."""
    return " ".join("".join(word[0] for word in row.name.split()) for row in filter(read(line), ROWS))


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("", "HLC NBA NO T&T"),
        ("nordic", "NBA NO"),
        ("NORDIC bikes", "NBA"),
        ('"nordic b"', "NBA"),
        ('"nordic b', "NBA"),
        ('"bikes nordic"', ""),
        ("!nordic", "HLC T&T"),
        ('!"nordic b"', "HLC NO T&T"),
        ("nordic !bikes", "NO"),
        ("!", "HLC NBA NO T&T"),
        ("status:failing", "HLC NBA"),
        ("STATUS:Failing", "HLC NBA"),
        ("status:f", "HLC NBA NO"),
        ("status:failing,not", "HLC NBA T&T"),
        ('status:"not checked"', "T&T"),
        ("!status:failing", "NO T&T"),
        ("status:", "HLC NBA NO T&T"),
        ("status:wrong", "HLC NBA NO T&T"),
        ("status:wrong,failing", "HLC NBA"),
        ("code:4000", "HLC"),
        ("code:4xxx", "HLC"),
        ("code:4xxx,5", "HLC NBA"),
        ("code:40000", "HLC NBA NO T&T"),
        ("!code:2", "HLC NBA T&T"),
        ("since:7d", "HLC"),
        ("since:5w", "HLC NBA"),
        ("since:2026-11-20", "HLC"),
        ("since:999999w", "HLC NBA NO T&T"),
        ("platform:quick", "NBA"),
        ("platform:gbol", "HLC NO T&T"),
        ('platform:"QuickBooks Online" status:failing', "NBA"),
        ("note:", "NO"),
        ("!note:", "HLC NBA T&T"),
        ("note:monday", "NO"),
        ("stat:failing", ""),
    ],
)
def test_what_a_line_finds(line: str, names: str) -> None:
    assert found(line) == names


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("", []),
        ('nordic !"two words"', ['"nordic"', 'without "two words"']),
        ("status:f", ["status failing or fine"]),
        ("!status:failing code:4", ["status not failing", "code 4xxx"]),
        ("since:7d", ["began since 16 Nov, 14:02"]),
        ("platform:o platform:QUICK", ["platform QuickBooks Online or Xero", "platform QuickBooks Online"]),
        ("note:", ["note any"]),
        ("status:", ["status: failing, fine and not_checked"]),
    ],
)
def test_it_says_how_it_was_understood(line: str, said: list[str]) -> None:
    assert [term.words for term in read(line).terms] == said
    assert not read(line).problems


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("status:wrong", 'no status is called "wrong": failing, fine and not_checked'),
        ("platform:sage", 'no platform here is called "sage": QuickBooks Online and Xero'),
        ("code:high", '"high" is no code such as 4000 or 4xxx'),
        ("since:monday", '"monday" is no time such as 36h, 7d or 2026-11-01'),
        ("stat:failing", "no field is called stat, so stat:failing is searched as text"),
    ],
)
def test_it_says_what_is_wrong_with_a_word(line: str, problem: str) -> None:
    assert read(line).problems == (problem,)


lines = st.text(st.sampled_from("ab14 :,!\"'x-\tstatuscodefaln"), max_size=30) | st.text(max_size=30)


@given(lines)
def test_no_line_breaks_it_and_a_negation_is_the_opposite(line: str) -> None:
    wanted = read(line)
    pieces = list(tokens(line))
    assert all(one.end <= other.start for one, other in pairwise(pieces))
    for row in ROWS:
        assert wanted(row) == all(term.passes is None or term.passes(row) for term in wanted.terms)
    for place in range(len(line) + 1):
        offered = completion(line, place, FIELDS)
        assert 0 <= offered.start <= offered.end <= len(line)


@given(st.text(max_size=12))
def test_a_value_as_it_is_typed_is_read_as_that_value(value: str) -> None:
    (token,) = tokens(f"note:{as_typed(value)}")
    assert token.values == (value if as_typed(value) == value else value.replace('"', ""),)


@pytest.mark.parametrize(
    ("line", "texts", "after"),
    [
        ("st", ("status:",), "status:"),
        ("nordic !s", ("status:", "since:"), "nordic !status:"),
        ("status:", ("failing", "fine", "not_checked"), "status:failing"),
        ("status:fi", ("fine",), "status:fine"),
        ("status:fine,n", ("not_checked",), "status:fine,not_checked"),
        ("platform:x", ("Xero",), "platform:Xero"),
        ("platform:books", ('"QuickBooks Online"',), 'platform:"QuickBooks Online"'),
        ('platform:"quick', ('"QuickBooks Online"',), 'platform:"QuickBooks Online"'),
        ('platform:"QuickBooks Online"', ('"QuickBooks Online"',), 'platform:"QuickBooks Online"'),
        ("nordic", (), "nordic"),
        ("status:fine ", (), "status:fine "),
        ("", (), ""),
    ],
)
def test_what_may_be_typed_next(line: str, texts: tuple[str, ...], after: str) -> None:
    offered = completion(line, len(line), FIELDS)
    assert offered.texts == texts
    first = texts[0] if texts else line[offered.start : offered.end]
    assert line[: offered.start] + first + line[offered.end :] == after


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("nordic tulpx", Culprit("tulpx")),
        ("nordic harbour", Culprit("harbour", 2)),
        ("status:failing outfitters", Culprit("outfitters", 2)),
        ("nordic harbour tulp", Culprit("")),
        ("harbour !code:4", Culprit("harbour", 3)),
    ],
)
def test_which_word_is_to_blame_for_nothing(line: str, part: Culprit) -> None:
    parts = [(term.typed, term.passes) for term in read(line).terms if term.passes]
    assert culprit(parts, ROWS) == part


def test_the_best_match_begins_with_what_was_typed() -> None:
    names = (
        "The Harbour",
        "Northgate Hardware",
        "Harbour Lane Coffee",
        "Harbour Lane",
        "Elm Street Barbers",
        "North-Street Books",
    )

    def best(line: str) -> str:
        return best_match(names, line.split(), str) or ""

    assert best("ha") == "Harbour Lane Coffee"
    assert best("harbour lane") == "Harbour Lane"
    assert best("hard") == "Northgate Hardware"
    assert best("street b") == "Elm Street Barbers"
    assert best("barb elm") == "Elm Street Barbers"
    assert best("street bo") == "North-Street Books"
    assert best("ardware") == "Northgate Hardware"
    assert best("4000") == best("") == "The Harbour"
    assert best_match((), ["x"], str) is None


@given(
    st.lists(st.text("ab c", max_size=6), max_size=6),
    st.lists(st.text("abc", min_size=1, max_size=2), max_size=2),
)
def test_a_name_that_begins_so_is_never_passed_over(names: list[str], words: list[str]) -> None:
    typed = " ".join(words)
    best = best_match(names, words, str)
    beginning = [name for name in names if name.startswith(typed)]
    assert (best is None) == (not names)
    if beginning:
        assert best in beginning


@given(
    st.lists(st.text("ab c", max_size=6), max_size=6),
    st.lists(st.text("abc", min_size=1, max_size=2), max_size=2),
)
def test_all_that_match_by_name_are_found_and_the_best_is_first(names: list[str], words: list[str]) -> None:
    found = matching(names, words, str)
    assert sorted(found) == sorted(name for name in names if all(word in name for word in words))
    if found:
        assert found[0] == best_match(names, words, str) or not words


WORDS = st.text(st.sampled_from("abc"), min_size=1, max_size=6)


@given(st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=3), st.lists(WORDS, min_size=3, max_size=30))
def test_what_passes_a_narrower_filter_passed_the_one_before(
    before: list[str], after: list[str], names: list[str]
) -> None:
    def reach(word: str) -> Callable[[str], bool]:
        # A word of few letters is looked for at the beginning only.
        return lambda row: word in (row if len(word) >= SHORTEST_ELSEWHERE else row[:2])

    wider: WordFilter[str] = WordFilter.parse(" ".join(before), reach)
    narrower: WordFilter[str] = WordFilter.parse(" ".join(after), reach)
    if narrower.narrows(wider):
        assert all(wider(name) for name in names if narrower(name))


@pytest.mark.parametrize(
    ("before", "after", "narrows"),
    [
        ("", "har", True),
        ("ha", "har", True),
        ("har", "ha", False),
        ("har", "harb", False),
        ("harb", "harbo", True),
        ("ha", "ha town", True),
        ("ha town", "ha", False),
        ("!ha", "!har", False),
    ],
)
def test_a_longer_word_narrows_where_it_is_looked_for_in_no_more(
    before: str, after: str, narrows: bool
) -> None:
    wider: WordFilter[str] = WordFilter.parse(before, in_text(str))
    narrower: WordFilter[str] = WordFilter.parse(after, in_text(str))
    assert narrower.narrows(wider) is narrows
