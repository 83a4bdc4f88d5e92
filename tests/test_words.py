"""Counts, days, moments and lists in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from codat_tui.words import count, day, day_text, listed, minute_text, moment_text, short_date

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)
SYDNEY = ZoneInfo("Australia/Sydney")


def test_days_and_moments_are_those_of_the_zone() -> None:
    assert minute_text(NOW, UTC) == "23 Nov 2026 14:02"
    assert minute_text(NOW, SYDNEY) == "24 Nov 2026 01:02"
    assert minute_text(None, UTC) == ""
    assert day(NOW, SYDNEY) == "24 Nov"
    assert (day_text(NOW), day_text(NOW, SYDNEY)) == ("23 Nov 2026", "24 Nov 2026")
    assert short_date(date(2026, 5, 1)) == "1 May"


def test_a_moment_has_its_year_where_that_is_another_one() -> None:
    assert moment_text(NOW, SYDNEY, NOW) == "24 Nov, 01:02"
    assert moment_text(NOW, UTC, NOW.replace(year=2027)) == moment_text(NOW) == "23 Nov 2026, 14:02"


@pytest.mark.parametrize(
    ("number", "nouns", "words"),
    [
        (0, ("row",), "0 rows"),
        (1, ("company", "companies"), "1 company"),
        (2, ("company", "companies"), "2 companies"),
        (2000, ("row",), "2,000 rows"),
    ],
)
def test_counts_have_their_noun(number: int, nouns: tuple[str, ...], words: str) -> None:
    assert count(number, *nouns) == words


@pytest.mark.parametrize(
    ("words", "text"),
    [([], ""), (["Card"], "Card"), (["Card", "Cash"], "Card and Cash"), (list("abc"), "a, b and c")],
)
def test_lists_end_with_and(words: list[str], text: str) -> None:
    assert listed(words) == text
