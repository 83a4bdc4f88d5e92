"""Answers nobody expects: every operation of the client, then the whole program, for so many seconds or cases."""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import chdir
from pathlib import Path
from time import monotonic

# As in the tests: nothing here depends on the machine's time zone, home or terminal.
os.environ.update(TEXTUAL_ANIMATIONS="none", TZ="UTC")
time.tzset()

from tests.fuzz.hostile import VALUES, Plan, random_plan, text_everywhere  # noqa: E402
from tests.fuzz.operations import OPERATIONS, Workbench  # noqa: E402
from tests.fuzz.tour import Fault, started  # noqa: E402
from tests.soak.report import Report  # noqa: E402

AT_A_TIME = 3
"""So many stops of the walk for one start of the program."""
SIZES = ((120, 40), (80, 24))


async def client(seed: int, cases: int, until: float) -> Report:
    """Every operation with every value in every field, in an order drawn from *seed*."""
    report = Report("client", cases, "answers")
    bench = Workbench()
    await bench.prepare()
    bench.errors.clear()
    for operation, plan in _combinations(bench.fields, random.Random(seed)):
        if report.done >= cases or monotonic() > until:
            break
        report.done += 1
        try:
            await bench.run(operation, plan)
        except Exception as error:  # noqa: BLE001 - any error but a typed one is what is looked for
            report.broken.append(f"{operation} with {plan}: {type(error).__name__}: {ascii(error)[:200]}")
    report.figures["fields"] = f"{len(bench.fields)}, values: {len(VALUES)}, operations: {len(OPERATIONS)}"
    report.counts.update({f"refused by {name}": number for name, number in bench.errors.items()})
    return report


def _combinations(fields: list[str], randomness: random.Random) -> Iterator[tuple[str, Plan]]:
    every = [(each, field, name) for each in OPERATIONS for field in fields for name in VALUES]
    randomness.shuffle(every)
    yield from ((operation, Plan({field: VALUES[name]})) for operation, field, name in every)


async def program(seed: int, cases: int, until: float, folder: Path) -> Report:
    """The whole program with some fields spoiled, at a few stops of the walk each time."""
    report = Report("program", cases, "starts")
    bench = Workbench()
    await bench.prepare()
    screens: set[str] = set()
    for case in range(cases):
        if monotonic() > until:
            break
        randomness = random.Random(f"{seed} {case}")
        place = folder / str(case)
        place.mkdir()
        plan = random_plan(bench.fields, randomness)
        try:
            with chdir(place):
                async with started(place, plan, randomness.choice(SIZES)) as walk:
                    for name in randomness.sample(sorted(walk.stops()), AT_A_TIME):
                        await walk.stop(name, walk.stops()[name])
                        if monotonic() > until:
                            break
        except Fault as fault:
            cause = fault.__cause__
            report.broken.append(f"case {case}: {fault}{f': {cause!r}' if cause is not None else ''}")
            continue
        report.done += 1
        report.counts.update(keys=walk.keys, answers=walk.wire.answers, bytes=walk.written)
        screens |= walk.screens
    report.figures["kinds of screens"] = str(len(screens))
    return report


async def walk(until: float, folder: Path) -> Report:
    """Every key of every screen, with hostile text in every field and id."""
    bench = Workbench()
    await bench.prepare()
    with chdir(folder):
        return await _walk(text_everywhere(bench.fields), until, folder)


async def _walk(plan: Plan, until: float, folder: Path) -> Report:
    async with started(folder, plan, SIZES[-1]) as tour:
        stops = tour.stops()
        report = Report("walk", len(stops), "stops")
        for name, stop in stops.items():
            if monotonic() > until:
                break
            try:
                await tour.stop(name, stop)
            except Fault as fault:
                cause = fault.__cause__
                report.broken.append(f"{fault}{f': {cause!r}' if cause is not None else ''}")
                break
            report.done += 1
        report.counts.update(keys=tour.keys, answers=tour.wire.answers, bytes=tour.written)
        report.figures["kinds of screens"] = str(len(tour.screens))
    return report


PARTS: dict[str, Callable[[argparse.Namespace, Path, float], Report]] = {
    "client": lambda asked, folder, until: asyncio.run(client(asked.seed, asked.answers, until)),
    "walk": lambda asked, folder, until: asyncio.run(walk(until, folder)),
    "program": lambda asked, folder, until: asyncio.run(program(asked.seed, asked.starts, until, folder)),
}


def main() -> int:
    """Run the parts that were asked for; 1 if anything broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=float, default=600.0, help="for all parts together")
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="draws the cases; told in any case"
    )
    parser.add_argument("--only", default="", choices=["", *PARTS], help="one part")
    parser.add_argument("--answers", type=int, default=10**6, help="of the client, at most")
    parser.add_argument("--starts", type=int, default=10**4, help="of the program, at most")
    asked = parser.parse_args()
    wanted = [name for name in PARTS if asked.only in ("", name)]
    began = monotonic()
    print(f"seed {asked.seed}, at most {asked.seconds:.0f} s", flush=True)
    held = True
    for position, name in enumerate(wanted):
        share = (asked.seconds - (monotonic() - began)) / len(wanted[position:])
        with tempfile.TemporaryDirectory() as folder:
            os.environ.update(HOME=folder, XDG_STATE_HOME=folder, XDG_CONFIG_HOME=folder)
            report = PARTS[name](asked, Path(folder), monotonic() + share)
        print(report, flush=True)
        held = held and report.held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
