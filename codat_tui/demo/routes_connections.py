"""The operations of the group *connections*."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from codat_tui.demo import shapes
from codat_tui.demo.exchange import answer, merchant_of, world_of
from codat_tui.demo.paging import Page


async def list_connections(request: Request) -> Response:
    world, merchant = world_of(request), merchant_of(request)
    page = Page.of(request)
    rows = shapes.connections(world, merchant)
    return answer(page.envelope(rows[page.first : page.last], len(rows)))


ROUTES = [
    Route("/companies/{companyId}/connections", list_connections),
]
