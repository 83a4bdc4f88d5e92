"""A second start, without network: the companies of the first are there, say from when, and can be read."""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

from tests.e2e.machine import Machine, start_server
from tests.e2e.steps import quit_by_key


def test_what_is_known_can_be_read_without_network(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    with ExitStack() as running:
        server = start_server(running, tmp_path / "server", "--companies", "6")
        machine.write_config(f'[profiles.test]\nbase_url = "{server.address}"\n')
        first = machine.start(CODAT_API_KEY=server.api_key)
        first.wait_for("6 companies")
        first.wait_for("Refunds account gone")
        quit_by_key(first)
    again = machine.start(CODAT_API_KEY=server.api_key)
    again.wait_for("6 companies")
    again.wait_for("as of")
    again.wait_for("Harbour Lane Coffee")
    again.send("/")
    again.wait_for("words")
    again.type("harbour")
    again.send("enter")
    again.wait_for("enter open")
    again.send("enter")
    again.wait_for("As of")
    again.wait_for("Refunds account gone · 4000, day")
    quit_by_key(again)
    assert machine.leaks(server.api_key) == []

    with_another_key = machine.start(CODAT_API_KEY="another-key")
    with_another_key.wait_for("Reading the companies")
    assert "Harbour Lane Coffee" not in with_another_key.screen
    quit_by_key(with_another_key)
