"""Ask for the state of companies' syncs with Codat's official SDK: `poll_sdk.py ADDRESS API_KEY COMPANIES WHICH`.

WHICH is "status", or "latest" for each company's latest sync, as a triage asks.
"""

from __future__ import annotations

import asyncio
import base64
import sys
from contextlib import suppress

from codat_sync_for_commerce import CodatSyncCommerce
from codat_sync_for_commerce.models import errors, operations, shared

from tests.bench.apps.polling import measure


async def main(address: str, api_key: str, companies: int, which: str) -> None:
    """List so many companies, then poll each."""
    header = f"Basic {base64.b64encode(api_key.encode()).decode()}"
    sdk = CodatSyncCommerce(security=shared.Security(auth_header=header), server_url=address)

    async def status(company_id: str) -> None:
        await sdk.sync.get_status_async(request=operations.GetSyncStatusRequest(company_id=company_id))

    async def latest(company_id: str) -> None:
        await sdk.sync.get_latest_sync_async(request=operations.GetLatestSyncRequest(company_id=company_id))

    ask = {"status": status, "latest": latest}[which]

    async def poll(company_id: str) -> None:
        # A company that never synced has none.
        with suppress(errors.ErrorMessage):
            await ask(company_id)

    async with sdk:
        request = operations.ListCompaniesRequest(page=1, page_size=companies)
        answer = await sdk.advanced_controls.list_companies_async(request=request)
        assert answer is not None
        await measure([company.id for company in answer.results or []], poll)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]))
