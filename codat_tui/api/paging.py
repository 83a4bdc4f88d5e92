"""Walks a listing page by page; ends at the last page, and at an empty one whatever it claims."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import TypeVar

from codat_tui.models.codat import Page

T = TypeVar("T")


async def walk(fetch: Callable[[int], Awaitable[Page[T]]]) -> AsyncIterator[Page[T]]:
    """Each page of a listing in turn; *fetch* takes a page number, counted from 1."""
    number = 1
    while True:
        page = await fetch(number)
        yield page
        if not page.has_next or not (page.results or page.unreadable):
            return
        number += 1


async def items(pages: AsyncIterator[Page[T]]) -> AsyncIterator[T]:
    """Each row of each page in turn."""
    async for page in pages:
        for item in page.results:
            yield item
