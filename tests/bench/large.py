"""Goal 18: a long history, a long journal and a long choice open as quickly as short ones."""

from __future__ import annotations

import asyncio
import re
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from time import monotonic

from codat_tui.models.changes import Intent, IntentState
from codat_tui.store.store import Store
from tests.bench.figures import Figure, Line, milliseconds
from tests.bench.programs import PATIENCE, key_to_rows, settle, start_large_server, there_and_back, wait_ready
from tests.bench.scale import Scale
from tests.e2e.machine import Machine, Server
from tests.e2e.terminal import Terminal

SMALL = (60, 60, 60)
"""Syncs, entries of the journal and accounts of the case that is compared with: enough of each to fill a screen."""
COMPANIES = 2
PROFILE = "bench"
REST = 1.5
"""Seconds without output after which what follows an opening is over."""
READ = "Next due"
"""What a company's overview shows once everything of it has been read."""
WRITER = "Ledger Lane Books"
"""The company that the journal is about."""
PREVIEWED = re.compile(r"read (just now|\d)")
SYNC = re.compile(r"\[Syncs\](?s:.*)\d\d:\d\d .* ago")
OPTION = re.compile(r"type to filter(?s:.*)\d{4}")


REPEAT = """
    WITH RECURSIVE minutes(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM minutes WHERE n < ?)
    INSERT INTO intents (intent_id, key, at, profile, operation, company_id, company_name, before, wanted,
        process_id, state, outcome, correlation_id, settled_at, details, run)
    SELECT intent_id || n, key || n, strftime('%Y-%m-%dT%H:%M:%S+00:00', at, '-' || n || ' minutes'), profile,
        operation, company_id, company_name, before, wanted, process_id, state, outcome, correlation_id, settled_at,
        details, run
    FROM intents, minutes"""


@dataclass(slots=True)
class Case:
    """A machine with a server and a store of one size, and the seconds that were measured there."""

    machine: Machine
    server: Server
    opened: dict[str, list[float]] = field(default_factory=dict)
    keys: dict[str, list[float]] = field(default_factory=dict)

    def open(self, terminal: Terminal, name: str, key: str, shown: str | re.Pattern[str]) -> None:
        """Press *key* and note the time until *shown* is on the screen."""
        sent = monotonic()
        terminal.send(key)
        terminal.wait_for(shown, PATIENCE)
        self.opened.setdefault(name, []).append(terminal.last_output_at - sent)
        settle(terminal, REST)


def large(machine: Machine, scale: Scale) -> list[Line]:
    """Start both programs as often as is to be opened; each time all of it is opened for the first time."""
    with ExitStack() as stack:
        cases = [
            _case(machine.home / name, stack, sizes)
            for name, sizes in (("small", SMALL), ("large", scale.large))
        ]
        for _ in range(scale.openings):
            with ExitStack() as started:
                terminals = [started.enter_context(_start(case)) for case in cases]
                _open_all(cases, terminals, scale)
    small, big = cases
    syncs, entries, accounts = scale.large
    subjects = {
        "company": f"a company with {syncs:,} syncs",
        "syncs": "its syncs",
        "journal": f"a journal of {entries:,} entries",
        "picker": f"a choice of {accounts:,} accounts",
    }
    return [_line(small, big, name, what) for name, what in subjects.items()]


def _line(small: Case, big: Case, name: str, what: str) -> Line:
    opened, opened_small = median(big.opened[name]), median(small.opened[name])
    figures = [Figure("open", opened / opened_small, 1.5, "× the small case")]
    beside = f"{milliseconds(opened)} against {milliseconds(opened_small)}"
    if name in big.keys:
        key, small_key = median(big.keys[name]), median(small.keys[name])
        figures.append(Figure("key", key / small_key, 1.15))
        beside += f", {milliseconds(key)} against {milliseconds(small_key)}"
    return Line("18", what, tuple(figures), beside)


def _open_all(cases: list[Case], terminals: list[Terminal], scale: Scale) -> None:
    steps = (
        ("journal", "5", WRITER),
        ("", "1", "2 companies"),
        ("company", "enter", READ),
        ("", "]", "[Connections]"),
        ("syncs", "]", SYNC),
        ("", "]", "[Mapping]"),
        ("picker", "enter", OPTION),
    )
    for name, key, shown in steps:
        for case, terminal in zip(cases, terminals, strict=True):
            case.open(terminal, name, key, shown)
        if name in ("journal", "syncs", "picker"):
            for cursor_key in there_and_back("down", "up", scale.cursor_keys // 3):
                for case, terminal in zip(cases, terminals, strict=True):
                    case.keys.setdefault(name, []).append(key_to_rows(terminal, cursor_key))


def _case(home: Path, stack: ExitStack, sizes: tuple[int, int, int]) -> Case:
    syncs, entries, accounts = sizes
    home.mkdir()
    machine = Machine(home, stack)
    server = start_large_server(machine, stack, COMPANIES, syncs, accounts)
    # What the server makes of its answers, it makes once.
    for company in server.get("/companies")["results"]:
        server.sync_ids(company["id"])
        server.get(f"/config/companies/{company['id']}/sync/commerce")
    config = f'[profiles.{PROFILE}]\nbase_url = "{server.address}"\nread_only = false\nasked_at_start = 0\n'
    machine.write_config(config)
    asyncio.run(_write_journal(machine, entries))
    return Case(machine, server)


def _start(case: Case) -> Terminal:
    terminal = case.machine.start(CODAT_API_KEY=case.server.api_key)
    wait_ready(terminal, COMPANIES)
    # The preview reads the first company's syncs, too, and what is opened meanwhile waits for that.
    terminal.wait_for(PREVIEWED, PATIENCE)
    settle(terminal, REST)
    return terminal


async def _write_journal(machine: Machine, entries: int) -> None:
    """Record one write, and repeat it for the minutes before."""
    folder = machine.home / "state" / "codat-tui"
    folder.mkdir(parents=True)
    store = await Store.open(folder / "codat-tui.sqlite3")
    now = datetime.now(UTC)
    written = Intent("intent", "key", now, PROFILE, "request-sync", "company", WRITER, "{}", "{}")
    await store.record_intent(written)
    await store.settle_intent(written.intent_id, IntentState.DONE, "done", now)
    await store.access.write(REPEAT, [(entries - 1,)])
    await store.close()
