"""One get-latest-sync per company, in the order that helps most; it never spends the last of the quota."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from codat_tui.models.errors import CodatError, NotFoundError, UnauthorizedError
from codat_tui.models.local import SweepPhase
from codat_tui.services.context import QUOTA_IS_LOW, Context, background, quota_is_low

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus

SIDE_BY_SIDE = 6
"""Requests under way at once; fewer than the limiter's ten, so that a person's never waits for one."""
FAILURES_IN_A_ROW = 5
"""So many companies in a row without an answer, and asking on is useless."""


class Sweep:
    """One pass over the companies of *order*; those that *visible* names pass first, at any time."""

    def __init__(
        self,
        context: Context,
        order: Iterable[str],
        visible: Callable[[], Iterable[str]],
        found: Callable[[str, SyncStatus | None], None],
        failed: Callable[[str, CodatError], None],
    ) -> None:
        self._context = context
        self._order = deque(order)
        self._pending = set(self._order)
        self._visible = visible
        self._found = found
        self._failed = failed
        self._in_a_row = 0
        self.phase = SweepPhase.RUNNING
        self.note = ""

    def add(self, company_ids: Iterable[str]) -> int:
        """Ask these too, last; answers how many."""
        fresh = [each for each in company_ids if each not in self._pending]
        self._order.extend(fresh)
        self._pending.update(fresh)
        return len(fresh)

    async def run(self) -> None:
        """Ask until nobody is left or there is a reason to stop, which `phase` and `note` then say."""
        async with asyncio.TaskGroup() as group:
            for _ in range(SIDE_BY_SIDE):
                group.create_task(self._ask_on())
        if self.phase is SweepPhase.RUNNING:
            self.phase = SweepPhase.DONE

    async def _ask_on(self) -> None:
        while self.phase is SweepPhase.RUNNING and (company_id := self._next()) is not None:
            try:
                client = (await self._context.backend()).client
                if quota_is_low(client.quota, self._context.clock.now()):
                    self._stop(f"{QUOTA_IS_LOW}; the rest are kept for you")
                    return
                status = await client.sync.get_latest_sync(company_id, call=background())
            except NotFoundError:
                self._answer(company_id, None)
            except CodatError as error:
                self._no_answer(company_id, error)
            else:
                self._answer(company_id, status)

    def _next(self) -> str | None:
        for company_id in self._visible():
            if company_id in self._pending:
                self._pending.discard(company_id)
                return company_id
        while self._order:
            company_id = self._order.popleft()
            if company_id in self._pending:
                self._pending.discard(company_id)
                return company_id
        return None

    def _answer(self, company_id: str, status: SyncStatus | None) -> None:
        self._in_a_row = 0
        self._found(company_id, status)

    def _no_answer(self, company_id: str, error: CodatError) -> None:
        self._in_a_row += 1
        self._failed(company_id, error)
        if isinstance(error, UnauthorizedError) or self._in_a_row >= FAILURES_IN_A_ROW:
            self._stop(error.title)

    def _stop(self, note: str) -> None:
        if self.phase is SweepPhase.RUNNING:
            self.phase, self.note = SweepPhase.STOPPED, note
