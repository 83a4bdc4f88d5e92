"""Messages about the same thing have one pattern; others have another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.rules.fleet.text_pattern import text_pattern


@pytest.mark.parametrize(
    ("message", "pattern"),
    [
        ("", ""),
        ("The document was refused.", "The document was refused."),
        ("Account 757a3167-bf0c-4447-8ee1-f038b5a55f25 is not active", "Account … is not active"),
        ("Invoice INV-00123 was refused", "Invoice … was refused"),
        ("3 invoices were refused: INV-1, INV-2 and INV-3", "… invoices were refused: …"),
        ("1 invoices were refused: INV-7", "… invoices were refused: …"),
        ("The item 'Flat white' is not for sale", "The item … is not for sale"),
        ('The item "Oat milk, large" is not for sale', "The item … is not for sale"),
        ("The item “Scone” is not for sale", "The item … is not for sale"),
        ("Nothing before 2026-11-23T01:16:03Z is open", "Nothing before … is open"),
        ("Nothing before 23 Nov 2026 is open", "Nothing before … is open"),
        ("Nothing before Nov 3, 2026 is open", "Nothing before … is open"),
        ("Nothing before 03/11/2026 10:30 pm is open", "Nothing before … is open"),
        ("The total 1,234.50 is not 1,234.51", "The total … is not …"),
        ("See https://example.com/errors/17?x=y for more", "See … for more"),
        ("Mail sales@example.com is taken", "Mail … is taken"),
        ("The merchant's books aren't open", "The merchant's books aren't open"),
        ("May we? Mayor said no", "May we? Mayor said no"),
        ("two\n  lines\tof text", "two lines of text"),
    ],
)
def test_what_differs_from_record_to_record_is_left_out(message: str, pattern: str) -> None:
    assert text_pattern(message) == pattern


@given(st.uuids(), st.uuids(), st.integers(0), st.dates(), st.text("abc XYZ-éß", min_size=1, max_size=30))
def test_only_ids_numbers_dates_and_quoted_names_differ(
    first: object, second: object, number: int, day: object, name: str
) -> None:
    told = text_pattern(f"The record {first} ('{name}') of {day} has {number} lines, customer {second}.")
    same = text_pattern(f"The record {second} ('x') of 2026-01-01 has 2 lines, customer {first}.")
    assert told == same
    assert told != text_pattern(f"The record {first} ('{name}') of {day} has no lines, customer {second}.")


@given(st.text(max_size=2_000))
def test_any_text_has_a_pattern_on_one_line(text: str) -> None:
    pattern = text_pattern(text)
    assert pattern == " ".join(pattern.split())
    assert not any(character in "0123456789" for character in pattern)
