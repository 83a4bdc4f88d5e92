"""`doctor`: every line with its remedy, one request, no key."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from codat_tui.demo import DemoOptions
from codat_tui.exits import Exit
from tests.commands.harness import Ended, profile_for, run
from tests.commands.test_output import held
from tests.demo_server import DemoServer


def lines(ended: Ended) -> dict[str, dict[str, Any]]:
    return {each["subject"]: each for each in held("doctor", ended)}


def test_a_sound_machine_needs_nothing_and_one_small_request_was_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with DemoServer(DemoOptions(companies=6)) as server, profile_for(server, tmp_path, monkeypatch):
        ended = run("doctor", "--json")
        found = lines(ended)
        assert ended.status == Exit.FINE
        assert [f"{each.method} {each.path}?{each.query}" for each in server.app.state.requests] == [
            "GET /companies?page=1&pageSize=1"
        ]
        assert list(found) == [
            *("configuration", "proxy", "trust store", "key", "server", "clock", "quota"),
            *("state folder", "terminal", "colours", "letters", "clipboard", "versions"),
        ]
        assert found["key"]["text"] == "read from the environment variable CODAT_API_KEY"
        assert server.api_key not in ended.out
        shown = run("doctor", terminal=True).out
        assert "✔ key            read from the environment variable CODAT_API_KEY\n" in shown
        plain = run("doctor", "--ascii", terminal=True).out
        assert plain.isascii()
        assert "key            read from" in plain


def test_each_fault_has_its_line_and_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with DemoServer(DemoOptions(companies=6)) as server, profile_for(server, tmp_path, monkeypatch):
        monkeypatch.setenv("HTTP_PROXY", "ftp://user:secret@proxy")
        monkeypatch.setenv("NO_PROXY", "")
        monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
        ended = run("doctor", "--json")
        found = lines(ended)
        assert ended.status == Exit.PROBLEM_FOUND
        assert found["proxy"]["fine"] is False
        assert "write http, https, socks5" in found["proxy"]["remedy"]
        assert found["trust store"]["remedy"].startswith("SSL_CERT_FILE is /nowhere.pem")
        assert "secret" not in ended.out
        for name in ("HTTP_PROXY", "NO_PROXY", "SSL_CERT_FILE"):
            monkeypatch.delenv(name)
        monkeypatch.setenv("CODAT_API_KEY", "the-wrong-key")
        wrong = run("doctor", "--json")
        assert lines(wrong)["server"]["text"].endswith("Codat does not accept the API key")
        assert "the-wrong-key" not in wrong.out
        monkeypatch.delenv("CODAT_API_KEY")
        assert lines(run("doctor", "--json"))["key"]["remedy"].startswith("Set the environment variable")
        (tmp_path / "config.toml").write_text("[profiles.acme]\nbase_ur = 1")
        broken = run("doctor", "--json")
        assert broken.status == Exit.PROBLEM_FOUND
        assert 'did you mean "base_url"?' in lines(broken)["configuration"]["text"]
        assert "key" not in lines(broken)


def test_a_state_folder_that_cannot_be_used_is_named() -> None:
    folder = Path(os.environ["XDG_STATE_HOME"]) / "codat-tui"
    folder.mkdir(mode=0o755, parents=True)
    found = [
        each
        for each in held("doctor", run("doctor", "--demo", "--json"))
        if each["subject"] == "state folder"
    ]
    assert [each["fine"] for each in found] == [True, False]
    assert found[1]["remedy"] == f"chmod 700 {folder}"
