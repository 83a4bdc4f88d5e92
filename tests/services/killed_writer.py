"""A program that begins one write of a kind and kills itself, without a chance to tidy up, at the named moment.

Arguments: the server's address, the store's file, a file with the write as JSON, "before" or "after" the request is
done, and the client id.
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
from codat_tui.models.local import ProfileFacts
from codat_tui.secret import Secret
from codat_tui.services.context import Backend
from codat_tui.services.services import Services
from codat_tui.store.store import Store
from tests.services.killed_program import ServersTime


class DeadlyTransport(httpx.AsyncHTTPTransport):
    """Kills the process at its write: before the request leaves, or once it is answered."""

    def __init__(self, moment: str) -> None:
        super().__init__()
        self._moment = moment

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        writing = request.method != "GET" or request.url.path.endswith("/start")
        if writing and self._moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        response = await super().handle_async_request(request)
        if writing:
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


async def main(address: str, path: str, write: str, moment: str) -> None:
    """Prepare and confirm the write; the transport ends this process."""
    clock = ServersTime()

    async def connect() -> Backend:
        client = CodatClient(API_KEY, server=address, transport=DeadlyTransport(moment), clock=clock)
        profile = ProfileFacts("acme", read_only=False, client_id=sys.argv[5])
        return Backend(client, await Store.open(Path(path)), profile)

    services = Services(clock, connect, random.Random())
    await services.start()
    text = await asyncio.to_thread(Path(write).read_text)
    services.changing.start(await services.changing.prepare(from_json(text)))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:5]))
