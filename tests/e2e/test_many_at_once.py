"""In a real terminal: the failing companies as one batch in five keys, in production seven; told outside the screen."""

from __future__ import annotations

import re
import sys

from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine, Server
from tests.e2e.steps import ENDED, HEALTHY, open_sheet, quit_by_key
from tests.e2e.terminal import Terminal

ALL_CHECKED = re.compile(r"■ 2 off\s*$", re.MULTILINE)
TITLE = re.compile(r"─ Sync (\d+) companies ─")


def press(terminal: Terminal, pressed: list[str], key: str) -> None:
    pressed.append(key)
    terminal.send(key)


def failing_that_can_be_synced(terminal: Terminal, pressed: list[str]) -> int:
    """Mark what needs a person, open the sheet, leave out what would not work; the number that is left."""
    terminal.wait_for("60 companies")
    terminal.wait_for(ALL_CHECKED, 40)
    terminal.wait_gone("checked")
    press(terminal, pressed, "!")
    terminal.wait_for("[needs a person ✕]")
    press(terminal, pressed, "*")
    marked = int(terminal.wait_for(re.compile(r"• (\d+) marked"))[1])
    press(terminal, pressed, "s")
    assert int(terminal.wait_for(TITLE)[1]) == marked
    press(terminal, pressed, "o")
    terminal.wait_for("take in these")
    left = int(terminal.wait_for(TITLE)[1])
    assert 1 < left < marked
    terminal.wait_gone("checking")
    return left


def syncs_of_all(server: Server) -> dict[str, set[str]]:
    companies = server.get("/companies", pageSize="100")["results"]
    # Codat lists one that it no longer knows.
    return {each["id"]: server.sync_ids(each["id"]) for each in companies if each["name"] != "Pine & Cedar"}


def test_on_the_demo_five_keys_start_a_batch_that_is_paused_and_resumed(machine: Machine) -> None:
    terminal = machine.start("--demo", "--demo-sync-seconds", "2")
    pressed: list[str] = []
    left = failing_that_can_be_synced(terminal, pressed)
    press(terminal, pressed, "y")
    terminal.wait_for(re.compile(rf"batch \d+ of {left}"))
    assert len(pressed) == 5, pressed
    terminal.wait_gone("marked")
    terminal.send("2")
    terminal.wait_for(f"Batch of {left} syncs")
    terminal.send("p")
    terminal.wait_for(re.compile(r"paused at \d+ of"))
    terminal.send("p")
    terminal.wait_for(re.compile(rf"batch \d+ of {left}"))
    quit_by_key(terminal)


def test_in_production_seven_keys_start_it_and_a_killed_program_resumes_without_a_second_sync(
    machine: Machine, start: StartServer
) -> None:
    server = start("--demo-sync-seconds", "2")
    machine.write_config(
        f'[profiles.test]\nbase_url = "{server.address}"\nenvironment = "production"\nread_only = false\n'
    )
    machine.env["CODAT_API_KEY"] = server.api_key
    before = syncs_of_all(server)
    terminal = machine.start()
    pressed: list[str] = []
    left = failing_that_can_be_synced(terminal, pressed)
    for digit in str(left):
        press(terminal, pressed, digit)
    press(terminal, pressed, "enter")
    terminal.wait_for(re.compile(rf"batch \d+ of {left}"))
    assert len(pressed) <= 7, pressed
    terminal.wait_for(re.compile(rf"batch [1-9]\d* of {left}"), 40)
    terminal.process.kill()
    terminal.wait_exit()
    again = machine.start()
    again.wait_for("60 companies")
    again.send("2")
    again.wait_for(f"Batch of {left} syncs")
    again.wait_for(re.compile(rf"paused at \d+ of {left}"))
    again.send("p")
    again.wait_for(re.compile(rf"batch \d+ of {left}"))
    again.wait_for(re.compile(r"Paused, because|[✔✖!] \d+ (written|nothing|failed)"), 60)
    quit_by_key(again)
    new = {company: len(syncs - before[company]) for company, syncs in syncs_of_all(server).items()}
    assert max(new.values()) == 1
    assert sum(new.values()) >= 2


def test_the_end_of_a_sync_is_told_by_bell_terminal_and_program(machine: Machine, start: StartServer) -> None:
    server = start("--demo-sync-seconds", "2")
    told = machine.home / "told.txt"
    program = machine.home / "tell.py"
    program.write_text(
        f"import pathlib, sys\npathlib.Path({str(told)!r}).write_text(chr(10).join(sys.argv[1:]))\n"
    )
    machine.write_config(
        f'[profiles.test]\nbase_url = "{server.address}"\nenvironment = "sandbox"\nread_only = false\n'
        f'bell = true\nterminal_notices = true\nnotice_command = ["{sys.executable}", "{program}"]\n'
    )
    machine.env["CODAT_API_KEY"] = server.api_key
    terminal = machine.start(HEALTHY)
    terminal.wait_for("Last success")
    open_sheet(terminal, HEALTHY)
    terminal.send("y")
    terminal.wait_for(ENDED)
    terminal.wait_until(lambda: told.exists() and bool(told.read_text()), "the program was not told")
    title, text = told.read_text().splitlines()
    assert title == HEALTHY
    assert text.startswith(("Written", "Nothing"))
    terminal.wait_until(lambda: b"\x1b]9;" in bytes(terminal.transcript), "the terminal was not told")
    (shown,) = re.findall(rb"\x1b\]9;([^\x07]*)\x07", bytes(terminal.transcript))
    assert shown.decode() == f"{HEALTHY}: {text}"
    quit_by_key(terminal)
