"""Command lines in this process: on the embedded demo, or over HTTP on a demo server that a test keeps."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from codat_tui import cli
from codat_tui.demo import DemoOptions
from tests.demo_server import DemoServer
from tests.elapsing_clock import ElapsingClock


class Ended(NamedTuple):
    """How a command line ended, and what it printed."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def items(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.json["items"]
        return found

    @property
    def table(self) -> list[list[str]]:
        return [line.split("\t") for line in self.out.splitlines()]


class Stream(io.TextIOWrapper):
    """A stream that keeps what is written, and may say that it is a terminal."""

    def __init__(self, terminal: bool) -> None:
        self.kept = io.BytesIO()
        super().__init__(self.kept, encoding="utf-8", newline="")
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def text(self) -> str:
        self.flush()
        return self.kept.getvalue().decode()


def run(*argv: str, terminal: bool = False, clock: ElapsingClock | None = None) -> Ended:
    """Run one command line; with *terminal*, output and errors are one."""
    out, err = Stream(terminal), Stream(terminal)
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = out, err
    try:
        status = cli.run(list(argv), clock or ElapsingClock())
    finally:
        sys.stdout, sys.stderr = before
    return Ended(int(status), out.text(), err.text())


@cache
def demo(*argv: str, terminal: bool = False) -> Ended:
    """Run one command line on a demo of 24 companies; the same line once."""
    return run(*argv, "--demo", "--companies", "24", terminal=terminal)


@contextmanager
def profile_for(
    server: DemoServer, folder: Path, monkeypatch: Any, read_only: bool = False
) -> Iterator[None]:
    """Make *server* the only profile, as a person would configure it."""
    file = folder / "config.toml"
    file.write_text(
        f'[profiles.acme]\nenvironment = "sandbox"\nbase_url = "{server.base_url}"\n'
        f'client_id = "{server.options.client_id}"\nread_only = {str(read_only).lower()}\n'
    )
    monkeypatch.setenv("CODAT_TUI_CONFIG", str(file))
    monkeypatch.setenv("CODAT_API_KEY", server.api_key)
    yield


class Machine:
    """A machine whose one profile is a demo server, with one clock for both."""

    def __init__(self, server: DemoServer, clock: ElapsingClock, folder: Path) -> None:
        self.server = server
        self.folder = folder
        self.clock = clock

    def run(self, *argv: str, terminal: bool = False) -> Ended:
        return run(*argv, terminal=terminal, clock=self.clock)

    @property
    def effects(self) -> Any:
        return self.server.app.state.world.effects

    @property
    def syncs(self) -> int:
        """How many syncs the server has started."""
        return sum(self.effects.syncs.values())


@contextmanager
def machine(folder: Path, monkeypatch: Any, *, read_only: bool = False, **options: Any) -> Iterator[Machine]:
    clock = ElapsingClock()
    chosen = DemoOptions(**{"companies": 24, "sync_seconds": 2.0, **options})
    with DemoServer(chosen, now=clock.now) as server, profile_for(server, folder, monkeypatch, read_only):
        yield Machine(server, clock, folder)
