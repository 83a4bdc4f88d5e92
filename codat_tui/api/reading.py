"""Parses the bodies of successful responses: objects, maps, lists and pages."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from codat_tui.api.answers import NotReadable
from codat_tui.models.codat import Company, CompanySummary, Page, SyncStatus, Text
from codat_tui.models.codat.base import too_deep

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)


def one(model: type[M]) -> Callable[[bytes], M]:
    """A parser for one object."""

    def read(content: bytes) -> M:
        try:
            return model.model_validate_json(content)
        except ValidationError:
            deep = too_deep(_json(content))
            raise NotReadable(
                "it is nested too deeply" if deep else _what_it_is(content, "an object")
            ) from None

    return read


def sync_status(content: bytes) -> SyncStatus:
    """get-sync-status: the object, or the newest of a list."""
    value = _json(content)
    if not isinstance(value, list):
        return _one_status(content)
    found = [status for row in value if (status := _row(SyncStatus, row)) is not None]
    return max(found, key=lambda status: status.sync_utc or "", default=SyncStatus())


_one_status = one(SyncStatus)


def sync_statuses(content: bytes) -> tuple[SyncStatus, ...]:
    """list-syncs: an array. An unreadable row becomes an empty status."""
    # Validating all bytes at once is fast; a list with anything unusual is read row by row.
    try:
        return _all_statuses().validate_json(content)
    except ValidationError:
        value = _json(content)
    if not isinstance(value, list):
        raise NotReadable(_what_it_is(content, "a list"))
    return tuple(_row(SyncStatus, row) or SyncStatus() for row in value)


# Built at first use, as the models are.
@cache
def _all_statuses() -> TypeAdapter[tuple[SyncStatus, ...]]:
    return TypeAdapter(tuple[SyncStatus, ...])


def map_of(model: type[M]) -> Callable[[bytes], dict[str, M]]:
    """A parser for an object of objects; unreadable values and null are left out."""

    def read(content: bytes) -> dict[str, M]:
        value = _json(content)
        if not isinstance(value, dict):
            raise NotReadable(_what_it_is(content, "an object"))
        known = {key: _row(model, row) for key, row in value.items()}
        return {key: row for key, row in known.items() if row is not None}

    return read


texts = map_of(Text)


class _Sequence:
    """What a body is searched for, by its first byte and a pattern of what follows.

    Most bodies do not even hold the byte, which is found out a hundred times quicker than by a pattern.
    """

    def __init__(self, first: bytes, rest: bytes) -> None:
        self._first = first
        self._pattern = re.compile(re.escape(first) + b"(?:" + rest + b")")

    def is_in(self, content: bytes) -> bool:
        return self._first in content and self._pattern.search(content) is not None


Count = Annotated[int, Field(ge=0, le=10**9)]


class _Envelope(BaseModel):
    model_config = ConfigDict(extra="ignore")

    page_number: Count = Field(default=0, validation_alias="pageNumber")
    page_size: Count = Field(default=0, validation_alias="pageSize")
    total_results: Count | None = Field(default=None, validation_alias="totalResults")
    links: dict[str, Any] | None = Field(default=None, validation_alias="_links")

    @property
    def has_next(self) -> bool:
        if self.links is not None:
            return bool(self.links.get("next"))
        return bool(self.total_results) and self.page_number * self.page_size < (self.total_results or 0)


class _Companies(_Envelope):
    results: tuple[CompanySummary, ...]


# Line ends, control characters and marks that reverse text, as escapes and bytes.
_UNCLEAN = (
    _Sequence(b"\\", rb"[bfnrt]|u(?:00(?:[01].|7[fF]|[89].)|061[cC]|20(?:0[eEfF]|2[89a-eA-E]|6[6-9]))"),
    _Sequence(b"\x7f", b""),
    _Sequence(b"\xc2", rb"[\x80-\x9f]"),
    _Sequence(b"\xd8", rb"\x9c"),
    _Sequence(b"\xe2", rb"\x80[\x8e\x8f\xa8-\xae]|\x81[\xa6-\xa9]"),
)


def company_summaries(content: bytes) -> Page[CompanySummary]:
    """A page of company summaries, texts safe to show."""
    # Validating all bytes at once is fast; a page with anything unusual is read row by row.
    if any(each.is_in(content) for each in _UNCLEAN):
        return _page(content, _company_summary)
    try:
        page = _Companies.model_validate_json(content)
    except ValidationError:
        return _page(content, _company_summary)
    return _paged(page, page.results, 0)


def page_of(model: type[M]) -> Callable[[bytes], Page[M]]:
    """A parser for a page of full models."""
    return lambda content: _page(content, lambda row: _row(model, row))


def _page(content: bytes, read_row: Callable[[Any], T | None]) -> Page[T]:
    value = _json(content)
    if not isinstance(value, dict):
        raise NotReadable(_what_it_is(content, "an object"))
    rows = value.pop("results", None)
    if not isinstance(rows, list):
        raise NotReadable("a page without results")
    read = [read_row(row) for row in rows]
    results = tuple(row for row in read if row is not None)
    return _paged(_envelope(value), results, len(rows) - len(results))


def _envelope(value: dict[str, Any]) -> _Envelope:
    try:
        return _Envelope.model_validate(value)
    except ValidationError as error:
        odd = {problem["loc"][0] for problem in error.errors() if problem["loc"]}
        return _Envelope.model_validate({name: value[name] for name in value if name not in odd})


def _paged(page: _Envelope, results: Iterable[T], unreadable: int) -> Page[T]:
    return Page(
        results=tuple(results),
        page_number=page.page_number,
        page_size=page.page_size,
        total_results=page.total_results,
        has_next=page.has_next,
        unreadable=unreadable,
    )


def _company_summary(row: Any) -> CompanySummary | None:
    company = _row(Company, row)
    return CompanySummary.of(company) if company is not None else None


def _row(model: type[M], row: Any) -> M | None:
    try:
        return model.model_validate(row)
    except ValidationError:
        return None


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode())
    except (ValueError, RecursionError):
        raise NotReadable(_what_it_is(content, "JSON")) from None


_HALVES = (_Sequence(b"\\", rb"u[dD][89a-fA-F]"), _Sequence(b"\xed", rb"[\xa0-\xbf]"))
# Each way begins with one of two bytes, which the search looks for quickly.
_ESCAPES = re.compile(
    rb"\\u[dD][89abAB]..\\u[dD][c-fC-F]..|\\(u[dD][89a-fA-F]..)|\xed([\xa0-\xbf][\x80-\xbf])|\\.", re.DOTALL
)


def encodable(content: bytes) -> bytes:
    # Half of a surrogate pair cannot be encoded or sent again.
    if not any(each.is_in(content) for each in _HALVES):
        return content
    return _ESCAPES.sub(lambda found: b"\\ufffd" if found.lastindex else found[0], content)


def _what_it_is(content: bytes, wanted: str) -> str:
    """In words, what the body is instead of *wanted*."""
    start = content.strip()[:200].lower()
    if not start:
        return "it is empty"
    if start.startswith((b"<!doctype", b"<html", b"<")):
        return "it is a web page"
    try:
        value = json.loads(content)
    except (ValueError, RecursionError):
        return "it breaks off or is not JSON"
    names = {dict: "an object", list: "a list", str: "a text", bool: "a truth value", type(None): "null"}
    return f"it is {names.get(type(value), 'a number')} instead of {wanted}"
