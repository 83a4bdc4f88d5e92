"""Walks a listing page by page, asking for the next pages while one is read, and notices when it moves meanwhile.

The walk ends at the last page, at an empty one, and at one that only repeats the page before, whatever they claim.
"""

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
"""So often at most a listing is walked that moves each time; one that is short in the same way twice just is so."""
AHEAD = 2
"""Pages asked for before their turn, so that the server works while this side reads."""


async def walk(fetch: Callable[[int], Coroutine[Any, Any, Page[T]]]) -> AsyncGenerator[Page[T], None]:
    """Each page of a listing in turn; *fetch* takes a page number, counted from 1.

    No page is asked for that the first one's totals do not promise, unless a page says that one follows. A page
    whose total is another than the first one's is `moved`, and the last one where fewer rows came than promised.
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
            moved = page.total_results != total or short
            yield replace(page, moved=True) if moved else page
            if last:
                return
            before = page
            if ahead:
                page = await ahead.popleft()
            else:
                asked += 1
                page = await fetch(asked)
            if page.results == before.results and page.results:
                # A server that gives the same page for every number would be asked for ever.
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
    """Each row of a listing once; a listing that moved while it was walked is walked again for what was missed."""
    seen: set[str] = set()
    before: tuple[int | None, int] | None = None
    for _ in range(READINGS):
        moved, rows, total = False, 0, None
        async with aclosing(pages()) as walked:
            async for page in walked:
                moved, total, rows = moved or page.moved, page.total_results, rows + len(page.results)
                for item in page.results:
                    name = identity(item)
                    if name not in seen or not name:
                        seen.add(name)
                        yield item
        if not moved or (total, rows) == before:
            return
        before = total, rows
