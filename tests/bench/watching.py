"""Goal 13: the program follows many syncs, counted on a server in a process of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from time import monotonic

from codat_tui.models.local import Watch
from codat_tui.store.store import Store
from tests.bench.figures import Figure, Line
from tests.bench.process import usage
from tests.bench.programs import PATIENCE, counted, read_for, start_counting_server, wait_ready
from tests.bench.scale import Scale
from tests.e2e.machine import Machine, Server
from tests.e2e.terminal import Terminal
from tests.soak.quota import MOST_A_MINUTE, most_within

PROFILE = "bench"
STARTED_SECONDS = 3.0
"""After the list is there, what a start still imports is no cost of watching."""


def watching(machine: Machine, scale: Scale) -> list[Line]:
    """Start the program with watches that an earlier run left, and use the quota up to its last tenth."""
    line, watches = scale.watch_requests, scale.watches
    with ExitStack() as stack:
        server = start_counting_server(machine, stack, watches, 1, line)
        machine.write_config(f'[profiles.{PROFILE}]\nbase_url = "{server.address}"\nasked_at_start = 0\n')
        asyncio.run(_leave_watches(machine, server, watches))
        with machine.start(CODAT_API_KEY=server.api_key) as terminal:
            wait_ready(terminal, watches)
            read_for(terminal, STARTED_SECONDS)
            began = usage(terminal.process.pid)
            _read_until(terminal, lambda: len(counted(server)) >= line)
            percent = began.cpu_percent(usage(terminal.process.pid))
            before_quiet: list[int] = []

            def quiet() -> bool:
                before_quiet.append(len(counted(server)))
                read_for(terminal, scale.idle_seconds)
                return len(counted(server)) == before_quiet[-1]

            _read_until(terminal, quiet)
        came = counted(server)
    figures = (
        Figure("most in a minute", most_within(came, 60.0), MOST_A_MINUTE, "", 0),
        # A look that waits for its turn when the line is crossed is still made.
        Figure("requests once a tenth of the day's quota was left", len(came) - line, watches, "", 0),
        Figure("CPU", percent, 6, " %"),
    )
    times = f"{len(came):,} requests, none in the last {scale.idle_seconds:.0f} s"
    return [Line("13", f"watching {watches} syncs", figures, times)]


def _read_until(terminal: Terminal, holds: Callable[[], bool]) -> None:
    deadline = monotonic() + PATIENCE
    while not holds():
        assert monotonic() < deadline, f"waited {PATIENCE:.0f} s; the screen:\n{terminal.screen}"
        read_for(terminal, 1.0)


async def _leave_watches(machine: Machine, server: Server, watches: int) -> None:
    """Keep a watch of every company as a run that has ended."""
    folder = machine.home / "state" / "codat-tui"
    folder.mkdir(parents=True)
    store = await Store.open(folder / "codat-tui.sqlite3")
    now = datetime.now(UTC)
    for company in server.get("/companies", pageSize=str(watches))["results"]:
        await store.save_watch(PROFILE, Watch(f"watch {company['id']}", company["id"], company["name"], now))
    await store.close()
