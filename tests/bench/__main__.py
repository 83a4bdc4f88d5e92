"""One line per goal: its id, whether it is met, what was measured, and each figure with the most it may be."""

from __future__ import annotations

import argparse
import compileall
import json
import re
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from subprocess import SubprocessError
from time import monotonic

from codat_tui.words import count
from tests.bench import checking, growth, idle, keys, large, listing, requests, start, watching
from tests.bench.facts import CHECKOUT, facts
from tests.bench.figures import Line
from tests.bench.peers import PeerRow, peers
from tests.bench.scale import QUICK, WHOLE, Scale
from tests.e2e.machine import Machine


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One measurement and the goals it serves."""

    goals: tuple[str, ...]
    run: Callable[[Machine, Scale], list[Line]]
    lasting: bool = False
    """Whether it lasts too long for a quick run that does not ask for it."""


BENCHMARKS = (
    Benchmark(("1", "14"), start.first_paint_and_quit),
    Benchmark(("2b", "3"), start.ready_and_memory),
    Benchmark(("2a",), start.known_fleet),
    Benchmark(("4",), keys.cursor_key),
    Benchmark(("5",), keys.key_under_updates),
    Benchmark(("6",), keys.page_down),
    Benchmark(("7",), idle.at_rest),
    Benchmark(("8", "9"), listing.list_companies),
    Benchmark(("10",), requests.status_polls),
    Benchmark(("11",), keys.sort_and_filter),
    Benchmark(("12",), requests.triage),
    Benchmark(("13",), watching.watching, lasting=True),
    Benchmark(("15",), keys.by_cause),
    Benchmark(("16",), checking.check_of_known),
    Benchmark(("17",), growth.growth, lasting=True),
    Benchmark(("18",), large.large, lasting=True),
)
GOALS = [goal for benchmark in BENCHMARKS for goal in benchmark.goals]


@dataclass(slots=True)
class Outcome:
    """What a run has measured, and why the rest could not be."""

    lines: list[Line] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    peers: list[PeerRow] = field(default_factory=list)

    def summary(self) -> str:
        """How many goals are met, and which are not."""
        verdicts: dict[str, bool] = {}
        for line in self.lines:
            verdicts[line.goal] = line.met and verdicts.get(line.goal, True)
        met, missed = (
            [goal for goal, held in verdicts.items() if held is wanted] for wanted in (True, False)
        )
        told = [f"{count(len(met), 'goal')} met"] if self.lines else []
        told += [f"{len(missed)} not met: {', '.join(missed)}"] if missed else []
        told += [f"{len(self.failures)} could not run: {', '.join(self.failures)}"] if self.failures else []
        return "; ".join(told) or "no goal measured"

    def as_json(self) -> dict[str, object]:
        """Every figure with the most it may be, under the goal's id."""
        goals = [
            {
                "goal": line.goal,
                "what": line.what,
                "met": line.met,
                "figures": [{**asdict(figure), "met": figure.met} for figure in line.figures],
                "beside": line.beside,
            }
            for line in self.lines
        ]
        return {
            "goals": goals,
            "could_not_run": self.failures,
            "peers": [asdict(each) for each in self.peers],
        }


def main() -> int:
    """Run what was asked for; 1 if anything could not run."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--only", default="", help=f"the ids of some goals: 1,4; known: {', '.join(GOALS)}")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="in about a minute: less of everything",
    )
    parser.add_argument("--json", metavar="FILE", type=Path, help="write figures and the machine's facts")
    parser.add_argument("--peers", action="store_true", help="other programs instead, installed from PyPI")
    asked = parser.parse_args()
    try:
        only = _chosen(asked.only)
    except ValueError as error:
        parser.error(str(error))
    before = facts()
    for folder in ("codat_tui", "tests"):
        compileall.compile_dir(CHECKOUT / folder, quiet=1)
    started = monotonic()
    outcome = Outcome()
    scale = QUICK if asked.quick else WHOLE
    if asked.peers:
        only = set()
        _run_peers(scale, outcome)
    for benchmark in BENCHMARKS:
        left_out = benchmark.lasting and asked.quick and not asked.only
        if only & set(benchmark.goals) and not left_out:
            _run(benchmark, scale, only, outcome)
    seconds = monotonic() - started
    quick = "; a quick run, without the goals that take long and with smaller sizes" if asked.quick else ""
    print(f"{outcome.summary()} ({seconds:.0f} s{quick})")
    if asked.json:
        written = {**before, "quick": asked.quick, "seconds": round(seconds), **outcome.as_json()}
        asked.json.write_text(json.dumps(written, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return 1 if outcome.failures else 0


def _chosen(only: str) -> set[str]:
    """The goals that *only* names, all without it; "2" names 2a and 2b. ValueError for one that is none."""
    chosen: set[str] = set()
    for name in filter(None, only.split(",")):
        named = {goal for goal in GOALS if name in (goal, re.sub(r"\D", "", goal))}
        if not named:
            raise ValueError(f"no such goal: {name}; known: {', '.join(GOALS)}")
        chosen |= named
    return chosen or set(GOALS)


def _run(benchmark: Benchmark, scale: Scale, only: set[str], outcome: Outcome) -> None:
    """Print the lines of one benchmark, or why it could not run, and add them to *outcome*."""
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        try:
            lines = benchmark.run(Machine(Path(home), stack), scale)
        except (AssertionError, OSError, SubprocessError) as error:
            for goal in benchmark.goals:
                if goal in only:
                    print(f"{goal:>3}  CANNOT RUN: {error}", flush=True)
                    outcome.failures[goal] = str(error)
            return
    for line in lines:
        if line.goal in only:
            print(line, flush=True)
            outcome.lines.append(line)


def _run_peers(scale: Scale, outcome: Outcome) -> None:
    """Print a row for each program."""
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        try:
            outcome.peers = peers(Machine(Path(home), stack), scale)
        except (AssertionError, OSError, SubprocessError) as error:
            print(f"CANNOT RUN: {error}", flush=True)
            outcome.failures["peers"] = str(error)
    for row in outcome.peers:
        print(row, flush=True)


if __name__ == "__main__":
    sys.exit(main())
