"""A program whose children each begin one write and kill themselves, without a chance to tidy up, at the named moment.

Each line read is the arguments of `main` as JSON, each line printed how that child ended: -9 for killed. A child is
forked from a process that has imported everything, since a kill is quick and an interpreter's start is not.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from codat_tui.api import CodatClient
from codat_tui.demo.options import API_KEY
from codat_tui.models import writes
from codat_tui.models.batches import BatchMember
from codat_tui.models.local import ProfileFacts
from codat_tui.secret import Secret
from codat_tui.services.context import Backend
from codat_tui.services.services import Services
from codat_tui.store.store import Store
from tests.services.servers_time import ServersTime

BATCH = "batch"
"""In place of a client id: the write is the list of a batch's companies."""
PATIENCE = 50.0
"""Seconds after which a child that was not killed ends by itself, with another status."""


class DeadlyTransport(httpx.AsyncHTTPTransport):
    """Kills the process at a write, the first or a later one: before the request leaves, or once it is answered."""

    def __init__(self, moment: str, spared: int = 0) -> None:
        super().__init__()
        self._moment = moment
        self._spared = spared

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        writing = request.method != "GET" or request.url.path.endswith("/start")
        deadly = writing and not self._spared
        self._spared -= writing and self._spared > 0
        if deadly and self._moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        response = await super().handle_async_request(request)
        if deadly:
            os.kill(os.getpid(), signal.SIGKILL)
        return response


def as_json(write: writes.Write) -> str:
    """A write as an argument; credentials are texts of a test."""

    def plain(value: object) -> object:
        if isinstance(value, Secret):
            return {"secret": value.reveal()}
        if isinstance(value, datetime):
            return {"instant": value.isoformat()}
        raise TypeError(type(value))

    fields = {name: getattr(write, name) for name in type(write).__dataclass_fields__}
    return json.dumps([type(write).__name__, fields], default=plain)


def from_json(text: str) -> writes.Write:
    """The write again."""

    def whole(value: dict[str, Any]) -> Any:
        if value.keys() == {"secret"}:
            return Secret(value["secret"])
        return datetime.fromisoformat(value["instant"]) if value.keys() == {"instant"} else value

    name, fields = json.loads(text, object_hook=whole)
    fields = {key: tuple(value) if isinstance(value, list) else value for key, value in fields.items()}
    write: writes.Write = getattr(writes, name)(**fields)
    return write


async def main(address: str, path: str, write: str, moment: str, client_id: str, spared: int = 0) -> None:
    """Prepare and confirm *write*; the transport ends this process "before" or "after" its request is done.

    *write* is JSON. The first *spared* writes come through.
    """
    clock = ServersTime()

    async def connect() -> Backend:
        transport = DeadlyTransport(moment, spared)
        client = CodatClient(API_KEY, server=address, transport=transport, clock=clock)
        profile = ProfileFacts("acme", read_only=False, client_id=client_id)
        return Backend(client, await Store.open(Path(path)), profile)

    services = Services(clock, connect, random.Random())
    await services.start()
    if client_id == BATCH:
        services.batches.start([BatchMember(each, each) for each in json.loads(write)])
    else:
        services.changing.start(await services.changing.prepare(from_json(write)))
    await asyncio.Event().wait()


def serve() -> None:
    """Fork and wait for one child a line."""
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            asyncio.run(asyncio.wait_for(main(*json.loads(line)), PATIENCE))
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


if __name__ == "__main__":
    serve()
