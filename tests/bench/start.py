"""Goals 1, 2, 3 and 14: from the start to first paint and known rows, to being ready, its memory, and the way out."""

from __future__ import annotations

import re
from contextlib import ExitStack
from statistics import median
from time import monotonic

from codat_tui.store.known_fleet import forget
from tests.bench.figures import Figure, Line, against, ratio
from tests.bench.process import resident_megabytes
from tests.bench.programs import (
    PATIENCE,
    open_demo,
    open_hello,
    open_on_server,
    painted,
    settle,
    wait_checked,
    wait_ready,
)
from tests.bench.scale import Scale
from tests.e2e.machine import Machine, start_server
from tests.e2e.terminal import Terminal

ROW = re.compile(r"[●○] \w")
"""What only rows of companies have."""
PAINT = "codat-tui"
"""What the program's header says from its first paint on."""
COMPANIES = 1_000
"""More than the program asks for their syncs by itself, so that it rests once the list is there."""
FIRST_PAGE = re.compile(rf"[\d,]+ (of {COMPANIES:,} )?companies")
"""What the header says once the first page, of 500 companies or more, is on screen."""


def first_paint_and_quit(machine: Machine, scale: Scale) -> list[Line]:
    """Goals 1 and 14, on the demo: both programs started and left in turn."""
    paints: tuple[list[float], list[float]] = ([], [])
    quits: tuple[list[float], list[float]] = ([], [])
    for number in range(scale.starts + 1):
        with open_demo(machine, scale.resting) as ours:
            ours_painted = painted(ours, PAINT)
            wait_ready(ours, scale.resting)
            wait_checked(ours) if number == 0 else settle(ours, 0.3)
            left = _left(ours)
        with open_hello(machine) as hello:
            hello_painted = painted(hello, "hello")
            settle(hello, 0.3)
            hello_left = _left(hello)
        if number:
            for figures, pair in ((paints, (ours_painted, hello_painted)), (quits, (left, hello_left))):
                for values, value in zip(figures, pair, strict=True):
                    values.append(value)
    return [
        against("1", "first paint of a focusable screen", *paints, most=1.08, whom="hello"),
        against("14", "quit", *quits, most=1.25, whom="hello"),
    ]


def ready_and_memory(machine: Machine, scale: Scale) -> list[Line]:
    """Goals 2 and 3, against a demo server in a process of its own."""
    ready: list[float] = []
    hello_paints: list[float] = []
    memory: list[float] = []
    hello_memory: list[float] = []
    with ExitStack() as stack:
        server = start_server(stack, machine.home, "--companies", str(COMPANIES))
        server.get("/companies", pageSize="500")
        for _ in range(scale.ready_starts):
            with open_on_server(machine, server) as ours:
                ours.wait_for(FIRST_PAGE, PATIENCE)
                ready.append(ours.last_output_at - ours.started_at)
                wait_ready(ours, COMPANIES)
                settle(ours, 0.5)
                memory.append(resident_megabytes(ours.process.pid))
                _left(ours)
            # Each is a first start.
            forget(machine.home / "state" / "codat-tui", None)
            with open_hello(machine) as hello:
                hello_paints.append(painted(hello, "hello"))
                settle(hello, 0.5)
                hello_memory.append(resident_megabytes(hello.process.pid))
    with ExitStack() as stack:
        server = start_server(stack, machine.home, "--companies", str(scale.many))
        with open_on_server(machine, server) as ours:
            wait_ready(ours, scale.many)
            settle(ours, 1.0)
            many = resident_megabytes(ours.process.pid)
    figures = (
        Figure("", ratio(memory, hello_memory), 1.9, "× hello"),
        Figure(f"with {scale.many:,} companies", many / median(hello_memory), 3.2),
    )
    megabytes = ", ".join(f"{each:.0f}" for each in (median(memory), many, median(hello_memory)))
    first = "the first page of companies on screen at a first start"
    return [
        against("2b", first, ready, hello_paints, most=2.5, whom="hello"),
        Line("3", "memory when ready", figures, f"{megabytes} MiB"),
    ]


def known_fleet(machine: Machine, scale: Scale) -> list[Line]:
    """Goal 2a: the companies of an earlier run on screen, with few and with many of them."""
    return [_known_fleet(machine, scale, companies) for companies in scale.known]


def _known_fleet(machine: Machine, scale: Scale, companies: int) -> Line:
    shown: list[float] = []
    hello_paints: list[float] = []
    with ExitStack() as stack:
        server = start_server(stack, machine.home, "--companies", str(companies))
        with open_on_server(machine, server) as first:
            wait_ready(first, companies)
            settle(first, 1.0)
            _left(first)
        for _ in range(scale.starts):
            with open_on_server(machine, server) as ours:
                shown.append(painted(ours, ROW))
                assert "as of" in ours.screen, "the list came from the server"
                settle(ours, 0.3)
            with open_hello(machine) as hello:
                hello_paints.append(painted(hello, "hello"))
                settle(hello, 0.3)
    what = f"{companies:,} companies of an earlier run on screen"
    return against("2a", what, shown, hello_paints, most=1.30, whom="hello")


def _left(terminal: Terminal) -> float:
    sent = monotonic()
    terminal.send("ctrl+q")
    status = terminal.wait_exit()
    assert status == 0, f"left with status {status}"
    return monotonic() - sent
