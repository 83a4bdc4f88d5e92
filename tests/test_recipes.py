"""The recipes run as printed, by the shell, against a demo server with two clients."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from codat_tui.clock import SystemClock
from codat_tui.demo import DemoOptions
from codat_tui.exits import Exit
from codat_tui.rules.fleet.parts import part_of
from tests.demo_server import DemoServer
from tests.examples import Example, examples

PAGE = "docs/recipes.md"
PROFILES = ("acme", "bravo")
SCHEDULE = re.compile(r"^[\d*/,-]+(?: +[\d*/,-]+){4} +", re.MULTILINE)


class Place:
    """A folder and an environment in which `codat-tui` has two profiles."""

    def __init__(self, folder: Path, server: DemoServer) -> None:
        self.folder = folder
        configuration = folder / "config.toml"
        configuration.write_text(
            "".join(
                f'[profiles.{name}]\nenvironment = "sandbox"\nbase_url = "{server.base_url}"\n'
                for name in PROFILES
            )
        )
        self.environ = {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "CODAT_TUI_CONFIG": str(configuration),
            "CODAT_TUI_PROFILE": PROFILES[0],
            "CODAT_API_KEY": server.api_key,
        }

    def run(self, command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["sh", "-eu", "-c", command],
            cwd=self.folder,
            env=self.environ,
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            timeout=100,
            check=False,
        )


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with DemoServer(DemoOptions(companies=6), SystemClock().now) as server:
        yield Place(tmp_path_factory.mktemp("recipes"), server)


def missing(example: Example) -> str:
    """The program of *example* that this machine does not have, or ""."""
    return next(
        (each for each in ("jq", "parallel", "make") if each in example.code and not shutil.which(each)), ""
    )


# One after the other, as on the page: later ones read what earlier ones wrote.
def test_the_recipes_run_as_printed(place: Place) -> None:
    for example in examples(PAGE, "sh", "make"):
        if missing(example):
            continue
        if example.language == "make":
            place.folder.joinpath("Makefile").write_text(example.code)
            continue
        done = place.run(example.code)
        assert (done.returncode, done.stderr) == (0, ""), (str(example), done.stdout, done.stderr)
        assert done.stdout or re.search(r"> |> \"", example.code), str(example)
        if example.code.startswith("jq"):
            assert "\t" in done.stdout, str(example)
    written = {path.name for path in place.folder.iterdir()}
    assert {"known.txt", "part-1.jsonl", *(f"{name}.jsonl" for name in PROFILES)} <= written
    assert {len((place.folder / f"{name}.jsonl").read_text().splitlines()) for name in PROFILES} == {6}
    rows = [json.loads(line) for line in (place.folder / "part-1.jsonl").read_text().splitlines()]
    assert rows
    assert all(part_of(row["company"]["id"], 2) == 1 for row in rows)
    tickets = [path.read_text() for path in (place.folder / "tickets").iterdir()]
    assert tickets
    assert all("company" in text.lower() for text in tickets)
    assert next((place.folder / "records").iterdir()).read_text().count("\n") == 1, (
        "a head line and no change"
    )
    if shutil.which("make"):
        assert len((place.folder / "fleet.jsonl").read_text().splitlines()) == 12


def test_the_jobs_of_a_schedule_end_as_the_page_says(place: Place) -> None:
    text = "".join(example.code for example in examples(PAGE, "crontab"))
    lines = [SCHEDULE.sub("", line) for line in text.splitlines() if SCHEDULE.match(line)]
    assert len(lines) == 2
    mail, quiet = (place.run(line) for line in lines)
    assert (mail.returncode, mail.stderr) == (0, "")
    assert len(mail.stdout.splitlines()) > 1
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", ""), "cron would send an empty mail"


def test_the_jobs_of_a_pipeline_turn_red(place: Place) -> None:
    text = "".join(example.code for example in examples(PAGE, "yaml"))
    commands = re.findall(r"^\s*- (?:run: )?(codat-tui .*)$", text, re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        done = place.run(command)
        assert done.returncode == Exit.PROBLEM_FOUND, done.stderr
        rows = (place.folder / "companies.csv").read_text().splitlines()
        assert len(rows) == 7, "a head line and every company"
