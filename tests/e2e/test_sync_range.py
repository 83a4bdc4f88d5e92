"""Sync a range in a real terminal, over a line that loses the answer; the server's syncs are counted."""

from __future__ import annotations

import re

from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine
from tests.e2e.steps import FAILING, quit_by_key


def test_the_gap_is_synced_once_though_the_answer_is_lost(machine: Machine, start: StartServer) -> None:
    server = start("--demo-sync-seconds", "2", "--faults", "POST */historic:lost-answer@1")
    (company,) = (each["id"] for each in server.companies_named(FAILING))
    before = server.sync_ids(company)
    machine.write_config(f'[profiles.test]\nbase_url = "{server.address}"\nenvironment = "sandbox"\n')
    machine.env["CODAT_API_KEY"] = server.api_key
    terminal = machine.start("--write", FAILING)
    terminal.wait_for("Last success")
    terminal.send("]")
    terminal.wait_for("[Connections]")
    terminal.send("]")
    terminal.wait_for(re.compile(r"\[Syncs\](.|\n)*▌\s+\d{1,2} \w{3} \d{4}.*latest"))
    terminal.send("S")
    terminal.wait_for(f"Sync a range of {FAILING}")
    terminal.wait_for(re.compile(r"▌\s+This gap(.|\n)*No known sync covers this time"))
    terminal.send("enter")
    terminal.wait_for("Costs about")
    terminal.wait_gone("checking")
    terminal.send("y")
    terminal.wait_for(re.compile(r"✖ 4000 Configuration in \d+:\d\d"))
    terminal.send("5")
    terminal.wait_for(re.compile(r"Sync a range\s+Harbour Lane.*✖ 4000 Configuration"))
    quit_by_key(terminal)
    assert len(server.sync_ids(company) - before) == 1
