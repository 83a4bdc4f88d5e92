"""Fixtures of the pseudo-terminal tests; after each one, nothing left behind may hold a key."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TypeAlias

import pytest

from tests.e2e.machine import Machine, Server, start_server

StartServer: TypeAlias = Callable[..., Server]


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    """Ends, in reverse order, all that a test has started."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def machine(tmp_path: Path, stack: ExitStack) -> Iterator[Machine]:
    """An empty home folder to start programs in; a crash there is printed with the failure it caused."""
    home = tmp_path / "home"
    home.mkdir()
    machine = Machine(home, stack)
    yield machine
    for path in machine.files():
        if path.name == "crash.log":
            print(path.read_text(encoding="utf-8"))


@pytest.fixture
def start(tmp_path: Path, stack: ExitStack) -> StartServer:
    """Start a demo server with the given arguments."""
    home = tmp_path / "server"
    home.mkdir()
    return lambda *args: start_server(stack, home, *args)
