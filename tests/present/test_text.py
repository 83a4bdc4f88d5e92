"""Text fits its cells whatever characters it has; ages, times and counts read as a person writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from codat_tui.present import ago, clean, elapsed, fit, initials, quota_text, shorten, width

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)


@given(st.text(), st.integers(0, 40))
@example("東京コーヒー商店", 5)
@example("👩‍👩‍👧 family", 3)
@example("a\ufe0fb", 1)
def test_shorten_is_never_wider_than_asked(text: str, cells: int) -> None:
    assert cell_len(shorten(text, cells)) <= cells


@given(st.text(), st.integers(0, 40), st.booleans())
def test_fit_is_exactly_as_wide_as_asked(text: str, cells: int, right: bool) -> None:
    assert cell_len(fit(text, cells, right)) == cells


@given(st.text())
def test_clean_text_is_one_line_without_control_characters(text: str) -> None:
    cleaned = clean(text)
    assert not any(ord(character) < 32 or 127 <= ord(character) < 160 for character in cleaned)
    assert len(cleaned.splitlines()) <= 1
    assert clean(cleaned) == cleaned


@pytest.mark.parametrize(
    ("text", "cells", "short"),
    [
        ("Harbour Lane Coffee", 19, "Harbour Lane Coffee"),
        ("Harbour Lane Coffee", 18, "Harbour Lane Coff…"),
        ("Harbour Lane Coffee", 9, "Harbour…"),
        ("東京コーヒー", 5, "東京…"),
        ("東京コーヒー", 6, "東京…"),
        ("two\nlines", 20, "two lines"),
        ("\x1b[31mred", 20, " [31mred"),
        ("evil\u202egnp.exe", 20, "evilgnp.exe"),
        ("abc", 0, ""),
        ("abc", 1, "…"),
    ],
)
def test_shorten(text: str, cells: int, short: str) -> None:
    assert shorten(text, cells) == short


def test_wide_characters_count_twice() -> None:
    assert (width("abc"), width("東京"), width("é")) == (3, 4, 1)


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (timedelta(seconds=0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(minutes=59, seconds=59), "59 min ago"),
        (timedelta(hours=1), "1 h ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(hours=48), "2 d ago"),
        (timedelta(days=99), "99 d ago"),
        (timedelta(days=100), "3 mo ago"),
        (timedelta(days=729), "24 mo ago"),
        (timedelta(days=730), "2 y ago"),
        (timedelta(minutes=-5), "in 5 min"),
    ],
)
def test_age(before: timedelta, text: str) -> None:
    assert ago(NOW - before, NOW) == text


def test_no_instant_has_no_age() -> None:
    assert ago(None, NOW) == ""


@given(st.integers(0, 10**9), st.integers(0, 59))
def test_age_text_changes_at_most_once_a_minute(seconds: int, later: int) -> None:
    moment = NOW - timedelta(seconds=seconds - seconds % 60)
    assert ago(moment, NOW) == ago(moment, NOW + timedelta(seconds=later))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0:00"), (42.9, "0:42"), (64, "1:04"), (3599, "59:59"), (3723, "1:02:03"), (-1, "0:00")],
)
def test_elapsed(seconds: float, text: str) -> None:
    assert elapsed(seconds) == text


@pytest.mark.parametrize(
    ("remaining", "limit", "text"),
    [
        (994, 1000, "quota 99.4 %"),
        (61999, 62000, "quota 99.9 %"),
        (62000, 62000, "quota 100 %"),
        (0, 1000, "quota 0 %"),
        (-3, 1000, "quota 0 %"),
        (5, 0, "quota unknown"),
    ],
)
def test_quota_is_rounded_down(remaining: int, limit: int, text: str) -> None:
    assert quota_text(remaining, limit) == text


def test_initials_are_two_letters() -> None:
    assert [initials(name) for name in ("Zettle", "QuickBooks Online", "xero", "")] == ["Ze", "Qu", "Xe", ""]
