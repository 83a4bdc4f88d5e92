"""Two programs on one journal that confirm a sync of the same company at the same moment, again and again."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.demo_server import DemoServer
from tests.services.stage import Stage

PATIENCE = 60.0
"""Seconds that a program may take for a step."""


async def race(
    server: DemoServer, path: Path, times: int, go_on: Callable[[], bool] = lambda: True
) -> Counter[str]:
    """Race *times* times, or once and on while *go_on* says so; how often each company had a sync to be won.

    AssertionError where not exactly one of the two started a sync that could be started.
    """
    command = (sys.executable, "-m", "tests.services.racing_program", server.base_url, str(path))
    pipe = asyncio.subprocess.PIPE
    programs = [await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe) for _ in range(2)]

    async def each_says(line: str) -> list[str]:
        for program in programs:
            assert program.stdin is not None
            program.stdin.write(f"{line}\n".encode())
        streams = [program.stdout for program in programs if program.stdout is not None]
        return [(await asyncio.wait_for(each.readline(), PATIENCE)).decode().strip() for each in streams]

    raced: Counter[str] = Counter()
    for company_id in Stage(server=server).ids:
        if raced.total() == times or (raced.total() and not go_on()):
            break
        # Confirmed where that is possible, and where a sync runs already: refused by both programs.
        free = await each_says(company_id) == ["prepared", "prepared"]
        outcomes = [each.split()[0] for each in await each_says("")]
        assert sorted(outcomes) == ["Refused", "Started" if free else "Refused"], outcomes
        raced[company_id] += free
    for program in programs:
        assert program.stdin is not None
        program.stdin.close()
        assert await asyncio.wait_for(program.wait(), PATIENCE) == 0
    return +raced
