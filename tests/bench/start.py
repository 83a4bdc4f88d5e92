"""Goals 1, 2, 3 and 14: from the start to first paint and known rows, to being ready, its memory, and the way out."""

from __future__ import annotations

import re
from contextlib import ExitStack
from statistics import median
from time import monotonic

from codat_tui.store.known_fleet import forget
from tests.bench.figures import Line, milliseconds, ratio
from tests.bench.process import resident_megabytes
from tests.bench.programs import (
    PATIENCE,
    open_demo,
    open_hello,
    open_on_server,
    settle,
    wait_checked,
    wait_ready,
)
from tests.e2e.machine import Machine, start_server
from tests.e2e.terminal import Terminal

ROW = re.compile(r"[●○] \w")
"""What only rows of companies have."""
PAINT = "codat-tui"
"""What the program's header says from its first paint on."""
STARTS = 9
READY_STARTS = 5
COMPANIES = 1_000
"""More than the program asks for their syncs by itself, so that it rests once the list is there."""
FIRST_PAGE = re.compile(rf"[\d,]+ (of {COMPANIES:,} )?companies")
"""What the header says once the first page, of 500 companies or more, is on screen."""
MANY = 50_000


def first_paint_and_quit(machine: Machine) -> list[Line]:
    """Goals 1 and 14, on the demo: both programs started and left in turn."""
    paints: tuple[list[float], list[float]] = ([], [])
    quits: tuple[list[float], list[float]] = ([], [])
    for number in range(STARTS + 1):
        with open_demo(machine, 60) as ours:
            painted = _painted(ours, PAINT)
            wait_ready(ours, 60)
            wait_checked(ours) if number == 0 else settle(ours, 0.3)
            left = _left(ours)
        with open_hello(machine) as hello:
            hello_painted = _painted(hello, "hello")
            settle(hello, 0.3)
            hello_left = _left(hello)
        if number:
            for figures, pair in ((paints, (painted, hello_painted)), (quits, (left, hello_left))):
                for values, value in zip(figures, pair, strict=True):
                    values.append(value)
    return [
        _against_hello(1, "first paint of a focusable screen", *paints, goal=1.15),
        _against_hello(14, "quit", *quits, goal=1.25),
    ]


def ready_and_memory(machine: Machine) -> list[Line]:
    """Goals 2 and 3, against a demo server in a process of its own."""
    ready: list[float] = []
    hello_paints: list[float] = []
    memory: list[float] = []
    hello_memory: list[float] = []
    with ExitStack() as stack:
        server = start_server(stack, machine.home, "--companies", str(COMPANIES))
        server.get("/companies", pageSize="500")
        for _ in range(READY_STARTS):
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
                hello_paints.append(_painted(hello, "hello"))
                settle(hello, 0.5)
                hello_memory.append(resident_megabytes(hello.process.pid))
    with ExitStack() as stack:
        server = start_server(stack, machine.home, "--companies", str(MANY))
        with open_on_server(machine, server) as ours:
            wait_ready(ours, MANY)
            settle(ours, 1.0)
            many = resident_megabytes(ours.process.pid)
    few_ratio, many_ratio = ratio(memory, hello_memory), many / median(hello_memory)
    return [
        _against_hello(2, "the first page of companies on screen", ready, hello_paints, goal=2.75),
        Line(
            3,
            "memory when ready",
            "≤ 2×, with 50,000 companies ≤ 4× hello",
            f"{few_ratio:.2f}×, with 50,000 {many_ratio:.2f}× ({median(memory):.0f} and {many:.0f} MiB)",
            few_ratio <= 2 and many_ratio <= 4,
        ),
    ]


def known_fleet(machine: Machine) -> list[Line]:
    """Goal 2a: the companies of an earlier run on screen, with few and with many of them."""
    return [_known_fleet(machine, companies) for companies in (COMPANIES, MANY)]


def _known_fleet(machine: Machine, companies: int) -> Line:
    shown: list[float] = []
    hello_paints: list[float] = []
    with ExitStack() as stack:
        server = start_server(stack, machine.home, "--companies", str(companies))
        with open_on_server(machine, server) as first:
            wait_ready(first, companies)
            settle(first, 1.0)
            _left(first)
        for _ in range(STARTS):
            with open_on_server(machine, server) as ours:
                shown.append(_painted(ours, ROW))
                assert "as of" in ours.screen, "the list came from the server"
                settle(ours, 0.3)
            with open_hello(machine) as hello:
                hello_paints.append(_painted(hello, "hello"))
                settle(hello, 0.3)
    what = f"{companies:,} companies of an earlier run on screen"
    return _against_hello(2, what, shown, hello_paints, goal=1.30)


def _painted(terminal: Terminal, text: str | re.Pattern[str]) -> float:
    terminal.wait_for(text, PATIENCE)
    return terminal.last_output_at - terminal.started_at


def _left(terminal: Terminal) -> float:
    sent = monotonic()
    terminal.send("ctrl+q")
    status = terminal.wait_exit()
    assert status == 0, f"left with status {status}"
    return monotonic() - sent


def _against_hello(number: int, what: str, ours: list[float], hello: list[float], goal: float) -> Line:
    figure = ratio(ours, hello)
    times = f"{milliseconds(median(ours))} against {milliseconds(median(hello))}"
    return Line(number, what, f"≤ {goal:.2f}× hello", f"{figure:.2f}× ({times})", figure <= goal)
