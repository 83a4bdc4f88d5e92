"""Companies by cause in a real terminal: toggle, fold, and what the keys mean on a group."""

from __future__ import annotations

import re

from tests.e2e.machine import Machine
from tests.e2e.steps import quit_by_key

GROUP = re.compile(r"▸ 3 merchants\s+\d+/31\s+✖ Refunds account gone in Xero.*m mend")


def test_a_group_is_opened_marked_and_asked_for_its_syncs(machine: Machine) -> None:
    terminal = machine.start("--demo")
    terminal.wait_for("60 companies")
    terminal.wait_for(re.compile(r"First: .*\d+/31 days"))
    terminal.wait_gone(" checked")
    terminal.send("tab")
    terminal.wait_for("[by cause]")
    terminal.wait_for(GROUP)
    terminal.send("/")
    terminal.wait_for("tag, platform, status")
    terminal.type("refunds")
    terminal.wait_for("[refunds ✕]")
    terminal.send("enter")
    terminal.wait_for("enter open")
    terminal.send("g")
    terminal.wait_for(re.compile(r"▌\s+▸ 3 merchants"))
    # Folded, unfolded and folded again; its merchants are marked although nobody sees them.
    terminal.send("enter")
    terminal.wait_for(re.compile(r"Harbour Lane .*since \d"))
    terminal.send("left")
    terminal.wait_for(re.compile(r"▌\s+▸ 3 merchants"))
    terminal.send("*")
    terminal.wait_for("3 marked")
    terminal.send("s")
    terminal.wait_for("Sync 3 companies")
    terminal.send("n")
    terminal.wait_gone("Sync 3 companies")
    terminal.send("U")
    terminal.wait_gone("3 marked")
    terminal.send("s")
    terminal.wait_for("Sync 3 companies")
    terminal.send("n")
    terminal.wait_gone("Sync 3 companies")
    quit_by_key(terminal)
