"""Ask for the state of companies' syncs with this program's client: `poll_ours.py ADDRESS API_KEY COMPANIES`.

The garbage collector is set up as the program sets it up once it has started, and no pace is kept.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from contextlib import suppress

from codat_tui.api import CodatClient
from codat_tui.api.limits import Limiter
from codat_tui.clock import SystemClock
from codat_tui.models.errors import NotFoundError
from tests.bench.apps.polling import SIDE_BY_SIDE, measure

NO_PACE = 1_000_000
"""Requests a second."""


async def main(address: str, api_key: str, companies: int) -> None:
    """List so many companies, then poll each."""
    clock = SystemClock()
    client = CodatClient(
        api_key, server=address, clock=clock, limiter=Limiter(NO_PACE, SIDE_BY_SIDE, clock=clock)
    )
    page = await client.advanced_controls.list_companies(page_size=companies)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)

    async def status(company_id: str) -> None:
        # A company that never synced has none.
        with suppress(NotFoundError):
            await client.sync.get_status(company_id)

    await measure([company.id for company in page.results], status)
    await client.aclose()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
