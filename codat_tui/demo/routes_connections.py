"""The operations of the group *connections*."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from codat_tui.demo import json_objects
from codat_tui.demo.deterministic import number, uuid_of
from codat_tui.demo.documented import NAME_FORBIDDEN, PLATFORMS, ApiError, Platform
from codat_tui.demo.handler_support import answer, merchant_of, object_body, world_of
from codat_tui.demo.listing import list_answer
from codat_tui.demo.merchants import Link, Merchant
from codat_tui.demo.middleware import ignored
from codat_tui.demo.world import World

STATUSES = ("PendingAuth", "Linked", "Unlinked", "Deauthorized")


async def list_connections(request: Request) -> Response:
    rows = json_objects.connections(world_of(request), merchant_of(request))
    return list_answer(request, rows, json_objects.CONNECTION_SAMPLE)


async def create_connection(request: Request) -> Response:
    world, merchant = world_of(request), merchant_of(request)
    platform = _platform((await object_body(request)).get("platformKey"))
    count = len(world.links(merchant))
    link = Link(uuid_of(merchant.id, "connection", platform.key, count), platform, world.now())
    if not ignored(request):
        world.add_link(merchant, link)
    return answer(json_objects.connection(world, merchant, link, "PendingAuth"))


def _platform(key: object) -> Platform:
    platform = PLATFORMS.get(key) if isinstance(key, str) else None
    if platform is None or not platform.enabled:
        raise ApiError(400, problems=(("platformKey", f"Platform {key} is not enabled."),))
    return platform


def _link(request: Request) -> tuple[World, Merchant, Link]:
    world, merchant = world_of(request), merchant_of(request)
    wanted = request.path_params["connectionId"].lower()
    for link in world.links(merchant):
        if link.id == wanted:
            return world, merchant, link
    raise ApiError(404, f"Data connection {wanted} not found")


async def update_connection(request: Request) -> Response:
    world, merchant, link = _link(request)
    status = (await object_body(request)).get("status")
    if status is not None and status not in STATUSES:
        raise ApiError(400, problems=(("status", f"{status} is no connection status."),))
    before = world.statuses(merchant)[link.id]
    if status not in (None, before):
        # The only change of a status that a client may make.
        if (before, status) != ("Linked", "Unlinked"):
            message = f"A connection that is {before} cannot become {status}."
            raise ApiError(400, problems=(("status", message),))
        if not ignored(request):
            world.set_status(merchant, link.id, status)
            world.effects.statuses[merchant.id] += 1
    return answer(json_objects.connection(world, merchant, link, world.statuses(merchant)[link.id]))


async def update_authorization(request: Request) -> Response:
    world, merchant, link = _link(request)
    body = await object_body(request)
    # Any credentials are accepted, and none is kept.
    if not body or not all(isinstance(value, str) for value in body.values()):
        raise ApiError(400, problems=(("body", "A flat object of texts is required."),))
    if not ignored(request):
        world.set_status(merchant, link.id, "Linked")
        world.effects.authorizations[merchant.id] += 1
    return answer(json_objects.connection(world, merchant, link, world.statuses(merchant)[link.id]))


async def get_sync_flow_url(request: Request) -> Response:
    world = world_of(request)
    keys = [request.path_params[name] for name in ("commerceKey", "accountingKey")]
    for key, kind in zip(keys, ("Commerce", "Accounting"), strict=True):
        if key not in PLATFORMS or PLATFORMS[key].kind != kind or not PLATFORMS[key].enabled:
            raise ApiError(404, f"No {kind.lower()} integration was found with key {key}")
    identifier = request.query_params.get("merchantIdentifier", "")
    # As in Codat, this GET creates the company of an unknown merchant.
    if identifier and not ignored(request) and not world.knows(identifier):
        world.add_company(NAME_FORBIDDEN.sub("", identifier), None, (), tuple(keys))
    world.effects.flow_urls += 1
    password = f"{number(1_000_000, world.options.seed, 'otp', world.effects.flow_urls):06d}"
    query = urlencode({"merchantIdentifier": identifier} if identifier else {}) + "&" * bool(identifier)
    path = "/".join((world.options.client_id, *keys, "start"))
    return answer({"url": f"https://sync-flow.codat.io/{path}?{query}otp={password}"})


_CONNECTIONS = "/companies/{companyId}/connections"
ROUTES = [
    Route(_CONNECTIONS, list_connections),
    Route(_CONNECTIONS, create_connection, methods=["POST"]),
    Route(f"{_CONNECTIONS}/{{connectionId}}", update_connection, methods=["PATCH"]),
    Route(f"{_CONNECTIONS}/{{connectionId}}/authorization", update_authorization, methods=["PUT"]),
    Route("/config/sync/commerce/{commerceKey}/{accountingKey}/start", get_sync_flow_url),
]
