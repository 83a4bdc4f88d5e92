"""One line per goal: its number, whether it is met, what was measured, the figure and the goal."""

from __future__ import annotations

import argparse
import compileall
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from subprocess import TimeoutExpired
from time import monotonic

from tests.bench import checking, idle, keys, listing, start
from tests.bench.figures import Line
from tests.e2e.machine import Machine

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One measurement and the goals it serves."""

    numbers: tuple[int, ...]
    run: Callable[[Machine], list[Line]]


BENCHMARKS = (
    Benchmark((1, 14), start.first_paint_and_quit),
    Benchmark((2, 3), start.ready_and_memory),
    Benchmark((2,), start.known_fleet),
    Benchmark((4,), keys.cursor_key),
    Benchmark((5,), keys.key_under_updates),
    Benchmark((6,), keys.page_down),
    Benchmark((7,), idle.at_rest),
    Benchmark((8, 9), listing.list_companies),
    Benchmark((11,), keys.sort_and_filter),
    Benchmark((15,), keys.by_cause),
    Benchmark((16,), checking.check_of_known),
)


def main() -> int:
    """Run what was asked for; 1 if anything could not run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", default="", help="the numbers of some goals: 1,4")
    only = {int(number) for number in parser.parse_args().only.split(",") if number}
    known = {number for benchmark in BENCHMARKS for number in benchmark.numbers}
    if only - known:
        parser.error(f"no such goal: {only - known}; known: {sorted(known)}")
    for folder in ("codat_tui", "tests"):
        compileall.compile_dir(CHECKOUT / folder, quiet=1)
    started = monotonic()
    failures = sum(_run(each, only) for each in BENCHMARKS if not only or only & set(each.numbers))
    print(
        f"{monotonic() - started:.0f} s; {failures} could not run"
        if failures
        else f"{monotonic() - started:.0f} s"
    )
    return 1 if failures else 0


def _run(benchmark: Benchmark, only: set[int]) -> bool:
    """Print the lines of one benchmark; True if it could not run."""
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        try:
            lines = benchmark.run(Machine(Path(home), stack))
        except (AssertionError, OSError, TimeoutExpired) as error:
            numbers = " and ".join(str(number) for number in benchmark.numbers)
            print(f"{numbers:>2}  CANNOT RUN: {error}", flush=True)
            return True
    for line in lines:
        if not only or line.number in only:
            print(line, flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main())
