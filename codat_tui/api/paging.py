"""Walks a listing page by page, asking for the next pages while one is read.

The walk ends at the last page, and at an empty one whatever that claims.
"""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Any, TypeVar

from codat_tui.models.codat import Page

T = TypeVar("T")

AHEAD = 2
"""Pages asked for before their turn, so that the server works while this side reads."""


async def walk(fetch: Callable[[int], Coroutine[Any, Any, Page[T]]]) -> AsyncGenerator[Page[T], None]:
    """Each page of a listing in turn; *fetch* takes a page number, counted from 1.

    No page is asked for that the first one's totals do not promise, unless a page says that one follows.
    """
    page = await fetch(1)
    asked, promised = 1, _page_count(page)
    ahead: deque[asyncio.Task[Page[T]]] = deque()
    try:
        while True:
            while asked < promised and len(ahead) < AHEAD:
                asked += 1
                ahead.append(asyncio.create_task(fetch(asked), name=f"page {asked}"))
            yield page
            if not page.has_next or not (page.results or page.unreadable):
                return
            if ahead:
                page = await ahead.popleft()
            else:
                asked += 1
                page = await fetch(asked)
    finally:
        for task in ahead:
            task.cancel()
        await asyncio.gather(*ahead, return_exceptions=True)


def _page_count(page: Page[T]) -> int:
    if not page.total_results or page.page_size <= 0:
        return 1
    return math.ceil(page.total_results / page.page_size)


async def items(pages: AsyncGenerator[Page[T], None]) -> AsyncGenerator[T, None]:
    """Each row of each page in turn."""
    async with aclosing(pages):
        async for page in pages:
            for item in page.results:
                yield item
