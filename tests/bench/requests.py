"""Goal 10: what requests cost, and how many there are, counted on a server in a process of its own."""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median

from tests.bench.figures import Figure, Line, ratio
from tests.bench.programs import run_app, start_counting_server
from tests.bench.scale import Scale
from tests.e2e.machine import Machine

UNLIMITED = 100.0
"""A pace of the server's clock at which no machine sends more than its 1,000 requests a minute."""


def status_polls(machine: Machine, scale: Scale) -> list[Line]:
    """Goal 10: both clients poll the same companies in turn, ten at a time."""
    ours: list[float] = []
    theirs: list[float] = []
    with ExitStack() as stack:
        server = start_counting_server(machine, stack, scale.polled, UNLIMITED)
        to_server = (server.address, server.api_key, scale.polled)
        for _ in range(scale.polls):
            ours.append(_cpu_a_poll(run_app(machine, "poll_ours", *to_server), scale.polled))
            theirs.append(_cpu_a_poll(run_app(machine, "poll_sdk", *to_server, "status"), scale.polled))
        assert not server.get("/counted")["refused"], "the server refused polls"
    times = f"{1000 * median(ours):.2f} ms against {1000 * median(theirs):.2f} ms"
    figure = Figure("", ratio(ours, theirs), 0.75, "× the official SDK, ten at a time")
    return [Line("10", "CPU of a status poll", (figure,), times)]


def _cpu_a_poll(measured: dict[str, float], polled: int) -> float:
    assert measured["polls"] == polled, f"{measured['polls']:.0f} of {polled} companies were polled"
    return measured["cpu"] / polled
