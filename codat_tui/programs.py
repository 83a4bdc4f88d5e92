"""Other programs, run beside the screen: without a terminal, bounded in time, and ended with all they started."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

MOST_BYTES = 65_536
"""What is kept of a program's output; the rest is read and forgotten."""


class Ended(NamedTuple):
    """How a program ended: *status* None when it ran over its time and was ended. *output* is what it wrote."""

    status: int | None
    output: bytes


async def run_program(
    command: Sequence[str], *, seconds: float, given: bytes = b"", environ: Mapping[str, str] | None = None
) -> Ended:
    """Run *command* until it ends, in a session of its own, so that it has no terminal to ask or to draw on.

    *given* is its input. The output is read until the program ends, not until everybody closed it: a daemon it
    leaves behind may hold it open. At the limit, or when cancelled, it ends with everything of its session.
    Raises OSError when it cannot be started.
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
            # All have closed it: it would be ready for ever.
            loop.remove_reader(output)
        read.extend(part[: MOST_BYTES - len(read)])

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
    """Start *command* without a terminal, input and output, in a session of its own. Raises OSError."""
    nothing = subprocess.DEVNULL
    return subprocess.Popen(
        command, stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True, env=environ
    )


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process with everything of its session."""
    if sys.platform == "win32":
        process.kill()
        return
    # Its session's number is its own; nobody has waited for it yet, so that the number is still its.
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
