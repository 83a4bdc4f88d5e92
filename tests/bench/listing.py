"""Goals 8 and 9: listing companies, against the official SDK; each listing in a fresh process."""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median

from codat_tui.services.fleet import PAGE_SIZE
from tests.bench.figures import Figure, Line, milliseconds, ratio
from tests.bench.programs import open_hello, painted, run_app, settle
from tests.bench.scale import Scale
from tests.e2e.machine import Machine, start_server

OTHER_PAGE_SIZES = (100, 2_000)
"""What the SDK is tried with besides the program's own page size."""
HELLO_SECONDS, LONGEST_STALL = 0.3, 0.025
"""A stall may last so long on a machine on which hello paints in so long; more on a slower one."""


def list_companies(machine: Machine, scale: Scale) -> list[Line]:
    """Goals 8 and 9, against a demo server in a process of its own."""
    ours: list[dict[str, float]] = []
    theirs: dict[int, list[dict[str, float]]] = {size: [] for size in (PAGE_SIZE, *OTHER_PAGE_SIZES)}
    hello: list[float] = []
    with ExitStack() as stack:
        server = start_server(stack, machine.home, "--companies", str(scale.listed))

        def run(app: str, *args: int) -> dict[str, float]:
            figures: dict[str, float] = run_app(machine, app, server.address, server.api_key, *args)
            rows = figures["rows"]
            assert rows == scale.listed, f"{app} listed {rows:.0f} of {scale.listed} companies"
            return figures

        run("list_ours")
        for _ in range(scale.listings):
            ours.append(run("list_ours"))
            theirs[PAGE_SIZE].append(run("list_sdk", PAGE_SIZE))
            with open_hello(machine) as terminal:
                hello.append(painted(terminal, "hello"))
                settle(terminal)
        for size in OTHER_PAGE_SIZES:
            theirs[size] += [run("list_sdk", size) for _ in range(2)]
    best = min(theirs, key=lambda size: median(_all(theirs[size], "seconds")))
    return [
        _listing(scale, ours, theirs[PAGE_SIZE]),
        _stalls(_all(ours, "stall"), _all(theirs[best], "stall"), best, median(hello)),
    ]


def _listing(scale: Scale, ours: list[dict[str, float]], theirs: list[dict[str, float]]) -> Line:
    times = ratio(_all(ours, "seconds"), _all(theirs, "seconds"))
    cpu = ratio(_all(ours, "cpu"), _all(theirs, "cpu"))
    seconds = [milliseconds(median(_all(runs, "seconds"))) for runs in (ours, theirs)]
    return Line(
        "8",
        f"list {scale.listed:,} companies, fetch to rows",
        (Figure("", times, 0.33, "× the official SDK at the same page size"),),
        f"{seconds[0]} against {seconds[1]}; CPU of the process alone {cpu:.2f}×",
    )


def _stalls(ours: list[float], theirs: list[float], page_size: int, hello: float) -> Line:
    stall, their_stall = median(ours), median(theirs)
    scaled = 1000 * LONGEST_STALL * hello / HELLO_SECONDS
    return Line(
        "9",
        "longest stall of the event loop while they load",
        (
            Figure(
                "", stall / their_stall, 0.35, f"× the official SDK at its quickest page size, {page_size}"
            ),
            Figure("", 1000 * stall, round(scaled, 1), " ms", 1),
        ),
        f"against {milliseconds(their_stall)}; hello paints in {milliseconds(hello)}",
    )


def _all(runs: list[dict[str, float]], name: str) -> list[float]:
    return [run[name] for run in runs]
