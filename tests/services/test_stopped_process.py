"""A real process that is stopped between two attempts of a write, as by ctrl+z: the repeat does not leave."""

from __future__ import annotations

import asyncio
import signal
import sys

from tests.api.raw_server import raw_server

STOPPED = 4.5
"""Seconds: longer than all the time the write has, which is four."""


async def test_a_process_that_was_stopped_repeats_no_write() -> None:
    async with raw_server(b"") as (address, seen):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.services.stopped_writer", address), stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        try:
            said = await asyncio.wait_for(process.stdout.readline(), 60)
            process.send_signal(signal.SIGSTOP)
            assert said == b"waits\n"
            # Real time must pass: it is the machine's own clock that is looked at.
            await asyncio.sleep(STOPPED)
            process.send_signal(signal.SIGCONT)
            rest = await asyncio.wait_for(process.stdout.read(), 60)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
        assert rest.startswith(b"unknown=True ")
        assert b"not sent again, since" in rest
        assert len(seen) == 1
