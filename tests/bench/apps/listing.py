"""What a listing of companies costs its event loop and its user; prints one JSON object.

Whoever measures passes the listing as a coroutine; a first request, not counted, has paid for lazy imports.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable


async def measure(listing: Callable[[], Awaitable[int]]) -> None:
    """Run *listing*, which returns its number of rows; print its seconds, CPU seconds and longest stall."""
    gaps: list[float] = []
    watcher = asyncio.create_task(_watch_stalls(gaps))
    await asyncio.sleep(0.05)
    gaps.clear()
    cpu, started = time.process_time(), time.perf_counter()
    rows = await listing()
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu
    await asyncio.sleep(0.01)
    watcher.cancel()
    print(json.dumps({"rows": rows, "seconds": seconds, "cpu": cpu, "stall": max(gaps)}))


async def _watch_stalls(gaps: list[float]) -> None:
    """Note how long the loop took each time to come back to a task that sleeps a millisecond."""
    before = time.perf_counter()
    while True:
        await asyncio.sleep(0.001)
        now = time.perf_counter()
        gaps.append(now - before)
        before = now
