"""The ASGI application: routes, and in front of them faults, limits, authentication and idempotency.

Invariant: `now` is the only clock and `sleep` the only way to wait; the same seed, clock and requests give
the same bytes.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from datetime import datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from codat_tui.demo import routes_companies, routes_connections, routes_sync
from codat_tui.demo.exchange import error_answer
from codat_tui.demo.facts import ApiError
from codat_tui.demo.gate import Authentication, LoggedRequest, RequestLog
from codat_tui.demo.guard import Guard
from codat_tui.demo.options import DemoOptions
from codat_tui.demo.world import World

LOGGED_REQUESTS = 20_000


async def _on_api_error(request: Request, error: Exception) -> Response:
    assert isinstance(error, ApiError)
    return error_answer(request, error)


def create_app(
    options: DemoOptions,
    now: Callable[[], datetime],
    *,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Starlette:
    """An imitation of Codat.

    `now` gives aware datetimes in UTC. `app.state.world` counts effects, `app.state.requests` logs requests.
    Raises ValueError when the faults cannot be read.
    """
    requests: deque[LoggedRequest] = deque(maxlen=LOGGED_REQUESTS)
    app = Starlette(
        routes=[*routes_companies.ROUTES, *routes_connections.ROUTES, *routes_sync.ROUTES],
        middleware=[
            Middleware(RequestLog, requests=requests),
            Middleware(Authentication, guard=Guard(options.api_key)),
        ],
        exception_handlers={ApiError: _on_api_error},
    )
    app.state.requests = requests
    app.state.world = World(options, now)
    return app
