"""One page of a listing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """*results* in the server's order; *total_results* counts all pages after the filter, None if not stated.

    *unreadable* counts rows that could not be read; *has_next* is `_links.next`. *changed_while_read*:
    the listing changed between pages, so rows may be missing or doubled.
    """

    results: tuple[T, ...]
    page_number: int
    page_size: int
    total_results: int | None
    has_next: bool
    unreadable: int = 0
    changed_while_read: bool = False
