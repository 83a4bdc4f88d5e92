"""Every exit status once, broken pipes, signals, and questions asked on a real terminal."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from codat_tui.clock import SystemClock
from codat_tui.commands.catalog import SUMMARIES
from codat_tui.demo import DemoOptions
from codat_tui.demo.faults import FaultDecider, Plan
from codat_tui.exits import MEANINGS, Exit
from tests.commands.harness import Machine, demo, machine, profile_for, run
from tests.demo_server import DemoServer
from tests.e2e.terminal import Terminal

PROGRAM = (sys.executable, "-m", "codat_tui")


def test_every_status_is_explained() -> None:
    assert set(MEANINGS) == set(Exit)


@pytest.mark.parametrize(
    ("faults", "line", "status", "said"),
    [
        ("401", "whoami", Exit.KEY, "Codat does not accept the API key."),
        ("403", "connections Harbour", Exit.KEY, "The API key may not do this."),
        ("GET */connections:404", "connections Harbour", Exit.NOT_FOUND, "Codat does not know it."),
        ("429", "integrations", Exit.QUOTA, "Too many requests."),
        ("402", "integrations", Exit.QUOTA, "A limit of your Codat plan is reached."),
        ("500", "integrations", Exit.NETWORK, "Codat failed."),
        ("truncated", "integrations", Exit.NETWORK, "The connection to Codat broke off."),
        ("html-502", "check --quiet", Exit.NETWORK, "Codat is not available."),
        ("POST */latest:422", "sync Union --yes", Exit.REFUSED, "Codat found the values invalid."),
    ],
)
def test_what_codat_answers_decides_the_status(
    faults: str, line: str, status: Exit, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with machine(tmp_path, monkeypatch, faults=faults, companies=12) as acme:
        ended = acme.run(*line.split())
        assert ended.status == status, ended.err
        assert said in ended.err


def test_what_this_machine_lacks_decides_the_status(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with DemoServer(DemoOptions(companies=6)) as server, profile_for(server, tmp_path, monkeypatch):
        assert run("show", "Nowhere").status == Exit.NOT_FOUND
        several = run("show", "a")
        assert several.status == Exit.NOT_FOUND
        assert "fits" in several.err
        assert "Harbour Lane Coffee" in several.err
        monkeypatch.setenv("CODAT_API_KEY", "")
        missing = run("whoami")
        assert (missing.status, missing.err.splitlines()[0]) == (Exit.KEY, "codat-tui: No API key.")
        monkeypatch.setenv("CODAT_API_KEY", "the-wrong-key")
        wrong = run("check")
        assert wrong.status == Exit.KEY
        assert "the-wrong-key" not in wrong.err
        monkeypatch.setenv("CODAT_API_KEY", server.api_key)
    unreachable = run("integrations")
    assert unreachable.status == Exit.NETWORK
    assert unreachable.err.startswith("codat-tui: Cannot reach Codat.")
    (tmp_path / "config.toml").write_text("profil = 1")
    for line in (["config", "check"], ["check"]):
        assert run(*line).status == Exit.CONFIGURATION
    assert run("config", "path").status == Exit.FINE


def test_check_fails_on_what_it_is_told_to() -> None:
    assert demo("check").status == Exit.FINE
    assert demo("check", "--fail-on", "failing").status == Exit.PROBLEM_FOUND
    assert demo("check", "--state", "fine", "--fail-on", "needs-person").status == Exit.FINE
    assert demo("check", "--filter", "status:fine !xero", "--fail-on", "needs-person").status == Exit.FINE
    assert (
        demo("check", "--filter", "platform:xero code:4xxx", "--fail-on", "failing").status
        == Exit.PROBLEM_FOUND
    )
    unreadable = demo("check", "--filter", "status:borken")
    assert unreadable.status == Exit.USAGE
    assert 'no status is called "borken": off, unlinked, failing' in unreadable.err
    assert demo("check", "--platform", "xero", "--fail-on", "needs-person").status == Exit.PROBLEM_FOUND


def test_a_taken_or_impossible_address_of_the_demo_server_is_said_in_a_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run("demo-server", "--port", str(taken.getsockname()[1]))
        assert ended.status == Exit.USAGE
        assert ended.err.splitlines()[0].endswith(": Address already in use")
    elsewhere = run("demo-server", "--port", "0", "--host", "203.0.113.7")
    assert elsewhere.status == Exit.USAGE
    assert elsewhere.err.startswith("codat-tui: cannot listen on 203.0.113.7 port 0: ")


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(home), "XDG_STATE_HOME": str(home), "XDG_CONFIG_HOME": str(home)}


def test_a_reader_that_has_seen_enough_ends_it_without_a_word(tmp_path: Path) -> None:
    ended = subprocess.run(
        [
            "bash",
            "-c",
            f"{sys.executable} -m codat_tui syncs Harbour --demo --jsonl | head -1; echo ${{PIPESTATUS[0]}}",
        ],
        env=_environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    first, status = ended.stdout.splitlines()
    assert first.startswith("{")
    assert status in ("0", "141")
    assert ended.stderr == ""


@contextlib.contextmanager
def _started(*words: str) -> Iterator[subprocess.Popen[str]]:
    """Start a command; one that has not ended by the end of the context is killed."""
    command = [*PROGRAM, *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_ctrl_c_ends_a_check_at_once_and_the_next_takes_up_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = DemoOptions(companies=30, faults="*/latest/*:latency=20ms")
    with (
        DemoServer(options, real_latency=True) as server,
        profile_for(server, tmp_path, monkeypatch),
        _started("check") as process,
    ):
        _until(lambda: _asked(server) >= 8)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=20)
        assert process.returncode == Exit.INTERRUPTED
        assert "Interrupted." in err
        assert "Traceback" not in err
        before = _asked(server)
        assert before < 30
        rest = subprocess.run(
            [*PROGRAM, "check", "--max-age", "1h", "--json"], capture_output=True, text=True
        )
        assert rest.returncode == Exit.FINE, rest.stderr
        assert 30 - before <= _asked(server) - before < 30


def _asked(server: DemoServer) -> int:
    return sum(each.path.endswith("/latest/status") for each in tuple(server.app.state.requests))


def _until(holds: object) -> None:
    deadline = time.monotonic() + 60
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture
def acme(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    with machine(tmp_path, monkeypatch, companies=12) as found:
        yield found


@pytest.mark.parametrize(("answer", "status", "syncs"), [("y\n", 0, 1), ("\n", 7, 0), ("\x03", 130, 0)])
def test_a_terminal_is_asked_and_only_yes_sends(
    acme: Machine, answer: str, status: int, syncs: int, tmp_path: Path
) -> None:
    with Terminal([*PROGRAM, "sync", "Union Square"], env=os.environ, cwd=tmp_path) as terminal:
        terminal.wait_for("Sync? [y/N]")
        assert "Costs about 10 requests." in terminal.screen
        terminal.process_input(answer)
        assert terminal.wait_exit() == status, terminal.screen
        assert acme.syncs == syncs
        assert "Traceback" not in terminal.screen
        if syncs:
            assert "Union Square Records LLC" in terminal.screen


def test_readme_lists_every_status_and_every_command() -> None:
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
    for status in Exit:
        assert f"| {status.value} |" in readme or status is Exit.INTERRUPTED
    section = readme.partition("## Without a screen")[2].partition("\n## ")[0]
    for name in SUMMARIES:
        assert f"`{name}`" in section or f"`{name} " in section or name in ("demo-server", "serve", "open"), (
            name
        )


def test_ctrl_c_while_a_change_is_sent_leaves_it_to_the_journal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    options = DemoOptions(companies=12, sync_seconds=0.1, faults="POST */latest:latency=4s")
    arrived, decide = threading.Event(), FaultDecider.decide

    def noting(self: FaultDecider, method: str, path: str) -> Plan:
        if method == "POST":
            arrived.set()
        return decide(self, method, path)

    monkeypatch.setattr(FaultDecider, "decide", noting)
    with (
        DemoServer(options, real_latency=True, now=SystemClock().now) as server,
        profile_for(server, tmp_path, monkeypatch),
        _started("sync", "Union Square", "--yes") as process,
    ):
        assert arrived.wait(20)
        assert _journaled() == 1
        asked = time.monotonic()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=20)
        assert process.returncode == Exit.INTERRUPTED
        assert time.monotonic() - asked < 3.5
        assert out == ""
        assert "Interrupted. The journal has it (" in err
        assert "Traceback" not in err
        effects = server.app.state.world.effects
        _until(lambda: sum(effects.syncs.values()) == 1)
        ended = subprocess.run([*PROGRAM, "journal", "--json"], capture_output=True, text=True, check=True)
        assert [each["state"] for each in json.loads(ended.stdout)["items"]] == ["done"]
        assert sum(effects.syncs.values()) == 1


def _journaled() -> int:
    file = Path(os.environ["XDG_STATE_HOME"]) / "codat-tui" / "codat-tui.sqlite3"
    if not file.exists():
        return 0
    with contextlib.closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as store:
        try:
            (number,) = store.execute("SELECT count(*) FROM intents").fetchone()
        except sqlite3.OperationalError:
            return 0
    return int(number)


def test_a_check_leaves_the_last_tenth_of_the_days_requests_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codat_tui.demo.limits.REQUESTS_A_DAY_PER_COMPANY", 1)
    with machine(tmp_path, monkeypatch, companies=100) as acme:
        ended = acme.run("check", "--json")
        assert ended.status == Exit.QUOTA
        assert ": 10 % of the day's requests are left" in ended.err
        assert 0 < ended.json["checked"] < ended.json["total"] == 100
        limit = acme.run("requests", "--limit", "1", "--json").items[0]["quota_left"]
        assert limit >= 1
        assert {each["state"] for each in ended.items} >= {"not_checked"}
