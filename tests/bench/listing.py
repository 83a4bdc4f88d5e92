"""Goals 8 and 9: listing 5,000 companies, against the official SDK; each listing in a fresh process."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from statistics import median

from codat_tui.services.fleet import PAGE_SIZE
from tests.bench.figures import Line, milliseconds, ratio
from tests.bench.programs import APPS, PATIENCE
from tests.e2e.machine import Machine, Server, start_server

COMPANIES = 5_000
OTHER_PAGE_SIZES = (100, 2_000)
"""What the SDK is tried with besides the program's own page size."""
PAIRS = 7


def list_companies(machine: Machine) -> list[Line]:
    """Goals 8 and 9, against a demo server in a process of its own."""
    ours: list[dict[str, float]] = []
    theirs: dict[int, list[dict[str, float]]] = {size: [] for size in (PAGE_SIZE, *OTHER_PAGE_SIZES)}
    with ExitStack() as stack:
        server = start_server(stack, machine.home, "--companies", str(COMPANIES))
        _run(machine, server, "list_ours")
        for _ in range(PAIRS):
            ours.append(_run(machine, server, "list_ours"))
            theirs[PAGE_SIZE].append(_run(machine, server, "list_sdk", PAGE_SIZE))
        for size in OTHER_PAGE_SIZES:
            theirs[size] += [_run(machine, server, "list_sdk", size) for _ in range(2)]
    best = min(theirs, key=lambda size: median(_all(theirs[size], "seconds")))
    stall, their_stall = median(_all(ours, "stall")), median(_all(theirs[best], "stall"))
    times = ratio(_all(ours, "seconds"), _all(theirs[PAGE_SIZE], "seconds"))
    cpu = ratio(_all(ours, "cpu"), _all(theirs[PAGE_SIZE], "cpu"))
    seconds = [milliseconds(median(_all(runs, "seconds"))) for runs in (ours, theirs[PAGE_SIZE])]
    return [
        Line(
            8,
            "list 5,000 companies, fetch to rows",
            "≤ 0.40×, hoped 0.33×, the official SDK at the same page size",
            f"{times:.2f}× ({seconds[0]} against {seconds[1]}; CPU of the process alone {cpu:.2f}×)",
            times <= 0.40,
        ),
        Line(
            9,
            "longest stall of the event loop while they load",
            "≤ 0.35× the official SDK at its best page size, and ≤ 33 ms",
            f"{stall / their_stall:.2f}× ({milliseconds(stall)} against {milliseconds(their_stall)} "
            f"at the SDK's quickest page size, {best})",
            stall / their_stall <= 0.35 and stall <= 0.033,
        ),
    ]


def _run(machine: Machine, server: Server, app: str, *args: int) -> dict[str, float]:
    argv = [sys.executable, "-m", f"tests.bench.apps.{app}", server.address, server.api_key, *map(str, args)]
    done = subprocess.run(
        argv,
        cwd=APPS.parents[2],
        env=machine.env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, f"{app} failed:\n{done.stderr}"
    figures: dict[str, float] = json.loads(done.stdout)
    assert figures["rows"] == COMPANIES, f"{app} listed {figures['rows']:.0f} of {COMPANIES} companies"
    return figures


def _all(runs: list[dict[str, float]], name: str) -> list[float]:
    return [run[name] for run in runs]
