"""Codat's "connections" operations: a company's commerce and accounting software."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping

from codat_tui.api import reading, requests
from codat_tui.api.call import DEFAULT, Call
from codat_tui.api.dispatch import Dispatcher
from codat_tui.api.paging import walk
from codat_tui.models.codat import Connection, Page, SyncFlowUrl

_page = reading.page_of(Connection)
_connection = reading.one(Connection)
_sync_flow_url = reading.one(SyncFlowUrl)


class Connections:
    """`client.connections`."""

    def __init__(self, line: Dispatcher) -> None:
        self._line = line

    async def list(
        self,
        company_id: str,
        *,
        page: int = 1,
        page_size: int = requests.DEFAULT_ROWS,
        query: str | None = None,
        order_by: str | None = None,
        call: Call = DEFAULT,
    ) -> Page[Connection]:
        """`GET /companies/{companyId}/connections`: one page of connections."""
        request = requests.list_connections(company_id, page, page_size, query, order_by)
        return await self._line.send(request, _page, call)

    def pages(
        self,
        company_id: str,
        *,
        page_size: int = 500,
        query: str | None = None,
        order_by: str | None = None,
        call: Call = DEFAULT,
    ) -> AsyncGenerator[Page[Connection], None]:
        """`GET /companies/{companyId}/connections`: every page in order."""
        return walk(
            lambda page: self.list(
                company_id, page=page, page_size=page_size, query=query, order_by=order_by, call=call
            )
        )

    async def create(self, company_id: str, platform_key: str, *, call: Call = DEFAULT) -> Connection:
        """`POST /companies/{companyId}/connections`: create a connection, which the merchant then links."""
        return await self._line.send(requests.create_connection(company_id, platform_key), _connection, call)

    async def update_connection(
        self, company_id: str, connection_id: str, status: str, *, call: Call = DEFAULT
    ) -> Connection:
        """`PATCH /companies/{companyId}/connections/{connectionId}`: unlink with status "Unlinked"."""
        request = requests.update_connection(company_id, connection_id, status)
        return await self._line.send(request, _connection, call)

    async def update_authorization(
        self, company_id: str, connection_id: str, credentials: Mapping[str, str], *, call: Call = DEFAULT
    ) -> Connection:
        """`PUT /companies/{companyId}/connections/{connectionId}/authorization`: new credentials."""
        # Codat accepts no Idempotency-Key here: repeated only after 429 or when nothing was sent.
        request = requests.update_connection_authorization(company_id, connection_id, credentials)
        return await self._line.send(request, _connection, call)

    async def get_sync_flow_url(
        self,
        commerce_key: str,
        accounting_key: str,
        *,
        merchant_identifier: str | None = None,
        call: Call = DEFAULT,
    ) -> SyncFlowUrl:
        """`GET /config/sync/commerce/{commerceKey}/{accountingKey}/start`: a link for one merchant.

        Treated as a write: it may create the company and its connections.
        """
        request = requests.get_sync_flow_url(commerce_key, accounting_key, merchant_identifier)
        return await self._line.send(request, _sync_flow_url, call)
