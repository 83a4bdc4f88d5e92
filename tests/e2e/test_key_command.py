"""A program that gives the key, in a real terminal: one that asks a person, one that must not, a slow one."""

from __future__ import annotations

import shlex

from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine, Server
from tests.e2e.steps import quit_by_key

ASKS = "printf 'Master password: ' > /dev/tty; read -r answer < /dev/tty; echo \"$answer\""


def configure(machine: Machine, server: Server, script: str, more: str = "") -> None:
    machine.write_config(
        f'[profiles.test]\nbase_url = "{server.address}"\nenvironment = "sandbox"\n'
        f"api_key_command = ['sh', '-c', '''{script}''']\n{more}\n"
    )


def test_one_that_asks_has_the_terminal_before_the_screen(machine: Machine, start: StartServer) -> None:
    server = start()
    configure(machine, server, ASKS, "api_key_prompts = true")
    terminal = machine.start()
    terminal.wait_for("Master password:")
    assert b"\x1b[?1049h" not in terminal.transcript
    terminal.process_input(f"{server.api_key}\n")
    terminal.wait_for("60 companies")
    quit_by_key(terminal)


def test_one_that_asks_unannounced_never_gets_our_keyboard(machine: Machine, start: StartServer) -> None:
    configure(machine, start(), f"({ASKS}) || exit 5")
    terminal = machine.start()
    terminal.wait_for("api_key_prompts = true")
    assert "Master password" not in terminal.screen
    quit_by_key(terminal)


def test_a_slow_one_is_waited_for_in_words(machine: Machine, start: StartServer) -> None:
    server = start()
    first = "[ -e asked ] || { touch asked; exit 5; }"
    configure(machine, server, f"{first}; sleep 3; echo {shlex.quote(server.api_key)}")
    terminal = machine.start()
    terminal.wait_for("ended with status 5")
    terminal.send("r")
    terminal.wait_for("Waiting for the key from sh")
    terminal.wait_for("60 companies")
    quit_by_key(terminal)
