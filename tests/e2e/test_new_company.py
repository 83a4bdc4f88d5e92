"""A new company along the guided path in a real terminal; lost answers make neither a second one nor a gap."""

from __future__ import annotations

import re

from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine
from tests.e2e.steps import confirm, quit_by_key
from tests.e2e.terminal import Terminal

NAME = "Cafe du Port"


def _create_connection(terminal: Terminal, letters: str, platform: str) -> None:
    """From the step under the cursor, create a connection to a platform found by *letters*."""
    terminal.send("enter")
    terminal.wait_for("type to filter")
    terminal.type(letters)
    terminal.wait_for(re.compile(rf"▌\s+\w+\s+{platform}"))
    terminal.send("enter")
    confirm(terminal, "New connection")
    terminal.wait_for(f"◌ {platform}, waiting")


def test_a_new_company_is_led_to_its_connections(machine: Machine, start: StartServer) -> None:
    server = start("--faults", "POST /companies:lost-answer@1, POST /companies/*/connections:lost-answer@1")
    machine.write_config(f'[profiles.test]\nbase_url = "{server.address}"\nenvironment = "sandbox"\n')
    machine.env["CODAT_API_KEY"] = server.api_key
    terminal = machine.start("--write")
    terminal.wait_for("60 companies")
    terminal.send("+")
    terminal.wait_for("the merchant's name")
    terminal.type(f"{NAME}#")
    terminal.wait_for("Codat drops #")
    terminal.send("ctrl+s")
    confirm(terminal, "New company")
    terminal.wait_for(re.compile(rf"{NAME} › Guided path(.|\n)*▌\s+Commerce"))
    _create_connection(terminal, "zet", "Zettle")
    terminal.wait_for(re.compile(r"▌\s+Accounting"))
    _create_connection(terminal, "xer", "Xero")
    quit_by_key(terminal)
    (company,) = server.companies_named(NAME)
    connections = server.get(f"/companies/{company['id']}/connections")["results"]
    assert sorted(each["platformName"] for each in connections) == ["Xero", "Zettle"]
