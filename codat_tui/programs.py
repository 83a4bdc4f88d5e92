"""Other programs, run beside the screen: without a terminal, limited in time, ended with all they started."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

# Output that is kept; the rest is read and dropped.
MOST_BYTES = 65_536


class Ended(NamedTuple):
    """How a program ended; *status* is None when it was ended at the time limit."""

    status: int | None
    output: bytes


async def run_program(
    command: Sequence[str], *, seconds: float, given: bytes = b"", environ: Mapping[str, str] | None = None
) -> Ended:
    """Run *command* in its own session, without a terminal, until it ends.

    *given* is its input. At the limit, or when cancelled, its whole session is ended. Raises OSError when it
    cannot be started.
    """
    process = _start(command, environ)
    assert process.stdin is not None
    assert process.stdout is not None
    output = process.stdout.fileno()
    os.set_blocking(output, False)
    read = bytearray()
    loop = asyncio.get_running_loop()

    def take() -> None:
        try:
            part = os.read(output, 65_536)
        except BlockingIOError:
            return
        if not part:
            # Closed by all: it would stay readable for ever.
            loop.remove_reader(output)
        read.extend(part[: MOST_BYTES - len(read)])

    # Read until the program ends, not until the pipe closes: a daemon it started may hold it open.
    loop.add_reader(output, take)
    ended = loop.run_in_executor(None, _give_and_wait, process, given)
    try:
        status: int | None = await asyncio.wait_for(asyncio.shield(ended), seconds)
    except TimeoutError:
        status = None
    finally:
        if not ended.done():
            end_group(process)
        await ended
        loop.remove_reader(output)
        take()
        process.stdout.close()
    return Ended(status, bytes(read))


def start_apart(command: Sequence[str], environ: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start *command* without terminal, input and output, in its own session. Raises OSError."""
    nothing = subprocess.DEVNULL
    return subprocess.Popen(
        command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True, env=environ
    )


def end_group(process: subprocess.Popen[bytes]) -> None:
    if sys.platform == "win32":
        process.kill()
        return
    # The session has the process's number, which stays valid until somebody waits for it.
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _start(command: Sequence[str], environ: Mapping[str, str] | None) -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, start_new_session=True, env=environ
    )


def _give_and_wait(process: subprocess.Popen[bytes], given: bytes) -> int:
    assert process.stdin is not None
    with suppress(OSError):
        process.stdin.write(given)
    with suppress(OSError):
        process.stdin.close()
    return process.wait()
