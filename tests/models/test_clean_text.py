"""Whatever a server sends: what is shown of it moves no cursor, reorders no line, and can be encoded."""

from __future__ import annotations

import json
import unicodedata
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.api.reading import company_summaries, encodable
from codat_tui.models.clean_text import clean, clean_lines, cut, is_clean
from codat_tui.models.codat import Company, CompanySummary, Connection, Integration, SyncStatus, Text
from codat_tui.models.codat.base import LONGEST_WORD

HOSTILE = (
    "\x1b]52;c;aGk=\x1b\\",
    "\x9b2J",
    "\u202eevil\u202c",
    "a\u2028b\x85c",
    "tab\tbell\x07null\x00del\x7f",
    "half \ud83d of a pair",
    "two\r\nlines\rand\nmore",
)
texts = st.text(st.characters(codec=None)) | st.sampled_from(HOSTILE)


def harmless(text: str, *, lines: bool = False) -> bool:
    """By the Unicode database, not by the code under test."""
    text = text.replace("\n", "") if lines else text
    return all(
        unicodedata.category(each) not in ("Cc", "Cs", "Zl", "Zp")
        and unicodedata.bidirectional(each)
        not in ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
        and each not in "\u200e\u200f\u061c"
        for each in text
    )


@given(texts)
def test_a_clean_text_is_harmless_and_stays_as_it_is(text: str) -> None:
    assert harmless(clean(text))
    assert clean(clean(text)) == clean(text)
    assert is_clean(clean(text))
    assert is_clean(text) is (clean(text) == text)


@given(texts)
def test_line_ends_are_kept_where_they_mean_something(text: str) -> None:
    assert harmless(clean_lines(text), lines=True)
    assert clean_lines(clean_lines(text)) == clean_lines(text)


@pytest.mark.parametrize("text", ["", "Café & Søn 東京 👩‍👩‍👧", "שלום", "a" * 10])
def test_a_good_text_is_left_alone(text: str) -> None:
    assert clean(text) == clean_lines(text) == cut(text, 20) == text


def test_what_is_cut_says_how_much_is_missing() -> None:
    assert cut("a" * 200_000, 10) == "aaaaaaaaaa… (199,990 more characters)"


def shown(model: Any, names: tuple[str, ...]) -> list[str]:
    return [value for name in names if (value := getattr(model, name)) is not None]


SHOWN: dict[type[Any], tuple[str, ...]] = {
    SyncStatus: ("word", "error_message", "exception_message", "sync_utc"),
    Connection: ("platform_name", "status", "source_type", "created", "last_sync"),
    Integration: ("name", "source_type", "data_provided_by"),
    Company: ("name", "description", "created", "created_by_user_name"),
}


@pytest.mark.parametrize("kind", SHOWN)
@given(text=texts)
def test_what_is_only_shown_is_harmless_when_read(kind: type[Any], text: str) -> None:
    fields = {field.validation_alias or name: text for name, field in kind.model_fields.items()}
    fields |= {"id": "c", "key": "k"}
    model = kind.model_validate(fields)
    for value in shown(model, SHOWN[kind]):
        assert harmless(value, lines=True)


@pytest.mark.parametrize("ascii_only", [True, False])
@given(text=texts)
def test_the_fast_way_of_reading_companies_is_as_clean_as_the_slow_one(ascii_only: bool, text: str) -> None:
    """Rows are read without looking at each text, so the bytes decide; both spellings of JSON must be seen."""
    row = {
        "id": "c",
        "name": text,
        "description": text,
        "tags": {text: text},
        "dataConnections": [{"id": "d", "platformName": text, "status": text, "sourceType": text}],
    }
    content = json.dumps({"results": [row]}, ensure_ascii=ascii_only)
    (company,) = company_summaries(encodable(content.encode("utf-8", "surrogatepass"))).results
    (connection,) = company.connections
    for value in (company.name, company.description or "", *(company.tags or {}).items()):
        for part in (value,) if isinstance(value, str) else value:
            assert harmless(part, lines=True)
    for value in (connection.platform_name, connection.status, connection.source_type):
        assert harmless(value, lines=True)


def test_a_text_without_measure_is_bounded_in_both_ways_of_reading() -> None:
    name = "a" * 200_000
    slow = CompanySummary.of(Company.model_validate({"id": "c", "name": name}))
    (fast,) = company_summaries(json.dumps({"results": [{"id": "c", "name": name}]}).encode()).results
    assert slow == fast
    assert len(fast.name) < LONGEST_WORD + 50
    assert "190,000 more characters" in fast.name


@pytest.mark.parametrize("text", HOSTILE[:-2])
def test_ids_and_texts_that_go_back_stay_exact(text: str) -> None:
    assert Company.model_validate({"id": text}).id == text
    assert Text.model_validate({"text": text}).text == text
