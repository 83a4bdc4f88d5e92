"""Correct a broken mapping in a real terminal, then sync to success; the server holds one change and one sync."""

from __future__ import annotations

import re
from typing import Any

from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine
from tests.e2e.steps import ENDED, FAILING, confirm, quit_by_key
from tests.e2e.terminal import Terminal

LOST = ("--faults", "POST /config/companies/*:lost-answer@1")


def open_broken_mapping(machine: Machine, address: str) -> Terminal:
    """The mapping of the failing company, the cursor on what is broken."""
    machine.write_config(f'[profiles.test]\nbase_url = "{address}"\nenvironment = "sandbox"\n')
    terminal = machine.start("--write", FAILING)
    terminal.wait_for("Last success")
    terminal.send("[")
    terminal.wait_for(re.compile(r"▌\s+Refunds.*is not an option any more"))
    return terminal


def choose_refunds(terminal: Terminal, letters: str, name: str) -> None:
    """Pick the account called *name* for the row under the cursor, finding it by *letters*."""
    terminal.send("enter")
    terminal.wait_for("type to filter")
    terminal.type(letters)
    terminal.wait_for(re.compile(rf"▌\s+\d+\s+{name}"))
    terminal.send("enter")
    terminal.wait_gone("enter chooses")
    terminal.wait_for(re.compile(rf"▌.*Refunds.*{name}"))


def differences(before: Any, after: Any, path: str = "") -> list[str]:
    """Where two answers of the server differ."""
    if isinstance(before, dict) and isinstance(after, dict):
        keys = {*before, *after}
        below = ((before.get(key), after.get(key), f"{path}/{key}") for key in sorted(keys))
        return [each for pair in below for each in differences(*pair)]
    return [] if before == after else [path]


def test_a_broken_mapping_is_mended_and_synced_though_an_answer_is_lost(
    machine: Machine, start: StartServer
) -> None:
    server = start("--demo-sync-seconds", "2", *LOST)
    (company,) = (each["id"] for each in server.companies_named(FAILING))
    path = f"/config/companies/{company}/sync/commerce"
    before, syncs = server.get(path), server.sync_ids(company)
    machine.env["CODAT_API_KEY"] = server.api_key
    terminal = open_broken_mapping(machine, server.address)
    choose_refunds(terminal, "returns", "Sales returns")
    terminal.send("ctrl+s")
    terminal.wait_for(re.compile(r"Refunds.*→.*Sales returns"))
    confirm(terminal, "Save the mapping")
    terminal.wait_for("verified")
    terminal.wait_for("Saved. Sync now?")
    terminal.wait_for("Costs about")
    terminal.wait_gone("checking")
    assert "will fail" not in terminal.screen, terminal.screen
    terminal.send("y")
    terminal.wait_for("1 watching")
    terminal.wait_gone("1 problem")
    terminal.send("2")
    terminal.wait_for(re.compile(rf"▌\s+{FAILING}"))
    terminal.wait_for(ENDED)
    quit_by_key(terminal)
    after = server.get(path)
    assert differences(before, after) == ["/configuration/sales/accounts/refund/selectedAccountId"]
    refund = after["configuration"]["sales"]["accounts"]["refund"]
    chosen = {option["id"]: option["name"] for option in refund["accountOptions"]}
    assert chosen[refund["selectedAccountId"]] == "Sales returns"
    assert len(server.sync_ids(company) - syncs) == 1
