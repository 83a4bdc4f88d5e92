"""Hostile text of Codat's in a real terminal: what the program writes there moves no cursor and sets no clipboard."""

from __future__ import annotations

from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine
from tests.e2e.steps import quit_by_command
from tests.e2e.terminal import Terminal
from tests.fuzz.stream import raw_in

FAILING_ID = "d69caf35-6d1a-423d-a7ee-2c511e1c9e63"
FAULTS = ", ".join(
    (
        "GET /companies:text=name",
        "*/connections:text=platformName",
        "*/syncs/list/status:text=errorMessage",
        "*/latest/status:text=errorMessage",
        "*/configuration:text=label",
        "*/integrations:text=name",
        "*/text:text=text",
    )
)


def _open_and_close(terminal: Terminal, key: str, title: str) -> None:
    terminal.send(key)
    terminal.wait_for(title)
    terminal.send("escape")
    terminal.wait_gone(title)


def test_nothing_raw_reaches_the_terminal(machine: Machine, start: StartServer) -> None:
    server = start("--faults", FAULTS)
    machine.write_config(f'[profiles.test]\nbase_url = "{server.address}"\nenvironment = "sandbox"\n')
    machine.env["CODAT_API_KEY"] = server.api_key
    terminal = machine.start(FAILING_ID)
    terminal.wait_for("[Overview]")
    terminal.wait_for("Failing since")
    _open_and_close(terminal, "v", "─ Why ─")
    for tab, detail in (("[Connections]", "─ Zettle"), ("[Syncs]", "─ Sync ─")):
        terminal.send("]")
        terminal.wait_for(tab)
        _open_and_close(terminal, "enter", detail)
    terminal.send("]")
    terminal.wait_for("[Mapping]")
    terminal.wait_for("Sales customer")
    terminal.send("3")
    terminal.wait_for("Integrations")
    terminal.send("4")
    terminal.wait_for("Flow settings")
    terminal.send("1")
    quit_by_command(terminal)
    text = terminal.transcript.decode()
    assert "]52;c;Y29waWVk" in text, "the hostile text was shown"
    assert raw_in(text) == []
