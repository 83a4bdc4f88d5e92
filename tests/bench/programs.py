"""The programs that are measured, each in a pseudo-terminal of 120 columns and 40 rows, and their keys."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from time import monotonic
from typing import Any

from codat_tui.cli import FRAMES_A_SECOND
from tests.e2e.machine import Machine, Server, start_server
from tests.e2e.terminal import Terminal

APPS = Path(__file__).parent / "apps"
CHECKOUT = str(APPS.parents[2])
PATIENCE = 120.0
"""Seconds that a measured program may take before it counts as one that cannot run."""
QUIET = 0.1
"""Seconds without output after which a screen is taken to be at rest."""
TABLE_ROWS = range(1, 38)
TABLE_COLUMNS = range(70)
"""Where a measured program shows its rows, and this one its filter; the preview beside them is left out."""


def open_hello(machine: Machine) -> Terminal:
    """The yardstick, just started."""
    return machine.start(program=[sys.executable, str(APPS / "hello.py")])


def open_data_table(machine: Machine, rows: int) -> Terminal:
    """The framework's table, once its rows are on screen."""
    terminal = _open_app(machine, "data_table", str(rows))
    terminal.wait_for("Ltd", PATIENCE)
    return terminal


def open_virtual_table(machine: Machine) -> Terminal:
    """The program's table with a source of updates, drawn as often as in the program, once its rows are on screen."""
    terminal = _open_app(machine, "virtual_table", frames=FRAMES_A_SECOND)
    terminal.wait_for("Ltd", PATIENCE)
    return terminal


def open_demo(machine: Machine, companies: int) -> Terminal:
    """The program on its embedded demo, just started."""
    return machine.start("--demo", "--companies", str(companies))


def open_on_server(machine: Machine, server: Server) -> Terminal:
    """The program on a demo server, just started."""
    machine.write_config(f'[profiles.bench]\nbase_url = "{server.address}"\n')
    return machine.start(CODAT_API_KEY=server.api_key)


def painted(terminal: Terminal, text: str | re.Pattern[str]) -> float:
    """Seconds from the start to the end of the first frame that shows *text*."""
    terminal.wait_for(text, PATIENCE)
    return terminal.last_output_at - terminal.started_at


def wait_ready(terminal: Terminal, companies: int) -> None:
    """Wait until so many companies are listed."""
    terminal.wait_for(f"{companies:,} companies", PATIENCE)


def wait_listed(terminal: Terminal, companies: int) -> None:
    """Wait until all of so many companies have arrived, not only their number, and the screen rests."""
    wait_ready(terminal, companies)
    terminal.wait_for("as of", PATIENCE)
    settle(terminal, 1.0)


def wait_checked(terminal: Terminal) -> None:
    """Wait until no company is asked for its syncs any more, and the screen rests."""
    terminal.wait_until(
        lambda: not re.search(r"\d of \d+ checked", terminal.screen), "still checking", PATIENCE
    )
    settle(terminal, 1.0)


def settle(terminal: Terminal, quiet: float = QUIET) -> None:
    """Read until nothing came for *quiet* seconds."""
    while terminal.read_frame(monotonic() + quiet):
        pass


def read_for(terminal: Terminal, seconds: float) -> None:
    """Take in what the program writes for so long."""
    deadline = monotonic() + seconds
    while terminal.read_frame(deadline):
        pass


def key_to(terminal: Terminal, key: str, look: Callable[[], object]) -> float:
    """Seconds from *key* to the end of the first frame in which *look* sees something else."""
    before = look()
    sent = monotonic()
    terminal.send(key)
    terminal.wait_until(lambda: look() != before, f"{key} changed nothing")
    return terminal.last_output_at - sent


def key_to_rows(terminal: Terminal, key: str, quiet: float = QUIET) -> float:
    """Seconds from *key* to the end of the first frame in which a row looks different; then *quiet* at rest."""
    settle(terminal, 0.0)
    taken = key_to(terminal, key, lambda: terminal.cells(TABLE_ROWS, TABLE_COLUMNS))
    settle(terminal, quiet)
    return taken


def there_and_back(there: str, back: str, count: int) -> list[str]:
    """About *count* keys that end where they began."""
    quarter = count // 4
    return ([there] * quarter + [back] * quarter) * 2


def start_counting_server(machine: Machine, stack: ExitStack, *args: float) -> Server:
    """A demo server that tells how it was asked; for *args* see apps/counting_server.py."""
    program = _app("counting_server")
    return start_server(stack, machine.home, *map(str, args), program=program, PYTHONPATH=CHECKOUT)


def start_large_server(machine: Machine, stack: ExitStack, *args: int) -> Server:
    """A demo server with much to tell of each company; for *args* see apps/large_server.py."""
    program = _app("large_server")
    return start_server(stack, machine.home, *map(str, args), program=program, PYTHONPATH=CHECKOUT)


def counted(server: Server) -> list[float]:
    """The moments at which requests came, on a counting server's clock. AssertionError if one was refused."""
    told = server.get("/counted")
    assert not told["refused"], f"the server refused {told['refused']} requests"
    came: list[float] = told["came"]
    return came


def run_app(machine: Machine, name: str, *args: object) -> Any:
    """Run a program without a screen to its end; the JSON that it printed. AssertionError if it fails."""
    done = subprocess.run(
        [*_app(name), *map(str, args)],
        cwd=CHECKOUT,
        env=machine.env,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, f"{name} failed:\n{done.stderr}"
    return json.loads(done.stdout)


def _open_app(machine: Machine, name: str, *args: str, frames: int = 60) -> Terminal:
    return machine.start(*args, program=_app(name), PYTHONPATH=CHECKOUT, TEXTUAL_FPS=str(frames))


def _app(name: str) -> tuple[str, ...]:
    return (sys.executable, "-m", f"tests.bench.apps.{name}")
