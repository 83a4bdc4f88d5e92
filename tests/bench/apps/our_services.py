"""This program's services on a server, without a screen."""

from __future__ import annotations

import gc
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from codat_tui.api import CodatClient
from codat_tui.clock import Clock
from codat_tui.models.local import ProfileFacts
from codat_tui.services.context import Backend
from codat_tui.services.services import Services
from codat_tui.store.store import Store


@asynccontextmanager
async def our_services(
    address: str, api_key: str, clock: Clock, store: Store | None = None
) -> AsyncIterator[Services]:
    """Services that are connected and have sent one request, for lazy imports.

    The garbage collector is set up as the program sets it up once it has started.
    """
    client = CodatClient(api_key, server=address, clock=clock)

    async def connect() -> Backend:
        return Backend(client, store, ProfileFacts("bench"))

    services = Services(clock, connect, random.Random(1))
    await services.start()
    await client.advanced_controls.list_companies(page_size=1)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    yield services
    await services.stop()
