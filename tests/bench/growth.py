"""Goal 17: what grows with the fleet grows in proportion, and a key does not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from tests.bench.figures import Figure, Line, milliseconds
from tests.bench.process import resident_megabytes, usage
from tests.bench.programs import QUIET, key_to_rows, open_on_server, settle, there_and_back, wait_listed
from tests.bench.scale import Scale
from tests.e2e.machine import Machine, start_server
from tests.e2e.terminal import Terminal

MOST = 1.15
GROWING = ("load", "memory", "sort", "filter")
CONSTANT = ("key", "page")


@dataclass(slots=True)
class Fleet:
    """The program with so many companies, and what was measured of it; times in seconds, memory in MiB."""

    companies: int
    terminal: Terminal
    measured: dict[str, list[float]] = field(default_factory=dict)

    def press(self, name: str, key: str, quiet: float = QUIET) -> None:
        """Press *key* and note the time to its paint under *name*."""
        self.measured.setdefault(name, []).append(key_to_rows(self.terminal, key, quiet))

    def medians(self) -> Mapping[str, float]:
        return {name: median(values) for name, values in self.measured.items()}


def growth(machine: Machine, scale: Scale) -> list[Line]:
    """The same program with few, with many and with very many companies, each key in turn to all of them."""
    with ExitStack() as stack:
        fleets = [_loaded(machine, stack, companies) for companies in scale.fleets]
        for _ in range(scale.sorts):
            for fleet in fleets:
                fleet.press("sort", ">")
            for fleet in fleets:
                _filter(fleet)
        for key in there_and_back("down", "up", scale.cursor_keys):
            for fleet in fleets:
                fleet.press("key", key, 0.02)
        for key in there_and_back("pagedown", "pageup", scale.pages):
            for fleet in fleets:
                fleet.press("page", key)
    few, *_, very_many = (fleet.medians() for fleet in fleets)
    figures = (
        *(Figure(f"{name} a row", _bend(fleets, name), MOST) for name in GROWING),
        *(Figure(name, very_many[name] / few[name], MOST) for name in CONSTANT),
    )
    sizes = " → ".join(f"{fleet.companies:,}" for fleet in fleets)
    return [Line("17", f"growth {sizes} companies", figures, _beside(fleets))]


def _loaded(machine: Machine, stack: ExitStack, companies: int) -> Fleet:
    server = start_server(stack, machine.home, "--companies", str(companies))
    terminal = stack.enter_context(open_on_server(machine, server))
    wait_listed(terminal, companies)
    cpu = usage(terminal.process.pid).cpu
    memory = resident_megabytes(terminal.process.pid)
    return Fleet(companies, terminal, {"load": [cpu], "memory": [memory]})


def _filter(fleet: Fleet) -> None:
    fleet.terminal.send("/")
    settle(fleet.terminal, 0.3)
    fleet.press("filter", "j")
    key_to_rows(fleet.terminal, "backspace")
    fleet.terminal.send("escape")
    settle(fleet.terminal, 0.3)


def _bend(fleets: Sequence[Fleet], name: str) -> float:
    """What a row costs in the last step of growth, against the step before: 1.0 is linear."""
    before, last = (
        (more.medians()[name] - less.medians()[name]) / (more.companies - less.companies)
        for less, more in pairwise(fleets)
    )
    return last / before


def _beside(fleets: Sequence[Fleet]) -> str:
    told = []
    for name in (*GROWING, *CONSTANT):
        values = (fleet.medians()[name] for fleet in fleets)
        texts = (f"{value:.0f} MiB" if name == "memory" else milliseconds(value) for value in values)
        told.append(f"{name} {' → '.join(texts)}")
    return ", ".join(told)
