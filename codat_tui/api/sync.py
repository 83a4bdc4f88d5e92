"""Codat's "sync" operations: start syncs and read their status."""

from __future__ import annotations

from codat_tui.api import reading, requests
from codat_tui.api.call import DEFAULT, Call
from codat_tui.api.dispatch import Dispatcher
from codat_tui.api.requests import Instant
from codat_tui.models.codat import SyncStatus

_status = reading.one(SyncStatus)


class Sync:
    """`client.sync`."""

    def __init__(self, line: Dispatcher) -> None:
        self._line = line

    async def request(
        self, company_id: str, sync_to: Instant | None = None, *, call: Call = DEFAULT
    ) -> SyncStatus:
        """`POST /companies/{companyId}/sync/commerce/latest`: sync from the last success to *sync_to* or now.

        The response has `commerce_sync_id` but no `sync_id`; `get_status` has both.
        """
        return await self._line.send(requests.request_sync(company_id, sync_to), _status, call)

    async def request_for_date_range(
        self, company_id: str, start: Instant, finish: Instant, *, call: Call = DEFAULT
    ) -> SyncStatus:
        """`POST /meta/companies/{companyId}/sync/commerce/historic`: sync from *start* to *finish*."""
        request = requests.request_sync_for_date_range(company_id, start, finish)
        return await self._line.send(request, _status, call)

    async def get_status(self, company_id: str, *, call: Call = DEFAULT) -> SyncStatus:
        """`GET /meta/companies/{companyId}/sync/commerce/status`: the company's sync with both ids."""
        return await self._line.send(requests.get_sync_status(company_id), reading.sync_status, call)

    async def get_last_successful_sync(self, company_id: str, *, call: Call = DEFAULT) -> SyncStatus:
        """`GET /companies/{companyId}/sync/commerce/syncs/lastSuccessful/status`: NotFoundError if none."""
        return await self._line.send(requests.get_last_successful_sync(company_id), _status, call)

    async def get_latest_sync(self, company_id: str, *, call: Call = DEFAULT) -> SyncStatus:
        """`GET /companies/{companyId}/sync/commerce/syncs/latest/status`: NotFoundError if none."""
        return await self._line.send(requests.get_latest_sync(company_id), _status, call)

    async def get(self, company_id: str, sync_id: str, *, call: Call = DEFAULT) -> SyncStatus:
        """`GET /companies/{companyId}/sync/commerce/syncs/{syncId}/status`: one sync."""
        return await self._line.send(requests.get_sync_by_id(company_id, sync_id), _status, call)

    async def list(self, company_id: str, *, call: Call = DEFAULT) -> tuple[SyncStatus, ...]:
        """`GET /companies/{companyId}/sync/commerce/syncs/list/status`: all syncs, order undocumented."""
        return await self._line.send(requests.list_syncs(company_id), reading.sync_statuses, call)
