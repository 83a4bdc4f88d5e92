"""The seven operations of the group *sync*."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from codat_tui.demo import json_objects
from codat_tui.demo.documented import ApiError, parse_stamp
from codat_tui.demo.handler_support import answer, merchant_of, object_body, world_of
from codat_tui.demo.merchants import Merchant
from codat_tui.demo.middleware import ignored
from codat_tui.demo.sync import Sync


def _no_syncs(merchant: Merchant) -> ApiError:
    return ApiError(404, f"No data available for commerce syncs for ID {merchant.id}")


def _moment(value: Any, field: str) -> datetime:
    if isinstance(value, str):
        try:
            return parse_stamp(value)
        except ValueError:
            pass
    raise ApiError(400, problems=((field, "A date is required."),))


async def request_sync(request: Request) -> Response:
    world, merchant = world_of(request), merchant_of(request)
    sync_to = (await object_body(request)).get("syncTo")
    finish = world.now() if sync_to is None else _moment(sync_to, "syncTo")
    sync = world.request_sync(merchant, None, finish, kept=not ignored(request))
    return answer(json_objects.sync_summary(world, merchant, sync))


async def request_sync_for_date_range(request: Request) -> Response:
    world, merchant = world_of(request), merchant_of(request)
    dates = (await object_body(request)).get("dateRange")
    if not isinstance(dates, dict):
        raise ApiError(400, problems=(("dateRange", "A date range is required."),))
    start = _moment(dates.get("start"), "dateRange.start")
    finish = _moment(dates.get("finish"), "dateRange.finish")
    sync = world.request_sync(merchant, start, finish, kept=not ignored(request))
    return answer(json_objects.sync_summary(world, merchant, sync))


async def get_sync_status(request: Request) -> Response:
    world, merchant = world_of(request), merchant_of(request)
    return answer(json_objects.sync_status(world, merchant, _latest(request, merchant)))


async def get_latest_sync(request: Request) -> Response:
    sync = _latest(request, merchant_of(request))
    return answer(json_objects.company_sync_status(sync, world_of(request).now()))


async def get_last_successful_sync(request: Request) -> Response:
    world, merchant = world_of(request), merchant_of(request)
    sync = world.history(merchant).last_good(world.now())
    if sync is None:
        raise _no_syncs(merchant)
    return answer(json_objects.company_sync_status(sync, world.now()))


async def get_sync_by_id(request: Request) -> Response:
    world, merchant = world_of(request), merchant_of(request)
    wanted = request.path_params["syncId"].lower()
    for sync in reversed(world.history(merchant).syncs):
        if sync.sync_id == wanted:
            return answer(json_objects.company_sync_status(sync, world.now()))
    raise ApiError(404, f"No data available for commerce sync {wanted} for ID {merchant.id}")


async def list_syncs(request: Request) -> Response:
    world, merchant = world_of(request), merchant_of(request)
    now = world.now()
    return answer([json_objects.company_sync_status(sync, now) for sync in world.history(merchant).syncs])


def _latest(request: Request, merchant: Merchant) -> Sync:
    syncs = world_of(request).history(merchant).syncs
    if not syncs:
        raise _no_syncs(merchant)
    return syncs[-1]


ROUTES = [
    Route("/companies/{companyId}/sync/commerce/latest", request_sync, methods=["POST"]),
    Route(
        "/meta/companies/{companyId}/sync/commerce/historic", request_sync_for_date_range, methods=["POST"]
    ),
    Route("/meta/companies/{companyId}/sync/commerce/status", get_sync_status),
    Route("/companies/{companyId}/sync/commerce/syncs/lastSuccessful/status", get_last_successful_sync),
    Route("/companies/{companyId}/sync/commerce/syncs/latest/status", get_latest_sync),
    Route("/companies/{companyId}/sync/commerce/syncs/list/status", list_syncs),
    Route("/companies/{companyId}/sync/commerce/syncs/{syncId}/status", get_sync_by_id),
]
