"""No key, a wrong key, no network: words that name the cause and the remedy, and `r` that tries again."""

from __future__ import annotations

import re
import socket
from pathlib import Path

from codat_tui.demo.options import API_KEY
from tests.e2e.conftest import StartServer
from tests.e2e.machine import Machine
from tests.e2e.steps import quit_by_key


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


def test_the_first_start_without_a_key_says_how_to_begin(machine: Machine) -> None:
    terminal = machine.start()
    terminal.wait_for("CODAT_API_KEY")
    for words in ("No API key", "codat-tui init", "--demo", "try again"):
        assert words in re.sub(r"\s+", " ", terminal.screen), terminal.screen
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
