"""Run as a program: starts a sync at the address given, and prints what happens; the test stops and continues it."""

from __future__ import annotations

import asyncio
import sys

from codat_tui.api import CodatClient, CodatError, RetryPolicy
from codat_tui.models.traffic import ApiEvent, RetryWait

PATIENT = RetryPolicy(first=2.0, factor=1.0, cap=2.0, write_total=4.0, jitter=0.0)
"""One repeat, two seconds after the first attempt: time enough to be stopped in."""


def say(event: ApiEvent) -> None:
    """One line a wait."""
    if isinstance(event, RetryWait):
        print("waits", flush=True)


async def main(address: str) -> None:
    """Ends with the error's title and whether the effect is unknown."""
    async with CodatClient("key", server=address, retry=PATIENT) as client:
        client.subscribe(say)
        try:
            await client.sync.request("c")
        except CodatError as error:
            print(f"unknown={error.effect_unknown} {error.title}", flush=True)
        else:
            print("done", flush=True)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
