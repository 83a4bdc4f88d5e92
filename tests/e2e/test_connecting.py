"""No key, a wrong key, no network: words that name the cause and the remedy, and `r` that tries again."""

from __future__ import annotations

import re
import socket
from pathlib import Path

from codat_tui.demo.options import API_KEY
from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine
from tests.e2e.steps import HEALTHY, confirm, find_and_open, open_sheet, quit_by_key


def test_no_network_is_said_and_mended_by_trying_again(machine: Machine, start: StartServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    machine.write_config(f'[profiles.test]\nbase_url = "http://127.0.0.1:{port}"\n')
    terminal = machine.start(CODAT_API_KEY=API_KEY)
    terminal.wait_for(re.compile(r"Cannot reach Codat|again in \d+ s"), 45.0)
    start("--port", str(port))
    terminal.send("r")
    terminal.wait_for("60 companies")
    quit_by_key(terminal)


def test_the_first_start_is_guided_to_the_companies(machine: Machine, start: StartServer) -> None:
    server = start()
    terminal = machine.start()
    terminal.wait_for("Set up codat-tui")
    for words in ("CODAT_API_KEY", "codat-tui init", "codat-tui --demo", "config.toml"):
        assert words in re.sub(r"[\s│]+", " ", terminal.screen), terminal.screen
    terminal.type("a-wrong-key-that-nobody-may-see")
    terminal.send("tab", "tab")
    terminal.type(server.address)
    terminal.send("enter")
    terminal.wait_for("does not accept the API key")
    terminal.send("tab")
    terminal.type(server.api_key)
    terminal.send("enter")
    terminal.wait_for("60 companies")
    assert "READ-ONLY" in terminal.screen
    quit_by_key(terminal)
    assert machine.leaks("a-wrong-key-that-nobody-may-see") == []
    again = machine.start()
    again.wait_for("60 companies")
    quit_by_key(again)


def test_the_first_start_shows_the_demo_by_one_key(machine: Machine) -> None:
    terminal = machine.start()
    terminal.wait_for("Set up codat-tui")
    terminal.send("f3")
    terminal.wait_for("Harbour Lane Coffee")
    assert "DEMO" in terminal.screen
    quit_by_key(terminal)


def test_another_profile_is_shown_while_a_sync_of_the_first_goes_on(
    machine: Machine, start: StartServer
) -> None:
    one, other = start("--demo-sync-seconds", "600"), start()
    machine.write_config(
        'profile = "acme"\n'
        f'[profiles.acme]\nread_only = false\nenvironment = "sandbox"\nbase_url = "{one.address}"\n'
        f'[profiles.bravo]\nbase_url = "{other.address}"\n'
    )
    terminal = machine.start(CODAT_API_KEY=API_KEY)
    find_and_open(terminal, "nordic", HEALTHY)
    open_sheet(terminal, HEALTHY)
    confirm(terminal, "Sync now")
    terminal.wait_for("1 watching")
    terminal.send("P")
    terminal.wait_for("3 of 3")
    terminal.type("bravo")
    terminal.send("enter")
    terminal.wait_for("acme: 1 followed sync")
    assert "PRODUCTION" in terminal.screen
    assert "READ-ONLY" in terminal.screen
    terminal.send(":")
    terminal.type("profile acme")
    terminal.send("enter")
    terminal.wait_for("1 watching")
    quit_by_key(terminal)


def test_a_key_changed_meanwhile_is_read_again(machine: Machine, start: StartServer, tmp_path: Path) -> None:
    server = start()
    key = tmp_path / "key"
    machine.write_config(f'[profiles.test]\nbase_url = "{server.address}"\napi_key_file = "{key}"\n')
    terminal = machine.start()
    terminal.wait_for("cannot be read")
    key.write_text("a-wrong-key-that-nobody-may-see", encoding="utf-8")
    terminal.send("r")
    terminal.wait_for("401")
    key.write_text(server.api_key, encoding="utf-8")
    terminal.send("r")
    terminal.wait_for("60 companies")
    quit_by_key(terminal)
    assert machine.leaks("a-wrong-key-that-nobody-may-see", server.api_key) == []


def test_a_server_without_tls_is_named(machine: Machine, start: StartServer) -> None:
    address = start().address.replace("http:", "https:")
    machine.write_config(f'[profiles.test]\nbase_url = "{address}"\n')
    terminal = machine.start(CODAT_API_KEY=API_KEY)
    terminal.wait_for(re.compile(r"TLS|certificate|secure connection"))
    terminal.wait_for("try again")
    quit_by_key(terminal)
