"""What status polls cost the process that sends them; prints one JSON object."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Sequence

SIDE_BY_SIDE = 10
WARM_UP = 20


async def measure(company_ids: Sequence[str], poll: Callable[[str], Awaitable[object]]) -> None:
    """Poll each company once, ten at a time; the first ones, not counted, pay for lazy imports and connections."""
    await _poll_all(company_ids[:WARM_UP], poll)
    cpu = time.process_time()
    await _poll_all(company_ids, poll)
    print(json.dumps({"polls": len(company_ids), "cpu": time.process_time() - cpu}))


async def _poll_all(company_ids: Sequence[str], poll: Callable[[str], Awaitable[object]]) -> None:
    waiting = iter(company_ids)

    async def work() -> None:
        for company_id in waiting:
            await poll(company_id)

    await asyncio.gather(*(work() for _ in range(SIDE_BY_SIDE)))
