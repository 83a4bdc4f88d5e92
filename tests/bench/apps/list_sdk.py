"""List companies with Codat's official SDK: `list_sdk.py ADDRESS API_KEY PAGE_SIZE`."""

from __future__ import annotations

import asyncio
import base64
import sys

from codat_sync_for_commerce import CodatSyncCommerce
from codat_sync_for_commerce.models import operations, shared

from tests.bench.apps.listing import measure


def row_of(company: shared.Company) -> tuple[str, ...]:
    """What a list shows of a company: its id, its name, and the platform and state of each connection."""
    sides: list[str] = []
    for connection in company.data_connections or []:
        sides += [connection.platform_name, str(connection.status.value)]
    return (company.id, company.name, company.description or "", *sides)


async def main(address: str, api_key: str, page_size: int) -> None:
    """Warm up with one company, then read every page into rows."""
    header = f"Basic {base64.b64encode(api_key.encode()).decode()}"
    sdk = CodatSyncCommerce(security=shared.Security(auth_header=header), server_url=address)

    async def listing(size: int = page_size, most: int | None = None) -> int:
        rows: list[tuple[str, ...]] = []
        for page in range(1, sys.maxsize):
            request = operations.ListCompaniesRequest(page=page, page_size=size)
            answer = await sdk.advanced_controls.list_companies_async(request=request)
            assert answer is not None
            rows += map(row_of, answer.results or [])
            if len(rows) >= (most or answer.total_results):
                break
        return len(rows)

    async with sdk:
        await listing(size=1, most=1)
        await measure(listing)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3])))
