"""Records in the accounting software, from Codat's Platform API, which a key may not be allowed to use."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from codat_tui.models.errors import CodatError
from codat_tui.models.local import Failed, Loaded, Loading, RemoteState, known
from codat_tui.models.written_records import WrittenRecords
from codat_tui.rules.syncs.written_records import newest_operations
from codat_tui.services.context import Backend, ServiceContext
from codat_tui.services.refusals import DATA_STATUS, PUSH, Refusals
from codat_tui.services.runner import TaskKind
from codat_tui.services.subscribers import Subscribers

if TYPE_CHECKING:
    from codat_tui.models.codat import DataStatus, PushOperation

T = TypeVar("T")
# Records for each request, and at most for one company: one request covers sixteen months of nights with four
# each. Codat documents no order, so the first page need not hold the newest.
PAGE, MOST_OPERATIONS = 2_000, 10_000
KEPT_COMPANIES = 20
# Seconds for which an answer is reused.
MAX_AGE = 300.0


class WrittenRecordsReader:
    """What is known of each company's records."""

    def __init__(self, context: ServiceContext, refusals: Refusals) -> None:
        self._context = context
        self._refusals = refusals
        self._states: dict[str, RemoteState[WrittenRecords]] = {}
        self._subscribers: dict[str, Subscribers[RemoteState[WrittenRecords]]] = {}
        self._reads: dict[str, asyncio.Task[RemoteState[WrittenRecords]]] = {}

    def state(self, company_id: str) -> RemoteState[WrittenRecords]:
        """Return what is known; Loading() when nothing was read."""
        return self._states.get(company_id, Loading())

    def subscribe(
        self, company_id: str, callback: Callable[[RemoteState[WrittenRecords]], None]
    ) -> Callable[[], None]:
        """Call *callback* at every change of this company's state; returns the cancel function."""
        return self._subscribers.setdefault(company_id, Subscribers()).add(callback)

    async def read(self, company_id: str, *, again: bool = False) -> RemoteState[WrittenRecords]:
        """Return what is known if recent, else read it; joins a read in progress.

        *again* reads in any case, also what the key was refused. The state is Loaded; its parts may be
        Failed, with NotAllowedError after a refusal. Raises no CodatError.
        """
        state = self.state(company_id)
        fresh = isinstance(state, Loaded) and self._age(state.at) < MAX_AGE
        if fresh and not again:
            return state
        reading = self._reads.get(company_id)
        if reading is None or reading.done():
            work = self._read(company_id, again)
            reading = self._context.runner.spawn(TaskKind.READ, work, f"what arrived {company_id}")
            self._reads[company_id] = reading
        return await asyncio.shield(reading)

    def _age(self, at: datetime) -> float:
        return (self._context.clock.now() - at).total_seconds()

    async def _read(self, company_id: str, again: bool) -> RemoteState[WrittenRecords]:
        before = known(self.state(company_id))
        self._publish(company_id, Loading(before))
        try:
            backend = await self._context.backend()
        except CodatError as error:
            return self._publish(company_id, Failed(error, before))
        await self._refusals.load(backend)
        unread = 0

        async def operations() -> tuple[PushOperation, ...]:
            nonlocal unread
            found: list[PushOperation] = []
            pages = backend.client.platform.push_operation_pages(company_id, page_size=PAGE)
            async with aclosing(pages):
                async for page in pages:
                    found += page.results
                    unread = max(0, (page.total_results or 0) - len(found) - page.unreadable)
                    if len(found) >= MOST_OPERATIONS:
                        break
            return newest_operations(found)

        async def statuses() -> Mapping[str, DataStatus]:
            return await backend.client.platform.data_status(company_id)

        written, data = await asyncio.gather(
            self._part(backend, PUSH, operations, again, known(before.operations) if before else None),
            self._part(
                backend, DATA_STATUS, statuses, again, known(before.data_statuses) if before else None
            ),
        )
        written_records = WrittenRecords(company_id, written, data, unread)
        return self._publish(company_id, Loaded(written_records, self._context.clock.now()))

    async def _part(
        self,
        backend: Backend,
        product: str,
        ask: Callable[[], Awaitable[T]],
        again: bool,
        before: T | None,
    ) -> RemoteState[T]:
        if not again and (refused := self._refusals.of(product)) is not None:
            return Failed(refused)
        try:
            value = await ask()
        except CodatError as error:
            refused = await self._refusals.failed(backend, product, error)
            return Failed(refused) if refused is not None else Failed(error, before)
        await self._refusals.answered(backend, product)
        return Loaded(value, self._context.clock.now())

    def _publish(self, company_id: str, state: RemoteState[WrittenRecords]) -> RemoteState[WrittenRecords]:
        self._states.pop(company_id, None)
        self._states[company_id] = state
        if len(self._states) > KEPT_COMPANIES:
            del self._states[next(iter(self._states))]
        if company_id in self._subscribers:
            self._subscribers[company_id].publish(state)
        return state
