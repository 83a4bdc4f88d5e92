"""Goal 16: a check of known companies that asks nothing, against Python that reads and writes as much JSON."""

from __future__ import annotations

import subprocess
import sys
from contextlib import ExitStack
from time import monotonic

from codat_tui.secret import Secret
from codat_tui.store.known_fleet import KnownFleet
from codat_tui.store.sealed_lines import Owner
from tests.bench.figures import Line, against
from tests.bench.scale import Scale
from tests.e2e.machine import PROGRAM, Machine, Server, start_server

CHECKED, COPIES = 20, 50
"""So many companies are asked, and so often stands each of them in the known fleet: 1,000 in all."""
PROFILE = "bench"
READER = "import json, sys; sys.stdout.write(json.dumps(json.load(open(sys.argv[1]))))"


def check_of_known(machine: Machine, scale: Scale) -> list[Line]:
    """Start both in turn; the server has ended by then, so a check that asks fails."""
    with ExitStack() as stack:
        server = start_server(stack, machine.home, "--companies", str(CHECKED))
        machine.write_config(f'[profiles.{PROFILE}]\nbase_url = "{server.address}"\n')
        env = {**machine.env, "CODAT_API_KEY": server.api_key}
        subprocess.run([*PROGRAM, "check", "--json"], env=env, stdout=subprocess.DEVNULL, check=True)
    _multiply(machine, server)
    check = [*PROGRAM, "check", "--json", "--max-age", "1h"]
    printed = machine.home / "fleet.json"
    printed.write_bytes(subprocess.run(check, env=env, stdout=subprocess.PIPE, check=True).stdout)
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(scale.checks):
        for values, command in zip(taken, (check, [sys.executable, "-c", READER, str(printed)]), strict=True):
            began = monotonic()
            subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=True)
            values.append(monotonic() - began)
    what = f"check --json of {CHECKED * COPIES:,} known companies"
    return [against("16", what, *taken, most=1.2, whom="Python with the same JSON")]


def _multiply(machine: Machine, server: Server) -> None:
    """Put each known company into the file many times, under ids of their own."""
    known = KnownFleet(machine.home / "state" / "codat-tui", Owner(PROFILE, server.address, ""))
    known.unlock(Secret(server.api_key))
    read = known.verdicts.read()
    assert read is not None, "the first check kept nothing"
    assert len(read.verdicts) == CHECKED
    many = {
        company_id: verdict._replace(company_id=company_id)
        for verdict in read.verdicts.values()
        for company_id in (f"{verdict.company_id}-{number}" for number in range(COPIES))
    }
    known.verdicts.write(read.listed_at, many.keys(), many)
