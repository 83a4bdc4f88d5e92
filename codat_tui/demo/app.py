"""The ASGI application: the routes behind faults, limits, authentication and idempotency.

Invariant: the same seed, clock and requests give the same bytes.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from codat_tui.demo import routes_companies, routes_connections, routes_flow, routes_platform, routes_sync
from codat_tui.demo.authentication import KeyCheck
from codat_tui.demo.documented import STATUS_TEXTS, ApiError
from codat_tui.demo.faults import FaultDecider, parse_faults
from codat_tui.demo.handler_support import error_answer
from codat_tui.demo.hostile import HostileMiddleware
from codat_tui.demo.idempotency import Idempotency
from codat_tui.demo.limits import Limits
from codat_tui.demo.middleware import (
    AuthenticationMiddleware,
    FaultMiddleware,
    InnerFaultMiddleware,
    LimitMiddleware,
    LoggedRequest,
    RequestLog,
)
from codat_tui.demo.options import DemoOptions
from codat_tui.demo.quirks import QuirkMiddleware
from codat_tui.demo.world import World

LOGGED_REQUESTS = 20_000
ROUTES = [
    *routes_companies.ROUTES,
    *routes_connections.ROUTES,
    *routes_flow.ROUTES,
    *routes_platform.ROUTES,
    *routes_sync.ROUTES,
]


async def _on_api_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return error_answer(request, error)


async def _on_http_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return error_answer(request, ApiError(error.status_code if error.status_code in STATUS_TEXTS else 404))


def create_app(
    options: DemoOptions,
    now: Callable[[], datetime],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Starlette:
    """Return the application.

    `now` gives aware datetimes in UTC; `sleep` waits for latency faults. `app.state.world.effects` counts
    what writes did, `app.state.requests` holds the last requests. Raises ValueError for unreadable faults.
    """
    faults = parse_faults(options.faults)
    world = World(options, now)
    limits = Limits(now, world.active_companies)
    requests: deque[LoggedRequest] = deque(maxlen=LOGGED_REQUESTS)
    app = Starlette(
        routes=ROUTES,
        # Outermost first: idempotency keeps no answer of the limits or the authentication.
        middleware=[
            Middleware(RequestLog, requests=requests),
            Middleware(
                FaultMiddleware,
                decider=FaultDecider(faults, options.seed),
                limits=limits,
                quirks=now if faults.quirks else None,
            ),
            Middleware(HostileMiddleware),
            *([Middleware(QuirkMiddleware, zone_of=world.zone_of, now=now)] if faults.quirks else []),
            Middleware(LimitMiddleware, limits=limits),
            Middleware(AuthenticationMiddleware, key_check=KeyCheck(options.api_key)),
            Middleware(Idempotency, now=now),
            Middleware(InnerFaultMiddleware, sleep=sleep),
        ],
        exception_handlers={ApiError: _on_api_error, HTTPException: _on_http_error},
    )
    app.state.world = world
    app.state.requests = requests
    return app
