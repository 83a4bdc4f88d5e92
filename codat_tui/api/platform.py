"""Codat's Platform operations, all reads.

They are not part of Sync for Commerce: without that product, Codat responds 401, 403 or 404.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator

from codat_tui.api import reading, requests
from codat_tui.api.call import DEFAULT, Call
from codat_tui.api.dispatch import Dispatcher
from codat_tui.api.paging import walk
from codat_tui.models.codat import ClientProfile, DataStatus, Page, PushOperation

_operations = reading.page_of(PushOperation)
_operation = reading.one(PushOperation)
_statuses = reading.map_of(DataStatus)
_profile = reading.one(ClientProfile)


class Platform:
    """`client.platform`."""

    def __init__(self, line: Dispatcher) -> None:
        self._line = line

    async def push_operations(
        self,
        company_id: str,
        *,
        page: int = 1,
        page_size: int = requests.DEFAULT_ROWS,
        query: str | None = None,
        order_by: str | None = None,
        call: Call = DEFAULT,
    ) -> Page[PushOperation]:
        """`GET /companies/{companyId}/push`: one page of records written to the accounting software."""
        request = requests.list_push_operations(company_id, page, page_size, query, order_by)
        return await self._line.send(request, _operations, call)

    def push_operation_pages(
        self,
        company_id: str,
        *,
        page_size: int = 500,
        query: str | None = None,
        order_by: str | None = None,
        call: Call = DEFAULT,
    ) -> AsyncGenerator[Page[PushOperation], None]:
        """`GET /companies/{companyId}/push`: every page in order."""
        return walk(
            lambda page: self.push_operations(
                company_id, page=page, page_size=page_size, query=query, order_by=order_by, call=call
            )
        )

    async def get_push_operation(self, company_id: str, key: str, *, call: Call = DEFAULT) -> PushOperation:
        """`GET /companies/{companyId}/push/{pushOperationKey}`: one record."""
        return await self._line.send(requests.get_push_operation(company_id, key), _operation, call)

    async def data_status(self, company_id: str, *, call: Call = DEFAULT) -> dict[str, DataStatus]:
        """`GET /companies/{companyId}/dataStatus`: when each data type was last read."""
        return await self._line.send(requests.get_data_status(company_id), _statuses, call)

    async def profile(self, *, call: Call = DEFAULT) -> ClientProfile:
        """`GET /profile`: the client that owns the key."""
        return await self._line.send(requests.get_profile(), _profile, call)
