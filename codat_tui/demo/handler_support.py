"""Shared by the route handlers.

Invariant: handlers return plain data or raise ApiError; only this module makes responses.
"""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Message, Receive

from codat_tui.demo.documented import ApiError, correlation_of, error_body
from codat_tui.demo.merchants import Merchant
from codat_tui.demo.world import World


def world_of(request: Request) -> World:
    world: World = request.app.state.world
    return world


def merchant_of(request: Request) -> Merchant:
    """Raises ApiError 404."""
    return world_of(request).merchant(request.path_params["companyId"])


async def json_body(request: Request) -> Any:
    """Return the JSON, None for an empty body. Raises ApiError 400."""
    raw = await request.body()
    if not raw:
        return None
    try:
        return json.loads(raw)
    except ValueError:
        raise ApiError(400, problems=(("body", "The body is not JSON."),)) from None


async def object_body(request: Request) -> dict[str, Any]:
    """Return the JSON object, {} for an empty body. Raises ApiError 400."""
    body = await json_body(request)
    if body is None:
        return {}
    if not isinstance(body, dict):
        raise ApiError(400, problems=(("body", "The body must be an object."),))
    return body


def receiving(body: bytes) -> Receive:
    """Return an ASGI `receive` that gives a body already read."""

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


def answer(payload: Any, status: int = 200) -> Response:
    return Response(as_json(payload), status, media_type="application/json")


def as_json(payload: Any) -> bytes:
    """Return JSON as Codat writes it: no spaces, UTF-8."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def error_answer(request: Request, error: ApiError) -> Response:
    world = world_of(request)
    correlation = correlation_of(world.options.seed, world.now(), request.method, request.url.path)
    return answer(error_body(error, correlation), error.status)
