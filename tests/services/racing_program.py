"""A program that prepares a sync, says so, and confirms it at the moment it is told to.

Arguments: the server's address and the store's file. Each line read names a company to prepare, an empty line
confirms; the outcome's kind is printed.
"""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from codat_tui.api import CodatClient
from codat_tui.demo.options import API_KEY
from codat_tui.models.changes import Sending
from codat_tui.models.local import ProfileFacts
from codat_tui.models.writes import StartSync
from codat_tui.services.context import Backend
from codat_tui.services.services import Services
from codat_tui.store.store import Store
from tests.services.servers_time import ServersTime


async def main(address: str, path: str) -> None:
    """Do what the lines say until there are no more."""
    clock = ServersTime()

    async def connect() -> Backend:
        client = CodatClient(API_KEY, server=address, clock=clock)
        return Backend(client, await Store.open(Path(path)), ProfileFacts("acme", read_only=False))

    services = Services(clock, connect, random.Random())
    await services.start()
    changing = services.changing
    heard = asyncio.Event()
    changing.subscribe(lambda change: heard.set())
    while company_id := await asyncio.to_thread(sys.stdin.readline):
        plan = await changing.prepare(StartSync(company_id.strip()))
        print(plan.refused or "prepared", flush=True)
        await asyncio.to_thread(sys.stdin.readline)
        intent_id = changing.start(plan)
        while isinstance(changing.changes[intent_id].outcome, Sending):
            heard.clear()
            await heard.wait()
        outcome = changing.changes[intent_id].outcome
        print(type(outcome).__name__, getattr(outcome, "error", ""), flush=True)
    await services.stop()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
