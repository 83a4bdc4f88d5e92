"""Reads a listing page by page, requests the next pages early, and detects changes meanwhile."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from dataclasses import replace
from typing import Any, TypeVar

from codat_tui.models.codat import Page

T = TypeVar("T")

READINGS = 3
"""Maximum number of readings of a listing that changes during each."""
AHEAD = 2
"""Pages requested early, while the caller handles one."""


async def walk(fetch: Callable[[int], Coroutine[Any, Any, Page[T]]]) -> AsyncGenerator[Page[T], None]:
    """Yield each page in order; *fetch* takes a page number from 1.

    A page is `changed_while_read` when its total differs from the first page's, and the last one when rows are missing.
    Ends at the last page, an empty one, or one that repeats the page before.
    """
    page = await fetch(1)
    asked, promised, total, rows = 1, _page_count(page), page.total_results, 0
    ahead: deque[asyncio.Task[Page[T]]] = deque()
    try:
        while True:
            while asked < promised and len(ahead) < AHEAD:
                asked += 1
                ahead.append(asyncio.create_task(fetch(asked), name=f"page {asked}"))
            came = len(page.results) + page.unreadable
            rows += came
            last = not page.has_next or not came
            short = last and total is not None and rows < total
            changed_while_read = page.total_results != total or short
            yield replace(page, changed_while_read=True) if changed_while_read else page
            if last:
                return
            before = page
            if ahead:
                page = await ahead.popleft()
            else:
                asked += 1
                page = await fetch(asked)
            if page.results == before.results and page.results:
                # Otherwise endless, when a server sends the same page for every number.
                return
    finally:
        for task in ahead:
            task.cancel()
        await asyncio.gather(*ahead, return_exceptions=True)


def _page_count(page: Page[T]) -> int:
    if not page.total_results or page.page_size <= 0:
        return 1
    return math.ceil(page.total_results / page.page_size)


async def items(
    pages: Callable[[], AsyncGenerator[Page[T], None]], identity: Callable[[T], str]
) -> AsyncGenerator[T, None]:
    """Yield each row once. A listing that changed is read again for missed rows."""
    seen: set[str] = set()
    before: tuple[int | None, int] | None = None
    for _ in range(READINGS):
        changed_while_read, rows, total = False, 0, None
        async with aclosing(pages()) as walked:
            async for page in walked:
                changed_while_read, total, rows = (
                    changed_while_read or page.changed_while_read,
                    page.total_results,
                    rows + len(page.results),
                )
                for item in page.results:
                    name = identity(item)
                    if name not in seen or not name:
                        seen.add(name)
                        yield item
        # The same difference twice: the server's total is wrong, the listing did not change.
        if not changed_while_read or (total, rows) == before:
            return
        before = total, rows
