"""A table of what was done and what broke, part by part."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

# As in the tests: nothing here depends on the machine's time zone.
os.environ["TZ"] = "UTC"
time.tzset()

from tests import same_day  # noqa: E402
from tests.soak import batches, kills, quota, races, starts, watches  # noqa: E402
from tests.soak.report import Report  # noqa: E402

same_day.begin()


@dataclass(frozen=True, slots=True)
class Part:
    """One part: what it runs until its count or its deadline, and its share of the time."""

    name: str
    share: float
    run: Callable[[argparse.Namespace, Path, float], Report]


PARTS = (
    Part(
        "starts",
        0.3,
        lambda asked, folder, until: asyncio.run(starts.soak(asked.starts, asked.seed, folder, until)),
    ),
    Part(
        "batches",
        0.15,
        lambda asked, folder, until: asyncio.run(batches.soak(asked.batches, asked.seed, folder, until)),
    ),
    Part("kills", 0.3, lambda asked, folder, until: kills.soak(asked.kills, asked.seed, folder, until)),
    Part(
        "races",
        0.1,
        lambda asked, folder, until: asyncio.run(races.soak(asked.races, folder, until)),
    ),
    Part(
        "watches",
        0.1,
        lambda asked, folder, until: asyncio.run(
            watches.soak(asked.watches, asked.hours, asked.quota, until)
        ),
    ),
    Part("quota", 0.05, lambda asked, folder, until: asyncio.run(quota.soak(asked.day, asked.seed, until))),
)


def main() -> int:
    """Run the parts that were asked for; 1 if anything broke."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3600.0, help="for all parts together")
    parser.add_argument(
        "--seed", type=int, default=int(time.time()), help="draws the cases; told in any case"
    )
    parser.add_argument("--only", default="", help="some parts: starts,kills")
    parser.add_argument("--starts", type=int, default=1000)
    parser.add_argument("--batches", type=int, default=100)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--races", type=int, default=20)
    parser.add_argument("--watches", type=int, default=200)
    parser.add_argument("--hours", type=float, default=24.0, help="simulated, of the watches")
    parser.add_argument(
        "--quota", type=int, default=0, help="requests a day for the watches; 0 for Codat's rule"
    )
    parser.add_argument("--day", type=float, default=24.0, help="simulated hours of mixed requests")
    asked = parser.parse_args()
    only = {name for name in asked.only.split(",") if name} or {part.name for part in PARTS}
    if unknown := only - {part.name for part in PARTS}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    wanted = [part for part in PARTS if part.name in only]
    began = monotonic()
    print(f"seed {asked.seed}, at most {asked.seconds:.0f} s", flush=True)
    held = True
    for position, part in enumerate(wanted):
        # Time that one part leaves is shared by the later ones.
        left = asked.seconds - (monotonic() - began)
        share = part.share / sum(each.share for each in wanted[position:])
        with tempfile.TemporaryDirectory() as folder:
            report = part.run(asked, Path(folder), monotonic() + left * share)
        print(report, flush=True)
        held = held and report.held
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
