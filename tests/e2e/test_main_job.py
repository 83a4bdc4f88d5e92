"""The main job in a real terminal: open, find a company, sync it, watch it finish, quit."""

from __future__ import annotations

import re

from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine, Server
from tests.e2e.steps import (
    ENDED,
    FAILING,
    HEALTHY,
    PHASE,
    find_and_open,
    open_sheet,
    quit_by_command,
    quit_by_key,
)

# The first listing of companies and of syncs is the test's own.
FAULTS = ", ".join(
    (
        "latency=20ms",
        "GET /companies:429=1s@2",
        "GET /companies/*/connections:503@1",
        "GET */syncs/list/status:html-502@2",
        "POST */latest:lost-answer@1",
        "POST */latest:429=1s@2",
    )
)


def sandbox(machine: Machine, server: Server, more: str = "") -> None:
    """A profile for the demo server; the key comes from the environment."""
    machine.write_config(f'[profiles.test]\nbase_url = "{server.address}"\nenvironment = "sandbox"\n{more}')
    machine.env["CODAT_API_KEY"] = server.api_key


def test_the_demo_from_filter_to_outcome(machine: Machine) -> None:
    terminal = machine.start("--demo", "--demo-sync-seconds", "2")
    find_and_open(terminal, "nor", HEALTHY)
    terminal.wait_for(re.compile(r"✔ Fine|Last success"))
    open_sheet(terminal, HEALTHY)
    assert re.search(r"from\s+\d{1,2} \w{3} \d{4} \d\d:\d\d", terminal.screen), terminal.screen
    terminal.send("y")
    terminal.wait_for(PHASE)
    terminal.send("2")
    terminal.wait_for(re.compile(rf"▌\s+{HEALTHY}.*(requested|started|pushing)"))
    terminal.wait_for("1 watching")
    terminal.send("-")
    terminal.wait_for(ENDED)
    terminal.wait_for(re.compile(rf"▌ {HEALTHY}.*\n.*▌ (Written|Nothing)"))
    terminal.wait_gone("1 watching")
    terminal.send("2")
    terminal.wait_for("1 finished")
    terminal.send("-")
    terminal.wait_for(f"Companies › {HEALTHY}")
    terminal.send("escape")
    terminal.wait_for(re.compile(rf"{HEALTHY}.*(✔ Written|· Nothing to write)\s+just now"))
    quit_by_key(terminal)


def test_a_failing_company_says_why_and_who_must_act(machine: Machine) -> None:
    terminal = machine.start("--demo", "--demo-sync-seconds", "2", FAILING)
    terminal.wait_for(re.compile(r"✖ Failing since \d{1,2} \w{3}"))
    assert "who acts" in terminal.screen, terminal.screen
    open_sheet(terminal, FAILING)
    assert "!" in terminal.screen, terminal.screen
    terminal.send("y")
    terminal.wait_for(PHASE)
    terminal.wait_for(re.compile(r"✖ 4000 Configuration in \d+:\d\d"))
    quit_by_command(terminal)


def test_a_bad_line_starts_exactly_one_sync(machine: Machine, start: StartServer) -> None:
    server = start("--demo-sync-seconds", "2", "--faults", FAULTS)
    (company,) = (each["id"] for each in server.companies_named(HEALTHY))
    before = server.sync_ids(company)
    sandbox(machine, server)
    terminal = machine.start("--write")
    find_and_open(terminal, "nor", HEALTHY)
    open_sheet(terminal, HEALTHY)
    terminal.send("y")
    terminal.wait_for(PHASE)
    terminal.wait_for(ENDED)
    quit_by_key(terminal)
    assert len(server.sync_ids(company) - before) == 1


def test_a_watch_is_taken_up_after_a_restart(machine: Machine, start: StartServer) -> None:
    server = start("--demo-sync-seconds", "4")
    (company,) = (each["id"] for each in server.companies_named(HEALTHY))
    before = server.sync_ids(company)
    sandbox(machine, server, "read_only = false\n")
    first = machine.start(HEALTHY)
    first.wait_for("Last success")
    open_sheet(first, HEALTHY)
    first.send("y")
    first.wait_for("1 watching")
    quit_by_command(first)
    assert "1 watch ends here" in first.screen, first.screen
    second = machine.start()
    second.wait_for("1 watching")
    second.send("2")
    second.wait_for(re.compile(rf"▌\s+{HEALTHY}"))
    second.wait_for(ENDED)
    quit_by_key(second)
    assert len(server.sync_ids(company) - before) == 1


def test_without_write_the_sync_key_says_why(machine: Machine, start: StartServer) -> None:
    server = start()
    sandbox(machine, server)
    terminal = machine.start(HEALTHY)
    terminal.wait_for("Last success")
    assert "SANDBOX" in terminal.screen, terminal.screen
    assert "READ-ONLY" in terminal.screen, terminal.screen
    terminal.send("s")
    terminal.wait_for("--write")
    assert "Sync now" not in terminal.screen, terminal.screen
    quit_by_key(terminal)
