"""Commands about what is kept between runs: a check that asks nothing, and forgetting."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from codat_tui.exits import Exit
from codat_tui.paths import state_folder
from tests.commands.harness import machine, run

ASKS_NOTHING = """
import sys
from datetime import datetime
from codat_tui.cli import run
class Clock:
    def now(self):
        return datetime.fromisoformat(sys.argv[1])
status = run(sys.argv[2:], Clock())
slow = ("httpx", "pydantic", "textual", "sqlite3", "asyncio", "argparse")
print(status, *sorted(name for name in slow if name in sys.modules), file=sys.stderr)
"""


def test_a_check_that_asks_nothing_imports_nothing_slow(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with machine(tmp_path, monkeypatch, companies=5) as acme:
        acme.run("check", "--json")
        here = acme.run("check", "--json", "--max-age", "1h", "--quiet")
        ended = subprocess.run(
            [
                sys.executable,
                "-c",
                ASKS_NOTHING,
                acme.clock.now().isoformat(),
                "check",
                "--json",
                "--max-age=1h",
            ],
            capture_output=True,
            text=True,
            check=True,
            env=dict(os.environ),
        )
        assert json.loads(ended.stdout)["items"] == here.items
        assert ended.stderr.split() == ["0"]


def test_what_young_rows_are_asked_for_in_other_words_gives_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with machine(tmp_path, monkeypatch, companies=8) as acme:
        first = acme.run("check", "--json")
        asked = len(acme.server.app.state.requests)
        lines = [
            json.loads(line) for line in acme.run("check", "--jsonl", "--max-age", "1h").out.splitlines()
        ]
        assert lines == first.items
        few = acme.run("check", "--max-age", "1h", "--fields", "company.id,state", "--json").items
        assert [each["company.id"] for each in few] == [each["company"]["id"] for each in first.items]
        grouped = acme.run("check", "--max-age", "1h", "--group", "platform", "--json").items
        assert sum(each["companies"] for each in grouped) >= len(first.items)
        shown = acme.run("check", "--max-age", "1h", terminal=True)
        assert "8 companies, 8 checked" in shown.err
        assert len(acme.server.app.state.requests) == asked


def test_only_what_changed_or_aged_is_asked_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with machine(tmp_path, monkeypatch, companies=6) as acme:
        acme.run("check", "--json")
        first, *others = [merchant.id for merchant in acme.server.app.state.world.merchants()]
        acme.run("check", first, "--json")
        asked = len(acme.server.app.state.requests)
        acme.run("check", first, "--max-age", "0s", "--json")
        latest = [each.path for each in list(acme.server.app.state.requests)[asked:] if "latest" in each.path]
        assert latest == [f"/companies/{first}/sync/commerce/syncs/latest/status"]
        assert others


def test_forgetting_says_what_it_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with machine(tmp_path, monkeypatch, companies=3) as acme:
        acme.run("check")
        kept = sorted(state_folder().glob("known-*"))
        assert len(kept) == 2
        ended = acme.run("forget")
        assert ended.status == Exit.FINE
        assert ended.out.splitlines() == [f"Removed {path}" for path in kept]
        assert not list(state_folder().glob("known-*"))
        again = acme.run("forget")
        assert (again.status, again.out) == (Exit.FINE, "")
        assert again.err == 'No companies of the profile "acme" are kept.\n'
        assert run("forget", "--profile", "nobody").status == Exit.CONFIGURATION
        asked = len(acme.server.app.state.requests)
        acme.run("check", "--max-age", "1h")
        assert len(acme.server.app.state.requests) > asked
