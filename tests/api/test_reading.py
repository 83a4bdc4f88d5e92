"""Bodies of successful answers: every row that can be read is, and the rest is counted."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.api import reading
from codat_tui.api.answers import NotReadable
from codat_tui.models.codat import Company, CompanySummary, Page, SyncStatus, Text

json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "name", "status", "dataConnections", "tags", "x"]), inner)
    ),
    max_leaves=6,
)
READERS = [
    reading.company_summaries,
    reading.page_of(Company),
    reading.one(SyncStatus),
    reading.sync_status,
    reading.sync_statuses,
    reading.texts,
]


def page(rows: list[Any], **fields: Any) -> bytes:
    body = {"results": rows, "pageNumber": 1, "pageSize": 100, "totalResults": len(rows), "_links": {}}
    return json.dumps(body | fields).encode()


@given(st.lists(json_values, max_size=6))
def test_no_row_fails_a_page_and_none_is_lost_unseen(rows: list[Any]) -> None:
    slim, full = reading.company_summaries(page(rows)), reading.page_of(Company)(page(rows))
    for read in (slim, full):
        assert len(read.results) + read.unreadable == len(rows)
    assert [row.id for row in slim.results] == [row.id for row in full.results]


def test_slim_and_full_read_the_same_rows_alike() -> None:
    good = {
        "id": "1",
        "name": "A",
        "lastSync": "2022-06-15",
        "dataConnections": [{"id": "c", "status": "Linked"}],
    }
    odd = {"id": "2", "name": None, "tags": {"n": 1}, "dataConnections": None}
    alone = reading.company_summaries(page([good]))
    mixed = reading.company_summaries(page([good, odd, None, {"name": "no id"}]))
    assert mixed.results[0] == alone.results[0]
    assert (mixed.results[1].id, mixed.results[1].name, mixed.results[1].connections) == ("2", "", ())
    assert mixed.unreadable == 2
    assert alone.results[0] == CompanySummary.of(Company.model_validate(good))


@pytest.mark.parametrize(
    ("fields", "has_next", "total"),
    [
        ({"_links": {"next": {"href": "/companies?page=2"}}}, True, 1),
        ({"_links": {"next": None}}, False, 1),
        ({"_links": {}, "totalResults": 500}, False, 500),
        ({"_links": None, "totalResults": 500}, True, 500),
        ({"_links": "odd", "totalResults": 500}, True, 500),
        ({"_links": None, "totalResults": None}, False, None),
        ({"_links": {}, "totalResults": "many", "pageNumber": "one"}, False, None),
    ],
)
def test_whether_a_page_follows(fields: dict[str, Any], has_next: bool, total: int | None) -> None:
    for read in (
        reading.company_summaries(page([{"id": "1", "name": "A"}], **fields)),
        reading.page_of(Company)(page([{"id": "1"}], **fields)),
    ):
        assert (read.has_next, read.total_results) == (has_next, total)


def test_get_sync_status_as_an_object_and_as_a_list() -> None:
    old, new = (
        {"syncId": "a", "syncUtc": "2026-11-01T00:00:00Z"},
        {"syncId": "b", "syncUtc": "2026-11-02T00:00:00Z"},
    )
    for body in (new, [new], [old, None, new], [new, old]):
        assert reading.sync_status(json.dumps(body).encode()).sync_id == "b"
    assert reading.sync_status(b"[]") == SyncStatus()


def test_a_list_of_syncs_keeps_odd_entries_in_their_place() -> None:
    read = reading.sync_statuses(b'[{"syncId": "a"}, null, {"syncId": "b", "syncStatusCode": "4200,"}]')
    assert [status.sync_id for status in read] == ["a", "", "b"]
    assert read[2].code == 4200


def test_texts_in_both_shapes() -> None:
    read = reading.texts(b'{"a=b": {"text": "x", "required": true}, "b": "y", "c": null, "d": 5}')
    assert read == {"a=b": Text(text="x", required=True), "b": Text(text="y"), "c": Text(text=None)}


@pytest.mark.parametrize("read", READERS)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"  \n", "empty"),
        (b"<html><body>Sign in</body></html>", "web page"),
        (b'<?xml version="1.0"?>', "web page"),
        (b'{"results": [{"id": "1", "na', "breaks off"),
        (b"\xff\xfe{", "breaks off"),
        (b"null", "null"),
        (b'"text"', "text"),
        (b"12", "number"),
    ],
)
def test_anything_else_is_named_in_words(read: Any, content: bytes, words: str) -> None:
    with pytest.raises(NotReadable, match=words):
        read(content)


@given(st.binary(max_size=40))
def test_no_bytes_break_a_reader(content: bytes) -> None:
    for read in READERS:
        with contextlib.suppress(NotReadable):
            read(content)


def test_a_page_without_results_is_no_page() -> None:
    with pytest.raises(NotReadable):
        reading.company_summaries(b'{"pageNumber": 1}')


def test_deep_nesting_is_unreadable_not_fatal() -> None:
    with pytest.raises(NotReadable):
        reading.sync_statuses(b"[" * 200_000)


def test_a_page_is_a_plain_value() -> None:
    assert Page((1,), 1, 100, 1, False) == Page((1,), 1, 100, 1, False, unreadable=0)
