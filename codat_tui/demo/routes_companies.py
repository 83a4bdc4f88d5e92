"""The operations on companies and their configuration (the group *advanced controls*)."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from codat_tui.demo import shapes
from codat_tui.demo.exchange import answer, merchant_of, world_of
from codat_tui.demo.paging import Page


async def list_companies(request: Request) -> Response:
    world = world_of(request)
    page = Page.of(request)
    total = world.size
    rows = [shapes.company(world, merchant) for merchant in world.merchants(page.first, page.last)]
    return answer(page.envelope(rows, total))


async def get_configuration(request: Request) -> Response:
    return answer(shapes.configuration(world_of(request), merchant_of(request)))


ROUTES = [
    Route("/companies", list_companies),
    Route("/config/companies/{companyId}/sync/commerce", get_configuration),
]
