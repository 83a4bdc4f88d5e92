"""What a person does again and again: open a company, read the sheet, confirm, follow the sync to its end."""

from __future__ import annotations

import re

from tests.e2e.terminal import Terminal

HEALTHY = "Nordic Bikes AB"
"""A company of every demo world whose syncs succeed."""
FAILING = "Harbour Lane Coffee"
"""A company of every demo world whose refunds account is archived."""
ENDED = re.compile(r"(✔ Written|· Nothing to write) in \d+:\d\d")
"""How the progress of a good sync ends, whether or not there was something to write."""
PHASE = re.compile(r"◐ (requested|started|pushing)")


def find_and_open(terminal: Terminal, letters: str, company: str) -> None:
    """Filter the fleet by *letters*, then open the first row, which must be *company*."""
    terminal.wait_for("60 companies")
    terminal.send("/")
    terminal.wait_for("tag, platform, status")
    terminal.type(letters)
    terminal.wait_for(re.compile(rf"\[{letters} ✕\](.|\n)*▌\s+{re.escape(company)}"))
    terminal.send("enter")
    terminal.wait_for("enter open")
    terminal.send("enter")
    terminal.wait_for(f"Companies › {company}")


def open_sheet(terminal: Terminal, company: str) -> None:
    """Press `s` and wait until the checks are in and `y` is said to work."""
    terminal.send("s")
    terminal.wait_for("Sync now")
    terminal.wait_for("Costs about")
    terminal.wait_gone("checking")
    assert company in terminal.screen, terminal.screen


def confirm(terminal: Terminal, title: str) -> None:
    """Wait for the sheet called *title* until `y` is said to work, then press it."""
    terminal.wait_for(re.compile(rf"─ {re.escape(title)} ─"))
    terminal.wait_for("Costs about")
    terminal.wait_gone("checking")
    terminal.send("y")
    terminal.wait_gone("Costs about")


def filter_texts(terminal: Terminal, words: str, wanted: str) -> None:
    """In the texts, filter by *words* and put the cursor on the row that holds *wanted*, below its stage."""
    terminal.send("/")
    terminal.wait_for("key, stage or text")
    terminal.type(words)
    terminal.wait_for(f"[{words} ✕]")
    terminal.send("enter")
    terminal.wait_for("enter edit")
    terminal.send("G")
    terminal.wait_for(re.compile(rf"▌.*{re.escape(wanted)}"))


def quit_by_key(terminal: Terminal) -> None:
    """Leave with ctrl+q; the program must end well."""
    terminal.send("ctrl+q")
    assert terminal.wait_exit() == 0, terminal.screen


def quit_by_command(terminal: Terminal) -> None:
    """Leave with `:q`; the program must end well."""
    terminal.send(":")
    terminal.wait_for(re.compile(r"^\s*:\w", re.MULTILINE))
    terminal.send("q")
    terminal.wait_for(":quit")
    terminal.send("enter")
    assert terminal.wait_exit() == 0, terminal.screen
