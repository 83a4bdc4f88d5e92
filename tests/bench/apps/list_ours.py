"""List companies with this program's client and fleet service: `list_ours.py ADDRESS API_KEY`."""

from __future__ import annotations

import asyncio
import sys

from codat_tui.clock import SystemClock
from codat_tui.models.local import FleetAppended, FleetChange, FleetEntry, LoadPhase
from codat_tui.widgets.rows import Rows
from tests.bench.apps.listing import measure
from tests.bench.apps.our_services import our_services


async def main(address: str, api_key: str) -> None:
    """Let the fleet service fill a table's rows."""
    async with our_services(address, api_key, SystemClock()) as services:

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


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
