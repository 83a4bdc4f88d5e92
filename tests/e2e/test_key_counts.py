"""How many keys the jobs of a morning take, counted as they are sent in a real terminal from the program's list.

What is typed as text (a name, a search, the new words) is counted apart; a confirmation is a key like any other. The
terminal speaks the kitty keyboard protocol, as many of them do by now.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.e2e.machine import Machine
from tests.e2e.steps import FAILING, quit_by_key
from tests.e2e.terminal import Terminal

UNLINKED, CODATS = "Oak & Ember Ltd", "De Gouden Molen BV"
NEW = "Cafe du Port"
MOST = {
    "first diagnosis": 2,
    "one merchant's verdict": 6,
    "archived account mended and synced": 9,
    "link copied from its company": 3,
    "range of its company, confirmed": 4,
    "French text, confirmed": 6,
    "handed over to Codat": 2,
    "new merchant to link": 15,
}


@dataclass
class Hands:
    """Sends keys and counts them; `start` begins to count anew."""

    terminal: Terminal
    keys: int = 0

    def start(self) -> None:
        """Begin where the program begins: on the list of companies, without a filter, on its first row."""
        self.terminal.send("1")
        self.terminal.wait_for(re.compile(r"60 companies.*\n Companies  \["))
        if "✕]" in self.terminal.screen:
            self.terminal.send("escape")
            self.terminal.wait_gone("✕]")
        self.terminal.send("g")
        self.terminal.wait_for("? help")
        self.keys = 0

    def press(self, key: str, shows: str | re.Pattern[str]) -> None:
        """Press one key, then wait for what it shows."""
        self.keys += 1
        self.terminal.send(key)
        self.terminal.wait_for(shows)

    def find(self, letters: str, company: str) -> None:
        """Filter the list until the company is under the cursor: `/`, the letters, enter."""
        self.press("/", "tag, platform, status")
        self.keys += len(letters)
        self.terminal.type(letters)
        self.terminal.wait_for(re.compile(rf"\[{letters} ✕\](.|\n)*▌\s+{re.escape(company)}"))
        self.press("enter", "enter open")

    def open(self, letters: str, company: str) -> None:
        """Find the company and open it; its verdict is shown."""
        self.find(letters, company)
        self.press("enter", re.compile(rf"Companies › {re.escape(company)}(.|\n)*who acts"))

    def confirm(self, title: str, shows: str | re.Pattern[str]) -> None:
        """Wait until the sheet's checks are in, then press `y`."""
        self.terminal.wait_for(re.compile(rf"─ {re.escape(title)} ─(.|\n)*Costs about"))
        self.terminal.wait_gone("checking")
        self.press("y", shows)


def test_no_job_takes_more_keys_than_promised(machine: Machine) -> None:
    terminal = machine.start("--demo", "--demo-sync-seconds", "2", kitty=True)
    hands, taken = Hands(terminal), {}

    terminal.wait_for("60 companies")
    hands.start()
    hands.press("!", "[needs a person ✕]")
    hands.press("enter", "who acts")
    taken["first diagnosis"] = hands.keys

    hands.start()
    hands.open("ha", FAILING)
    taken["one merchant's verdict"] = hands.keys

    hands.start()
    hands.find("ha", FAILING)
    hands.press("m", re.compile(r"─ Sales: Refunds ─(.|\n)*type to filter"))
    hands.press("r", re.compile(r"▌\s+4010\s+Sales returns"))
    hands.press("enter", "Save the mapping")
    hands.confirm("Save the mapping", "Saved. Sync now?")
    hands.confirm("Saved. Sync now?", "1 watching")
    taken["archived account mended and synced"] = hands.keys

    hands.start()
    hands.open("oak", UNLINKED)
    hands.keys = 0
    hands.press("m", re.compile(r"▌\s+QuickBooks Online"))
    hands.press("m", "Sent the link for QuickBooks Online")
    taken["link copied from its company"] = hands.keys

    hands.start()
    hands.open("marlow", "Marlow Wine Bar")
    hands.keys = 0
    hands.press("S", re.compile(r"▌\s+This gap(.|\n)*look at it and confirm"))
    hands.press("enter", "Costs about")
    hands.confirm("Sync a range", re.compile(r"◐ (requested|started|pushing)|✖ \d{4}"))
    taken["range of its company, confirmed"] = hands.keys

    hands.start()
    hands.press("4", "Every stage")
    hands.press("/", "key, stage or text")
    terminal.type("état")
    terminal.wait_for(re.compile(r"›Français(.|\n)*▌.*État de la facture"))
    hands.press("enter", "enter edit")
    hands.press("enter", "enter keep")
    terminal.type(" bis")
    terminal.wait_for("État de la facture bis")
    hands.press("ctrl+s", "Change texts, fr-fr")
    hands.confirm("Change texts, fr-fr", "verified")
    taken["French text, confirmed"] = hands.keys

    hands.start()
    hands.find("gouden", CODATS)
    hands.keys = 0
    hands.press("enter", re.compile(r"who acts: Codat"))
    hands.press("C", f"Sent {CODATS} for a ticket")
    taken["handed over to Codat"] = hands.keys

    hands.start()
    hands.press("+", "the merchant's name")
    terminal.type(NEW)
    terminal.wait_for("Codat keeps the name as it is")
    hands.press("ctrl+s", "New company")
    hands.confirm("New company", re.compile(rf"{NEW} › Guided path(.|\n)*▌\s+Commerce"))
    for step, letter, platform in (("Commerce", "z", "Zettle"), ("Accounting", "x", "Xero")):
        terminal.wait_for(re.compile(rf"▌\s+{step}"))
        hands.press("enter", "type to filter")
        hands.press(letter, re.compile(rf"▌\s+\w+\s+{platform}"))
        hands.press("enter", "New connection")
        hands.confirm("New connection", re.compile(rf"◌ {platform}, waiting"))
    hands.press("L", "None yet")
    hands.press("L", "Sync Flow link")
    hands.confirm("Sync Flow link", "Sent the link")
    taken["new merchant to link"] = hands.keys

    quit_by_key(terminal)
    assert taken.keys() == MOST.keys()
    assert {job: keys for job, keys in taken.items() if keys > MOST[job]} == {}, taken
    assert taken == {
        "first diagnosis": 2,
        "one merchant's verdict": 5,
        "archived account mended and synced": 9,
        "link copied from its company": 2,
        "range of its company, confirmed": 3,
        "French text, confirmed": 6,
        "handed over to Codat": 2,
        "new merchant to link": 14,
    }
