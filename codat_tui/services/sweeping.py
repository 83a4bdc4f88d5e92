"""One get-latest-sync for each company, most useful first, and further requests where it leaves a question.

Invariant: it never uses the last of the quota.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from codat_tui.models.errors import CodatError, NotFoundError, UnauthorizedError
from codat_tui.models.local import SweepPhase
from codat_tui.services.context import QUOTA_IS_LOW, ServiceContext, background, or_none, quota_is_low

if TYPE_CHECKING:
    from codat_tui.api import CodatClient
    from codat_tui.models.codat import SyncStatus
    from codat_tui.rules.fleet.questions import Question
    from codat_tui.services.judging import ExtraReads

# Fewer than the limiter's ten, so that a user's request never waits for one.
SIDE_BY_SIDE = 6
# After this many companies without an answer, further requests are useless.
FAILURES_IN_A_ROW = 5


class Sweep:
    """One pass over the companies of *order*; those in *visible* go first at any time."""

    def __init__(
        self,
        context: ServiceContext,
        order: Iterable[str],
        visible: Callable[[], Iterable[str]],
        open_questions: Callable[[str, SyncStatus | None], Iterable[Question]],
        found: Callable[[str, SyncStatus | None, ExtraReads | None], None],
        failed: Callable[[str, CodatError], None],
    ) -> None:
        self._context = context
        self._order = deque(order)
        self._pending = set(self._order)
        self._visible = visible
        self._open_questions = open_questions
        self._found = found
        self._failed = failed
        self._in_a_row = 0
        self.phase = SweepPhase.RUNNING
        self.note = ""

    def add(self, company_ids: Iterable[str]) -> int:
        """Add companies at the end; return how many are new."""
        fresh = [each for each in company_ids if each not in self._pending]
        self._order.extend(fresh)
        self._pending.update(fresh)
        return len(fresh)

    async def run(self) -> None:
        """Ask until all are asked, or until a reason to stop, which `phase` and `note` say."""
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
                status = await or_none(client.sync.get_latest_sync(company_id, call=background()))
            except CodatError as error:
                self._no_answer(company_id, error)
            else:
                await self._answer(client, company_id, status)

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

    async def _answer(self, client: CodatClient, company_id: str, status: SyncStatus | None) -> None:
        from codat_tui.services.judging import ExtraReads, read_more, usual_seconds

        self._in_a_row = 0
        asked = tuple(self._open_questions(company_id, status))
        look = None
        if asked and not quota_is_low(client.quota, self._context.clock.now()):
            look = await read_more(client, company_id, asked)
        backend = await self._context.backend()
        usual = await usual_seconds(backend, company_id, status, self._context.clock.now())
        if usual is not None:
            look = (look or ExtraReads())._replace(usual_seconds=usual)
        self._found(company_id, status, look)

    def _no_answer(self, company_id: str, error: CodatError) -> None:
        # A deleted company says nothing about the next one.
        self._in_a_row += not isinstance(error, NotFoundError)
        self._failed(company_id, error)
        if isinstance(error, UnauthorizedError) or self._in_a_row >= FAILURES_IN_A_ROW:
            self._stop(error.title)

    def _stop(self, note: str) -> None:
        if self.phase is SweepPhase.RUNNING:
            self.phase, self.note = SweepPhase.STOPPED, note
