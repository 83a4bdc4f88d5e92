"""Codat's Sync for Commerce for Python: everything Codat's SDK does, and safely.

    import asyncio
    from codat_tui.api import CodatClient

    async def main() -> None:
        async with CodatClient("my API key") as codat:
            async for company in codat.advanced_controls.companies():
                print(company.name)
            started = await codat.sync.request("8a210b68-6988-11ed-a1eb-0242ac120002")
            print(started.commerce_sync_id)

    asyncio.run(main())

Only this room imports httpx. Every failure is a `codat_tui.models.errors.CodatError`.
"""

import codat_tui.api.lean_httpx  # noqa: F401, I001  (first: it decides what httpx imports)

from codat_tui.api.call import BACKGROUND, PERSON, Call, Priority, Timeouts
from codat_tui.api.client import CodatClient
from codat_tui.api.curl import curl
from codat_tui.api.http import AsyncHttp
from codat_tui.api.limits import Limiter
from codat_tui.api.requests import PreparedRequest
from codat_tui.api.retry import RetryPolicy
from codat_tui.api.servers import SERVERS
from codat_tui.api.transport import InProcessTransport

__all__ = [
    "BACKGROUND",
    "PERSON",
    "SERVERS",
    "AsyncHttp",
    "Call",
    "CodatClient",
    "InProcessTransport",
    "Limiter",
    "PreparedRequest",
    "Priority",
    "RetryPolicy",
    "Timeouts",
    "curl",
]
