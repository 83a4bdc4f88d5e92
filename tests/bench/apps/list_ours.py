"""List companies with this program's client and fleet service: `list_ours.py ADDRESS API_KEY`.

The garbage collector is set up as the program sets it up once it has started.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys

from codat_tui.api import CodatClient
from codat_tui.clock import SystemClock
from codat_tui.models.local import FleetAppended, FleetChange, FleetEntry, LoadPhase, ProfileFacts
from codat_tui.services.context import Backend
from codat_tui.services.services import Services
from codat_tui.widgets.rows import Rows
from tests.bench.apps.listing import measure


async def main(address: str, api_key: str) -> None:
    """Connect, warm up with one company, then let the fleet service fill a table's rows."""
    clock = SystemClock()
    client = CodatClient(api_key, server=address, clock=clock)

    async def connect() -> Backend:
        return Backend(client, None, ProfileFacts("bench"))

    services = Services(clock, connect, random.Random(1))
    await services.start()
    await client.advanced_controls.list_companies(page_size=1)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)

    async def listing() -> int:
        rows: Rows[FleetEntry] = Rows(lambda entry: entry.company_id)
        ended = asyncio.Event()

        def heard(change: FleetChange) -> None:
            if isinstance(change, FleetAppended):
                rows.append(change.entries)
            if services.fleet.state.phase in (LoadPhase.LOADED, LoadPhase.FAILED):
                ended.set()

        services.fleet.subscribe(heard)
        services.fleet.load()
        await ended.wait()
        return len(rows)

    await measure(listing)
    await services.stop()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
