"""One shift in a real terminal: the message in both languages, the evidence in a folder, a snooze that survives the
program, and the hand-over; the server is asked for nothing but reads, and no key is left anywhere."""

from __future__ import annotations

import re
import stat

from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine
from tests.e2e.steps import FAILING, quit_by_key

OWN = '[fr.frame]\ngreeting = "Bonjour de la part d\'Acme,"\n'


def test_a_shift_is_worked_and_handed_over(machine: Machine, start: StartServer) -> None:
    server = start()
    machine.write_config(f'[profiles.test]\nbase_url = "{server.address}"\nenvironment = "sandbox"\n')
    machine.env["CODAT_API_KEY"] = server.api_key
    (machine.home / "merchant.toml").write_text(OWN, encoding="utf-8")
    terminal = machine.start(FAILING)
    terminal.wait_for("Last success")
    # The merchant, in English by its country, then in French with the team's own greeting.
    terminal.send("M")
    terminal.wait_for("Message for the merchant")
    terminal.wait_for(
        re.compile(r"Since \d+ \w+ \d{4}, your sales from Zettle have not arrived in full in Xero")
    )
    terminal.send("tab")
    terminal.wait_for("Bonjour de la part d'Acme,")
    terminal.send("f")
    terminal.wait_for("The message is in a file")
    (message,) = machine.home.glob("codat-tui-message-fr-*.txt")
    assert "Le compte choisi pour" in message.read_text(encoding="utf-8")
    terminal.send("escape")
    terminal.wait_gone("Message for the merchant")
    # Codat, in two keys.
    terminal.send("E")
    terminal.wait_for("enter collects and writes")
    terminal.send("enter")
    terminal.wait_for("in a folder that only you can read")
    (folder,) = machine.home.glob("codat-evidence-harbour-lane-coffee-*")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    told = (folder / "evidence.md").read_text(encoding="utf-8")
    assert "- Profile: test, environment: sandbox\n" in told
    assert "syncs failed since the last success, newest first:" in told
    terminal.send("enter")
    terminal.wait_gone("in a folder that only you can read")
    # The next shift.
    terminal.send("A")
    terminal.wait_for("snooze until")
    terminal.type("asked their accountant")
    terminal.wait_for("asked their accountant")
    terminal.send("tab")
    terminal.type("2d")
    terminal.wait_for("Left out of what needs a person until")
    terminal.send("enter")
    terminal.wait_for(re.compile(r"Note\s+asked their accountant \("))
    quit_by_key(terminal)
    again = machine.start()
    again.wait_for("1 snoozed")
    again.send("O")
    again.wait_for("Hand-over: test (sandbox)")
    again.send("escape")
    again.wait_gone("Hand-over: test (sandbox)")
    quit_by_key(again)
    assert machine.leaks(server.api_key) == []
