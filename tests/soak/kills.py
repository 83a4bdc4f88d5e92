"""The program in a pseudo-terminal, killed at a random moment around `s` and `y`; the next start settles it."""

from __future__ import annotations

import random
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from codat_tui.clock import SystemClock
from codat_tui.demo import DemoOptions
from codat_tui.models.changes import IntentState
from tests.demo_server import DemoServer
from tests.e2e.machine import Machine
from tests.e2e.terminal import Terminal
from tests.services.acts import ready_to_sync
from tests.soak.report import Report

PATIENCE = 90.0
"""Seconds that the program may take for a step: the machine may be busy."""
COMPANIES = 200
LATENCY = 0.04
"""Seconds that the server thinks, so that kills fall into the time between request and answer too."""
MOMENTS = ("s", "y", "y", "the journal", "the journal", "the work", "the work")
"""After what the kill falls: a key, the entry in the journal, what the server did."""
MOMENTS_LAST = 0.15
"""The longest time from that to the kill, in seconds."""
NOTHING_COMES = 10.0
"""Seconds after which a program that sends nothing is killed all the same."""


@dataclass(frozen=True, slots=True)
class Kill:
    """What a killed program left: the company and whether the journal and the server knew of the write."""

    name: str
    company_id: str


class Killing:
    """One machine and one server; each start settles what the one before left, and is killed in its turn."""

    def __init__(self, server: DemoServer, machine: Machine, seed: int, report: Report) -> None:
        self._server = server
        self._machine = machine
        self._seed = seed
        self._report = report
        machine.write_config(f'[profiles.test]\nbase_url = "{server.base_url}"\nread_only = false\n')
        machine.env["CODAT_API_KEY"] = server.api_key

    def start(self, company_id: str, last: Kill | None) -> Terminal:
        """Start the program on a company and wait until it has settled what *last* left."""
        terminal = self._machine.start(company_id)
        terminal.wait_for("Last success", PATIENCE)
        if last is not None:
            deadline = monotonic() + PATIENCE
            while self._state(last.company_id) is IntentState.OPEN and monotonic() < deadline:
                terminal.read_frame(monotonic() + 0.1)
            self._judge(last)
        return terminal

    def kill(self, terminal: Terminal, number: int, company_id: str) -> Kill:
        """Press the keys, kill the program a random while later, and say where that was."""
        randomness = random.Random(f"kills/{self._seed}/{number}")
        moment = randomness.choice(MOMENTS)
        pause = randomness.uniform(0, MOMENTS_LAST)
        terminal.send("s")
        if moment != "s":
            terminal.wait_for("Costs about", PATIENCE)
            terminal.wait_gone("checking", PATIENCE)
            terminal.send("y")
        until = monotonic() + NOTHING_COMES
        while not self._has_come(moment, company_id) and monotonic() < until:
            terminal.read_frame(monotonic() + 0.005)
        until = monotonic() + pause
        while terminal.read_frame(until):
            pass
        posts = self._effects(company_id)
        terminal.close()
        state = self._state(company_id)
        where = {
            None: "before the journal",
            IntentState.OPEN: "with the journal open",
            IntentState.DONE: "settled",
        }
        self._report.counts[
            f"killed {where[state]}{', work done' if posts and state is not None else ''}"
        ] += 1
        return Kill(f"kill {number}, {pause:.3f} s after {moment} (seed {self._seed})", company_id)

    def _has_come(self, moment: str, company_id: str) -> bool:
        if moment == "the journal":
            return self._state(company_id) is not None
        return moment != "the work" or self._effects(company_id) > 0

    def _judge(self, kill: Kill) -> None:
        done, state, report = self._effects(kill.company_id), self._state(kill.company_id), self._report
        report.check(done <= 1, f"{done} syncs: {kill.name}")
        expected = (IntentState.DONE,) if done else (None, IntentState.UNKNOWN)
        report.check(state in expected, f"{done} syncs, and the journal says {state}: {kill.name}")
        report.counts[
            "settled by the next start: done" if done else "settled by the next start: not done"
        ] += 1

    def _effects(self, company_id: str) -> int:
        return int(self._server.app.state.world.effects.syncs[company_id])

    def _state(self, company_id: str) -> IntentState | None:
        """What the journal says of the company's write; None without one."""
        paths = [path for path in self._machine.files() if path.suffix == ".sqlite3"]
        if not paths:
            return None
        with closing(sqlite3.connect(f"file:{paths[0]}?mode=ro", uri=True, timeout=30)) as journal:
            rows = journal.execute("SELECT state FROM intents WHERE company_id = ?", (company_id,)).fetchall()
        assert len(rows) <= 1, rows
        return IntentState(rows[0][0]) if rows else None


def soak(wanted: int, seed: int, folder: Path, until: float) -> Report:
    """Kill the program *wanted* times, each time over another company."""
    report = Report("kills", wanted, "kills of the whole program")
    report.counts["doubled"] = 0
    options = DemoOptions(COMPANIES, seed % 1_000, sync_seconds=2.0, faults=f"latency={LATENCY * 1000:.0f}ms")
    with DemoServer(options, SystemClock().now, real_latency=True) as server, ExitStack() as stack:
        killing = Killing(server, Machine(folder, stack), seed, report)
        world, last = server.app.state.world, None
        ready = ready_to_sync(world)
        try:
            for number, company_id in enumerate(ready[: wanted + 1]):
                with ExitStack() as one:
                    terminal = one.enter_context(killing.start(company_id, last))
                    if last is not None:
                        report.done += 1
                    last = None
                    if report.goes_on(until):
                        last = killing.kill(terminal, number, company_id)
                if last is None:
                    break
        except AssertionError as error:
            report.broken.append(f"kill {report.done} (seed {seed}): {error}")
        report.counts["doubled"] = sum(count > 1 for count in world.effects.syncs.values())
    return report
