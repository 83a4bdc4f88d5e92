"""Codat's "advanced controls" operations: companies and their sync configuration."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from typing import Any

from codat_tui.api import reading, requests
from codat_tui.api.call import DEFAULT, Call
from codat_tui.api.dispatch import Dispatcher
from codat_tui.api.paging import items, walk
from codat_tui.models.codat import Company, CompanySummary, Configuration, Page

_page = reading.page_of(Company)
_company = reading.one(Company)
_configuration = reading.one(Configuration)


class AdvancedControls:
    """`client.advanced_controls`."""

    def __init__(self, line: Dispatcher) -> None:
        self._line = line

    async def list_companies(
        self,
        *,
        page: int = 1,
        page_size: int = requests.DEFAULT_ROWS,
        query: str | None = None,
        order_by: str | None = None,
        call: Call = DEFAULT,
    ) -> Page[Company]:
        """`GET /companies`: one page of full companies."""
        request = requests.list_companies(page, page_size, query, order_by)
        return await self._line.send(request, _page, call)

    def company_pages(
        self,
        *,
        page_size: int = 500,
        query: str | None = None,
        order_by: str | None = None,
        call: Call = DEFAULT,
    ) -> AsyncGenerator[Page[CompanySummary], None]:
        """`GET /companies`: every page in order, as summaries."""
        return walk(
            lambda page: self._line.send(
                requests.list_companies(page, page_size, query, order_by), reading.company_summaries, call
            )
        )

    def companies(
        self,
        *,
        page_size: int = 500,
        query: str | None = None,
        order_by: str | None = None,
        call: Call = DEFAULT,
    ) -> AsyncGenerator[CompanySummary, None]:
        """`GET /companies`: a summary of every company, each once; changed listings are read again."""
        return items(
            lambda: self.company_pages(page_size=page_size, query=query, order_by=order_by, call=call),
            lambda company: company.id,
        )

    async def create_company(
        self,
        name: str,
        *,
        description: str | None = None,
        tags: Mapping[str, str] | None = None,
        call: Call = DEFAULT,
    ) -> Company:
        """`POST /companies`: create a company. Codat may drop characters from the name: read it back."""
        return await self._line.send(requests.create_company(name, description, tags), _company, call)

    async def get_configuration(self, company_id: str, *, call: Call = DEFAULT) -> Configuration:
        """`GET /config/companies/{companyId}/sync/commerce`: the company's configuration."""
        return await self._line.send(requests.get_configuration(company_id), _configuration, call)

    async def set_configuration(
        self, company_id: str, configuration: Configuration | Mapping[str, Any], *, call: Call = DEFAULT
    ) -> Configuration:
        """`POST /config/companies/{companyId}/sync/commerce`: replace the configuration.

        Send the configuration that `get_configuration` returned, with the changes; unknown fields are kept.
        """
        request = requests.set_configuration(company_id, configuration)
        return await self._line.send(request, _configuration, call)
