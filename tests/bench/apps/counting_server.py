"""The demo over HTTP that tells how it was asked: `counting_server.py COMPANIES PACE [KEPT_AFTER]`.

Its clock runs PACE times as fast as the machine's. `GET /counted` gives the moment of every other request, on that
clock, and how many were refused. With KEPT_AFTER every company has a sync that goes on, and after so many requests
a tenth of the day's quota is left.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codat_tui.demo import DemoOptions, create_app
from codat_tui.demo.server import DemoHttpServer, address_of, bind
from codat_tui.demo.world import World
from tests.bench.apps.paced_clock import PacedClock

COUNTED = "/counted"
KEPT = 0.10
"""The share of the quota that is the person's."""
LONG = 86400.0
"""Seconds that a sync which goes on takes."""


class Counting:
    """Hands requests on and notes when each came."""

    def __init__(self, app: ASGIApp, clock: PacedClock, kept_after: int | None) -> None:
        self._app = app
        self._clock = clock
        self._kept_after = kept_after
        self._came: list[float] = []
        self._refused = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == COUNTED:
            body = json.dumps({"came": self._came, "refused": self._refused}).encode()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
            return
        self._came.append(self._clock.monotonic())

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._refused += message["status"] == 429
                if self._kept_after is not None:
                    headers = MutableHeaders(scope=message)
                    left = KEPT * int(headers["X-Rate-Limit-Limit"]) + self._kept_after - len(self._came)
                    headers["X-Rate-Limit-Remaining"] = str(round(left))
            await send(message)

        await self._app(scope, receive, sending)


def run_on(world: World, clock: PacedClock) -> None:
    """Start a sync of every company."""
    for merchant in world.merchants():
        if not merchant.deleted:
            world.request_sync(merchant, clock.now() - timedelta(days=1), clock.now())


def main(companies: int, pace: float, kept_after: int | None = None) -> None:
    """Answer until a signal arrives."""
    clock = PacedClock(pace)
    options = DemoOptions(companies, sync_seconds=20.0 if kept_after is None else LONG)
    app = create_app(options, clock.now, sleep=clock.sleep)
    if kept_after is not None:
        run_on(app.state.world, clock)
    with bind("127.0.0.1", 0) as listening:

        def ready() -> None:
            told = {
                "address": address_of(listening),
                "api key": options.api_key,
                "client id": options.client_id,
            }
            print("\n".join(f"{name:<10} {value}" for name, value in told.items()), flush=True)

        DemoHttpServer(Counting(app, clock, kept_after), listening, ready).run_until_stopped()


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]), *map(int, sys.argv[3:]))
