"""Unlink a connection in a real terminal after its company's name was typed; the server sees it done once."""

from __future__ import annotations

import re

from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine
from tests.e2e.steps import HEALTHY, quit_by_key

LOST = ("--faults", "PATCH /companies/*/connections/*:lost-answer@1")


def test_a_connection_is_unlinked_by_its_companys_name_though_the_answer_is_lost(
    machine: Machine, start: StartServer
) -> None:
    server = start(*LOST)
    (company,) = (each["id"] for each in server.companies_named(HEALTHY))
    machine.write_config(f'[profiles.test]\nbase_url = "{server.address}"\nenvironment = "sandbox"\n')
    machine.env["CODAT_API_KEY"] = server.api_key
    terminal = machine.start("--write", HEALTHY)
    terminal.wait_for("Last success")
    terminal.send("]")
    terminal.wait_for(re.compile(r"\[Connections\](.|\n)*▌\s+Zettle.*● Linked"))
    terminal.send("f8")
    terminal.wait_for(f"Type {HEALTHY} and press enter")
    assert "Cannot be undone" in terminal.screen, terminal.screen
    terminal.wait_gone("checking")
    terminal.send("x", "enter", "y")
    terminal.wait_for(re.compile(r"│ xy\s+│"))
    terminal.send("backspace", "backspace")
    terminal.wait_gone("│ x")
    terminal.type(HEALTHY)
    terminal.wait_for(re.compile(rf"│ {HEALTHY}\s+│"))
    terminal.send("enter")
    terminal.wait_for("verified")
    terminal.wait_for(re.compile(r"▌\s+Zettle.*○ Unlinked"))
    terminal.send("5")
    terminal.wait_for(re.compile(rf"Unlink.*{HEALTHY}\s+✔ Done"))
    assert "1 done" in terminal.screen, terminal.screen
    quit_by_key(terminal)
    connections = server.get(f"/companies/{company}/connections")["results"]
    links = {each["platformName"]: each["status"] for each in connections}
    assert links == {"Zettle": "Unlinked", "Xero": "Linked"}
