"""A program that starts a sync and kills itself, without a chance to tidy up, at the named moment.

Arguments: the server's address, the store's file, the company, and "before" or "after" the request is done.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

import httpx

from codat_tui.api import CodatClient
from codat_tui.demo.options import API_KEY
from codat_tui.models.local import ProfileFacts
from codat_tui.models.writes import StartSync
from codat_tui.services.context import Backend
from codat_tui.services.services import Services
from codat_tui.store.store import Store
from tests.demo_server import START


class ServersTime:
    """Time that passes, from where the server's stands."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.monotonic())

    def monotonic(self) -> float:
        return time.monotonic() - self._began

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds)


class DeadlyTransport(httpx.AsyncHTTPTransport):
    """Kills the process at its first write: before the request leaves, or once it is answered."""

    def __init__(self, moment: str) -> None:
        super().__init__()
        self._moment = moment

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST" and self._moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        response = await super().handle_async_request(request)
        if request.method == "POST":
            os.kill(os.getpid(), signal.SIGKILL)
        return response


async def main(address: str, path: str, company_id: str, moment: str) -> None:
    """Start a sync of the company; the transport ends this process."""
    clock = ServersTime()

    async def connect() -> Backend:
        client = CodatClient(API_KEY, server=address, transport=DeadlyTransport(moment), clock=clock)
        return Backend(client, await Store.open(Path(path)), ProfileFacts("acme", read_only=False))

    services = Services(clock, connect, random.Random())
    await services.start()
    services.changing.start(await services.changing.prepare(StartSync(company_id)))
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
