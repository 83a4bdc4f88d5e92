"""One page of a listing: the rows that could be read, and the count of those that could not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """*results* in the server's order; *total_results* counts all pages after the filter, None if unstated.

    *unreadable* counts rows of this page that had no shape at all; *has_next* is Codat's `_links.next`. *moved*:
    the listing changed while it was walked, so that rows may be missing or come twice.
    """

    results: tuple[T, ...]
    page_number: int
    page_size: int
    total_results: int | None
    has_next: bool
    unreadable: int = 0
    moved: bool = False
