"""The demo over HTTP with much to tell of each company: `large_server.py COMPANIES SYNCS ACCOUNTS`.

A company's list of syncs is repeated, each time for an earlier period under new ids, until there are SYNCS.
The settings of sales that take an account may take one of ACCOUNTS.
"""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codat_tui.demo import DemoOptions, create_app
from codat_tui.demo.server import DemoHttpServer, address_of, bind

PERIOD = timedelta(days=60)
"""What the demo's own list covers."""


class Enlarging:
    """Hands requests on, and enlarges the answers that *enlarge* names by the end of their path, once."""

    def __init__(self, app: ASGIApp, enlarge: dict[str, Callable[[Any], Any]]) -> None:
        self._app = app
        self._enlarge = enlarge
        self._enlarged: dict[str, bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope["path"]
        enlarge = next((each for end, each in self._enlarge.items() if path.endswith(end)), None)
        if enlarge is None or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        told: list[Message] = []

        async def keep(message: Message) -> None:
            told.append(message)

        await self._app(scope, receive, keep)
        start, *rest = told
        body = b"".join(message.get("body", b"") for message in rest)
        if start["status"] == 200:
            if path not in self._enlarged:
                self._enlarged[path] = json.dumps(enlarge(json.loads(body))).encode()
            body = self._enlarged[path]
        headers = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
        start["headers"] = [*headers, (b"content-length", str(len(body)).encode())]
        await send(start)
        await send({"type": "http.response.body", "body": body})


def more_syncs(syncs: list[dict[str, Any]], wanted: int) -> list[dict[str, Any]]:
    """The *wanted* newest of the syncs and their repetitions, oldest first."""
    times = -(-wanted // len(syncs))
    repeated = [_earlier(sync, number) for number in reversed(range(times)) for sync in syncs]
    return repeated[-wanted:]


def _earlier(sync: dict[str, Any], number: int) -> dict[str, Any]:
    if not number:
        return sync
    at = datetime.fromisoformat(sync["syncUtc"].replace("Z", "+00:00")) - number * PERIOD
    sync_id = str(uuid.uuid5(uuid.UUID(sync["syncId"]), str(number)))
    return {**sync, "syncId": sync_id, "syncUtc": f"{at:%Y-%m-%dT%H:%M:%SZ}"}


def more_accounts(configuration: dict[str, Any], wanted: int) -> dict[str, Any]:
    """The configuration with *wanted* accounts to choose from."""
    for setting in configuration["configuration"]["sales"]["accounts"].values():
        options = setting["accountOptions"]
        for number in range(len(options), wanted):
            account = {**options[0], "id": str(uuid.UUID(int=number)), "nominalCode": f"{10_000 + number}"}
            options.append({**account, "name": f"Sales {number:,}"})
    return configuration


def main(companies: int, syncs: int, accounts: int) -> None:
    """Answer until a signal arrives."""
    options = DemoOptions(companies)
    app = Enlarging(
        create_app(options, lambda: datetime.now(UTC)),
        {
            "/syncs/list/status": lambda found: more_syncs(found, syncs),
            "/sync/commerce": lambda found: more_accounts(found, accounts),
        },
    )
    with bind("127.0.0.1", 0) as listening:

        def ready() -> None:
            print(f"address    {address_of(listening)}")
            print(f"api key    {options.api_key}\nclient id  {options.client_id}", flush=True)

        DemoHttpServer(app, listening, ready).run_until_stopped()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
