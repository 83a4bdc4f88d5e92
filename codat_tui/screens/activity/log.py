"""A log of this machine as far as it was read: newest first, older pages when the cursor comes to the end.

There is never a hole between the pages that are kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from codat_tui.models.errors import CodatError

R = TypeVar("R")
PAGE = 500
"""Rows read at a time."""


class Log(Generic[R]):
    """*read* gives so many rows, newest first, older than a row or the newest of all; *key* names a row.

    *rows* is None until they were read once; *error* says why the last reading failed.
    """

    def __init__(
        self, read: Callable[[int, R | None], Awaitable[tuple[R, ...]]], key: Callable[[R], str]
    ) -> None:
        self._read = read
        self._key = key
        self._complete = False
        self.rows: tuple[R, ...] | None = None
        self.error: CodatError | None = None

    async def refresh(self) -> None:
        """Read the newest page; older ones stay where they follow on it."""
        page = await self._page(None)
        if page is None:
            return
        fresh = {self._key(row) for row in page}
        known = [self._key(row) for row in self.rows or ()]
        if len(page) < PAGE:
            self.rows, self._complete = page, True
        elif fresh.isdisjoint(known):
            self.rows, self._complete = page, False
        else:
            self.rows = (*page, *(row for row in self.rows or () if self._key(row) not in fresh))

    async def older(self) -> bool:
        """Read the page before the oldest row; False where there is none, or it cannot be read."""
        if not self.rows or self._complete:
            return False
        page = await self._page(self.rows[-1])
        if page is None:
            return False
        self._complete = len(page) < PAGE
        self.rows = (*self.rows, *page)
        return bool(page)

    async def _page(self, before: R | None) -> tuple[R, ...] | None:
        try:
            page = await self._read(PAGE, before)
        except CodatError as error:
            self.error = error
            return None
        self.error = None
        return page
