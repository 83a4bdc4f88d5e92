"""A log of this machine, read page by page, newest first, without gaps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from codat_tui.models.errors import CodatError

R = TypeVar("R")
PAGE = 500
"""Rows per reading."""


class Log(Generic[R]):
    """*read* returns at most that many rows, newest first, older than a given row (None: the newest). *key*
    identifies a row.

    *rows* is None before the first reading; *error* is the last reading's failure.
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
        """Read the newest page."""
        page = await self._page(None)
        if page is None:
            return
        fresh = {self._key(row) for row in page}
        known = [self._key(row) for row in self.rows or ()]
        if len(page) < PAGE:
            self.rows, self._complete = page, True
        # A gap between the new page and the known rows: drop the known ones.
        elif fresh.isdisjoint(known):
            self.rows, self._complete = page, False
        else:
            self.rows = (*page, *(row for row in self.rows or () if self._key(row) not in fresh))

    async def older(self) -> bool:
        """Read the page before the oldest row; False when there is none or it fails."""
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
