"""Goals 10 and 12: what requests cost, and how many there are, counted on a server in a process of its own."""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median

from tests.bench.figures import Figure, Line, ratio
from tests.bench.programs import counted, run_app, start_counting_server
from tests.bench.scale import Scale
from tests.e2e.machine import Machine
from tests.soak.quota import MOST_A_MINUTE, most_within

PACE = 30.0
"""How many times faster than the machine's the clocks of a client and its server run."""
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
        counted(server)
    times = f"{1000 * median(ours):.2f} ms against {1000 * median(theirs):.2f} ms"
    figure = Figure("", ratio(ours, theirs), 0.75, "× the official SDK, ten at a time")
    return [Line("10", "CPU of a status poll", (figure,), times)]


def triage(machine: Machine, scale: Scale) -> list[Line]:
    """Goal 12: every company asked, against the official SDK that asks the same and does nothing else."""
    ours: list[float] = []
    theirs: list[float] = []
    requests, most, companies = 0, 0, scale.triaged
    for _ in range(scale.triages):
        with ExitStack() as stack:
            server = start_counting_server(machine, stack, companies, PACE)
            measured = run_app(machine, "triage_ours", server.address, server.api_key, PACE)
            assert measured["asked"] == companies, f"{measured['asked']:.0f} of {companies} were asked"
            ours.append(measured["cpu"])
            # Without the request that comes before a triage.
            _, *came = counted(server)
        requests, most = max(requests, len(came)), max(most, most_within(came, 60.0))
        with ExitStack() as stack:
            server = start_counting_server(machine, stack, companies, UNLIMITED)
            polls = run_app(machine, "poll_sdk", server.address, server.api_key, companies, "latest")
            theirs.append(polls["cpu"])
            counted(server)
    figures = (
        Figure("requests with the list's", requests, companies + 1, "", 0),
        Figure("most in a minute", most, MOST_A_MINUTE, "", 0),
        Figure("CPU", ratio(ours, theirs), 0.8, "× the official SDK's bare polls"),
    )
    times = f"{median(ours):.2f} s against {median(theirs):.2f} s"
    return [Line("12", f"triage of {companies:,} companies", figures, times)]


def _cpu_a_poll(measured: dict[str, float], polled: int) -> float:
    assert measured["polls"] == polled, f"{measured['polls']:.0f} of {polled} companies were polled"
    return measured["cpu"] / polled
