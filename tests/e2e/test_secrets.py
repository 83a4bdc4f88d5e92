"""Whatever a run leaves behind (files, log, every byte sent to the terminal), the API key is not in it."""

from __future__ import annotations

from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine
from tests.e2e.steps import HEALTHY, find_and_open, open_sheet, quit_by_key


def test_nothing_left_behind_holds_the_key(machine: Machine, start: StartServer) -> None:
    server = start("--demo-sync-seconds", "1", "--faults", "POST */latest:500@1, GET */syncs/*:503:0.1")
    machine.write_config(
        f'[profiles.test]\nbase_url = "{server.address}"\nenvironment = "sandbox"\nread_only = false\n'
    )
    terminal = machine.start("--debug", CODAT_API_KEY=server.api_key)
    find_and_open(terminal, "nor", HEALTHY)
    open_sheet(terminal, HEALTHY)
    terminal.send("D")
    terminal.wait_for("curl -X POST")
    terminal.send("y")
    terminal.wait_gone("Sync now")
    terminal.send("escape")
    terminal.wait_for("60 companies")
    quit_by_key(terminal)
    kinds = {path.suffix for path in machine.files()}
    assert {".log", ".sqlite3"} <= kinds, machine.files()
    (log,) = (path for path in machine.files() if path.suffix == ".log")
    assert "/sync/commerce/latest" in log.read_text(encoding="utf-8")
    assert machine.leaks(server.api_key) == []
    (company,) = server.companies_named(HEALTHY)
    assert len(machine.leaks(company["id"])) >= 3, "the scan must find what is there"
