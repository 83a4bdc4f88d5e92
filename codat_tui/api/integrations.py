"""Codat's "integrations" operations: the platforms that can be linked, and their images."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from codat_tui.api import reading, requests
from codat_tui.api.call import DEFAULT, Call
from codat_tui.api.dispatch import Dispatcher
from codat_tui.api.paging import walk
from codat_tui.models.codat import Branding, Integration, Page

_page = reading.page_of(Integration)
_branding = reading.one(Branding)


class Integrations:
    """`client.integrations`."""

    def __init__(self, line: Dispatcher) -> None:
        self._line = line

    async def list(
        self,
        *,
        page: int = 1,
        page_size: int = requests.DEFAULT_ROWS,
        query: str | None = None,
        order_by: str | None = None,
        call: Call = DEFAULT,
    ) -> Page[Integration]:
        """`GET /config/integrations`: one page of platforms."""
        request = requests.list_integrations(page, page_size, query, order_by)
        return await self._line.send(request, _page, call)

    def pages(
        self,
        *,
        page_size: int = 500,
        query: str | None = None,
        order_by: str | None = None,
        call: Call = DEFAULT,
    ) -> AsyncGenerator[Page[Integration], None]:
        """`GET /config/integrations`: every page in order."""
        return walk(
            lambda page: self.list(page=page, page_size=page_size, query=query, order_by=order_by, call=call)
        )

    async def get_branding(self, platform_key: str, *, call: Call = DEFAULT) -> Branding:
        """`GET /config/integrations/{platformKey}/branding`: a platform's logos and buttons."""
        return await self._line.send(requests.get_integration_branding(platform_key), _branding, call)
