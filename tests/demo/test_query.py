"""The query language and orderBy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.demo.documented import ApiError
from codat_tui.demo.query import compile_query, sort_key

ROWS: list[dict[str, Any]] = [
    {"id": "1", "name": "Harbour Lane", "size": 3, "when": "2026-01-01T00:00:00Z", "note": None,
     "tags": {"region": "uk"}, "links": [{"status": "Linked"}, {"status": "PendingAuth"}]},
    {"id": "2", "name": "Nordic Bikes", "size": 20, "when": "2026-02-01T00:00:00Z", "note": "x",
     "tags": {}, "links": [{"status": "Linked"}]},
    {"id": "3", "name": "harbour view", "size": 7, "when": "2026-03-01T01:00:00+01:00", "note": "a=b",
     "tags": {"region": "se"}, "links": []},
]  # fmt: skip


def found(query: str) -> str:
    wanted = compile_query(query, ROWS[0])
    return "".join(row["id"] for row in ROWS if wanted(row))


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("name=Nordic Bikes", "2"),
        ("name = Nordic Bikes", "2"),
        ("name=nordic bikes", ""),
        ("name~harbour", "13"),
        ("name!=Nordic Bikes", "13"),
        ("size>7", "2"),
        ("size>=7", "23"),
        ("size<7", "1"),
        ("size<=7", "13"),
        ("when>=2026-02-01", "23"),
        ("when<2026-03-01", "12"),
        ("when<=2026-03-01T00:00:00Z", "123"),
        ("tags.region=uk", "1"),
        ("links.status=PendingAuth", "1"),
        ("links.status!=PendingAuth", "23"),
        ("note=a=b", "3"),
        ("note!=x", "13"),
        ("name~harbour&&size>5", "3"),
        ("name~nordic||size=3", "12"),
        ("size=3||size=7&&name~view", "13"),
        ("{size=3||size=7}&&name~view", "3"),
        ("{ size=3 || { size=7 } } && name~lane", "1"),
    ],
)
def test_a_query_finds(query: str, ids: str) -> None:
    assert found(query) == ids


@pytest.mark.parametrize(
    "query",
    [
        "name",
        "name=",
        "=x",
        "name=x&&",
        "||name=x",
        "{name=x",
        "name=x}",
        "size>many",
        "a{b=c",
        "x" * 2048,
    ],
)
def test_a_malformed_query_is_refused(query: str) -> None:
    with pytest.raises(ApiError) as caught:
        compile_query(query, ROWS[0])
    assert (caught.value.status, caught.value.service) == (400, "ClientsApi")
    assert caught.value.error == "Error parsing query - Malformed query."


@pytest.mark.parametrize("query", ["isCompleted=true", "links.colour=red", "name.first=x"])
def test_an_unknown_property_is_named(query: str) -> None:
    with pytest.raises(ApiError, match="Could not resolve property") as caught:
        compile_query(query, ROWS[0])
    assert query.split("=")[0] in caught.value.error


@given(st.text(alphabet="namesize=!~<>&|{} 3", max_size=30))
def test_any_text_is_read_or_refused(query: str) -> None:
    assert _status(query) in (200, 400)


def _status(query: str) -> int:
    try:
        found(query)
    except ApiError as error:
        return error.status
    return 200


@pytest.mark.parametrize(
    ("order", "ids"),
    [("name", "132"), ("-name", "231"), ("when", "123"), ("-when", "321"), ("note", "132")],
)
def test_order(order: str, ids: str) -> None:
    key, descending = sort_key(order, ROWS[0])
    assert "".join(row["id"] for row in sorted(ROWS, key=key, reverse=descending)) == ids
