"""The operations of Codat's Platform API: push operations, age of the data, profile."""

from __future__ import annotations

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from codat_tui.demo.causes import CAUSES
from codat_tui.demo.deterministic import uuid_of
from codat_tui.demo.documented import ApiError, Json, stamp
from codat_tui.demo.handler_support import answer, merchant_of, world_of
from codat_tui.demo.listing import list_answer
from codat_tui.demo.merchants import Link, Merchant
from codat_tui.demo.push_operations import PUSH_OPERATION_SAMPLE, push_operation, push_operations
from codat_tui.demo.world import World

PROFILE: Json = {
    "name": "Tillmark Payments",
    "logoUrl": "https://static.codat.io/public/demo/client/logo.png",
    "iconUrl": "https://static.codat.io/public/demo/client/icon.ico",
    "redirectUrl": "https://tillmark.example/{companyId}",
    "whiteListUrls": ["https://tillmark.example"],
    "confirmCompanyName": True,
}
DATA_READ = {
    "Commerce": ("commerce-orders", "commerce-payments", "commerce-products", "commerce-transactions"),
    "Accounting": ("chartOfAccounts", "customers", "suppliers", "taxRates"),
}
STATUS_OF_LINK = {"Deauthorized": "AuthError", "Unlinked": "Cancelled", "PendingAuth": "Initial"}


def _operations(request: Request) -> list[Json]:
    world, merchant = world_of(request), merchant_of(request)
    accounting = [link for link in world.links(merchant) if link.platform.kind == "Accounting"]
    if not accounting:
        return []
    found = push_operations(merchant, world.history(merchant), world.now())
    return [push_operation(merchant, accounting[0], each, world.now()) for each in reversed(found)]


async def list_push_operations(request: Request) -> Response:
    return list_answer(request, _operations(request), PUSH_OPERATION_SAMPLE)


async def get_push_operation(request: Request) -> Response:
    wanted = request.path_params["pushOperationKey"].lower()
    for operation in _operations(request):
        if operation["pushOperationKey"] == wanted:
            return answer(operation)
    raise ApiError(404, f"No push operation was found with key {wanted}")


async def get_data_status(request: Request) -> Response:
    world, merchant = world_of(request), merchant_of(request)
    statuses = world.statuses(merchant)
    body: Json = {}
    for link in world.links(merchant):
        for data_type in DATA_READ[link.platform.kind]:
            if data_type not in body or statuses[link.id] == "Linked":
                body[data_type] = _data_status(world, merchant, link, statuses[link.id], data_type)
    return answer(body)


def _data_status(world: World, merchant: Merchant, link: Link, link_status: str, data_type: str) -> Json:
    status = STATUS_OF_LINK.get(link_status, "Complete")
    errors = [CAUSES[episode.cause].error for episode in merchant.episodes if episode.lasts_at(world.now())]
    if status == "Complete" and any(
        error and error.kind == link.platform.kind == "Commerce" for error in errors
    ):
        status = "FetchError"
    body: Json = {"dataType": data_type, "currentStatus": status}
    if link_status != "PendingAuth":
        read: datetime = world.last_read(merchant, link, link_status)
        body["lastSuccessfulSync"] = stamp(read)
        body["latestSuccessfulSyncId"] = uuid_of(link.id, data_type, read)
        body["latestSyncId"] = uuid_of(link.id, data_type, read if status == "Complete" else world.start)
    return body


async def get_profile(request: Request) -> Response:
    return answer(PROFILE)


ROUTES = [
    Route("/companies/{companyId}/push", list_push_operations),
    Route("/companies/{companyId}/push/{pushOperationKey}", get_push_operation),
    Route("/companies/{companyId}/dataStatus", get_data_status),
    Route("/profile", get_profile),
]
