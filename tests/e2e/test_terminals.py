"""Terminals as they come: resized while loading, tiny, with keys typed ahead, with thousands of rows."""

from __future__ import annotations

import re

from tests.e2e.machine import Machine
from tests.e2e.steps import HEALTHY, quit_by_command, quit_by_key


def test_resizing_while_thousands_load(machine: Machine) -> None:
    terminal = machine.start("--demo", "--companies", "5000", size=(80, 24))
    terminal.wait_for("codat-tui")
    for columns, rows in ((140, 45), (60, 15), (100, 30)):
        terminal.resize(columns, rows)
    terminal.wait_for("5,000 companies")
    first = terminal.wait_for(re.compile(r"▌\s+(\w+)"))[1]
    terminal.send("G")
    terminal.wait_for(re.compile(rf"▌\s+(?!{first}\b)\w"))
    terminal.send("g")
    terminal.wait_for(re.compile(rf"▌\s+{first}\b"))
    quit_by_key(terminal)


def test_a_tiny_terminal_goes_on(machine: Machine) -> None:
    terminal = machine.start("--demo", size=(60, 15))
    terminal.wait_for(HEALTHY)
    assert all(len(line) <= 60 for line in terminal.screen.splitlines())
    terminal.send("j", "enter")
    terminal.wait_for(re.compile("Last success"))
    for _ in range(4):
        terminal.resize(60, 15)
        terminal.resize(120, 40)
        terminal.wait_for("Configuration")
    quit_by_command(terminal)


def test_keys_typed_ahead_start_nothing(machine: Machine) -> None:
    terminal = machine.start("--demo")
    terminal.send(*"jGg", "pagedown", *"yy")
    terminal.wait_for("60 companies")
    terminal.send("s", "y", "y", "y", "enter", "y")
    terminal.wait_for("Sync now")
    terminal.send("y", "y")
    terminal.wait_for("Costs about")
    terminal.wait_gone("checking")
    assert "watching" not in terminal.screen, terminal.screen
    terminal.send("n")
    terminal.wait_gone("Sync now")
    terminal.send(*"jkjkjkjkGgjk" * 20)
    quit_by_key(terminal)


def test_keys_in_one_write_act_one_after_the_other(machine: Machine) -> None:
    terminal = machine.start("--demo")
    terminal.wait_for(HEALTHY)
    terminal.send("j", "enter")
    terminal.wait_for(re.compile("Last success"))
    terminal.type("]]]")
    terminal.wait_for("[Mapping]")
    # esc leaves the company, / opens the filter of the list: not alt and a slash.
    terminal.type("\x1b/no such company")
    terminal.wait_for("No company matches")
    terminal.type("\x1b\x1b2")
    terminal.wait_for("No sync is being followed")
    quit_by_key(terminal)


def test_a_terminal_without_unicode_gets_plain_letters(machine: Machine) -> None:
    terminal = machine.start("--demo", PYTHONIOENCODING="latin-1")
    terminal.wait_for("60 companies")
    terminal.wait_for(HEALTHY)
    assert "\\u" not in terminal.screen
    # A sign that the encoding lacks would be a question mark.
    assert "?" not in terminal.screen.replace("? help", "").replace("What's Brewing?!", "")
    quit_by_key(terminal)
    assert bytes(terminal.transcript).isascii()


def test_a_terminal_of_unknown_size_is_drawn_once(machine: Machine) -> None:
    terminal = machine.start("--demo", size=(80, 24), sized=False)
    terminal.wait_for(HEALTHY)
    terminal.wait_for("60 companies")
    quit_by_key(terminal)
    # Laid out for two sizes in turn, it would be megabytes a second.
    assert len(terminal.transcript) < 1_000_000
    assert terminal.transcript.count(b"60 companies") < 50
