"""List all companies and ask each for its latest sync, as `R` does: `triage_ours.py ADDRESS API_KEY PACE`.

The services run with a store, on a clock PACE times as fast as the machine's. Prints one JSON object.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from codat_tui.models.local import FleetChange, SweepPhase
from codat_tui.store.store import Store
from tests.bench.apps.our_services import our_services
from tests.bench.apps.paced_clock import PacedClock


async def main(address: str, api_key: str, pace: float, folder: Path) -> None:
    """Tell how many companies were asked, and the CPU seconds from the list's first page to the last verdict."""
    clock, store = PacedClock(pace), await Store.open(folder / "store.sqlite3")
    async with our_services(address, api_key, clock, store) as services:
        fleet, ended = services.fleet, asyncio.Event()

        def heard(_: FleetChange) -> None:
            if fleet.state.sweep not in (SweepPhase.IDLE, SweepPhase.RUNNING):
                ended.set()

        fleet.subscribe(heard)
        cpu = time.process_time()
        await fleet.listed()
        fleet.sweep_all()
        await ended.wait()
        cpu = time.process_time() - cpu
        assert fleet.state.sweep is SweepPhase.DONE, fleet.state.sweep_note
        print(json.dumps({"asked": fleet.state.swept, "cpu": cpu}))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3]), Path(folder)))
