"""Other Textual programs beside this one in the same run: each installed from PyPI into an environment of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.bench.figures import milliseconds, ratio
from tests.bench.process import resident_megabytes, usage
from tests.bench.programs import (
    key_to,
    open_demo,
    open_hello,
    painted,
    read_for,
    settle,
    there_and_back,
    wait_checked,
    wait_ready,
)
from tests.bench.scale import Scale
from tests.e2e.machine import Machine
from tests.e2e.terminal import Terminal

ENTRIES = 100
"""What each program has in the list in which the cursor moves."""
STARTED_SECONDS = 4.0
INSTALLED_WITHIN = 300.0
FOCUS_RESULTS = "\x1b[15~"
"""F5."""
QUERY = f"select * from range({ENTRIES})"


@dataclass(slots=True)
class Program:
    """A program, how to start it, what its first paint shows, and how it comes to rest and to a list of 100."""

    name: str
    start: Callable[[], Terminal]
    shown: str
    come_to_rest: Callable[[Terminal], None]
    come_to_list: Callable[[Terminal], None]
    paints: list[float] = field(default_factory=list)
    keys: list[float] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PeerRow:
    """What was measured of one program; no goal is set."""

    program: str
    first_paint_hello: float
    megabytes: float
    idle_cpu_percent: float
    key_milliseconds: float

    def __str__(self) -> str:
        return (
            f"  {self.program:<20} first paint {self.first_paint_hello:.2f}× hello, {self.megabytes:.0f} MiB, "
            f"idle CPU {self.idle_cpu_percent:.2f} %, a cursor key {milliseconds(self.key_milliseconds / 1000)}"
        )


def peers(machine: Machine, scale: Scale) -> list[PeerRow]:
    """Start all in turn, then let the last of each rest and move its cursor in turn."""
    programs = [
        Program("codat-tui", lambda: open_demo(machine, ENTRIES), "codat-tui", _all_checked, _already_there),
        _posting(machine),
        _harlequin(machine),
    ]
    hello: list[float] = []
    with ExitStack() as stack:
        for number in range(scale.starts + 1):
            for program in programs:
                with program.start() as terminal:
                    paint = painted(terminal, program.shown)
                    read_for(terminal, 1.0)
                # The first start may have to compile.
                program.paints += [paint] if number else []
            with open_hello(machine) as terminal:
                hello += [painted(terminal, "hello")] if number else []
                settle(terminal)
        terminals = [stack.enter_context(program.start()) for program in programs]
        for program, terminal in zip(programs, terminals, strict=True):
            terminal.wait_for(program.shown)
            program.come_to_rest(terminal)
        rested = [_at_rest(terminal, scale) for terminal in terminals]
        for program, terminal in zip(programs, terminals, strict=True):
            program.come_to_list(terminal)
        for key in there_and_back("down", "up", scale.cursor_keys):
            for program, terminal in zip(programs, terminals, strict=True):
                read_for(terminal, 0.05)
                program.keys.append(_key(terminal, key))
    return [
        PeerRow(program.name, ratio(program.paints, hello), *rest, 1000 * median(program.keys))
        for program, rest in zip(programs, rested, strict=True)
    ]


def _key(terminal: Terminal, key: str) -> float:
    return key_to(terminal, key, lambda: terminal.cells(range(terminal.rows), range(terminal.columns)))


def _at_rest(terminal: Terminal, scale: Scale) -> tuple[float, float]:
    """The memory in MiB, and the share of a core used while nothing happens."""
    before = usage(terminal.process.pid)
    read_for(terminal, scale.idle_seconds)
    return resident_megabytes(terminal.process.pid), before.cpu_percent(usage(terminal.process.pid))


def _all_checked(terminal: Terminal) -> None:
    wait_ready(terminal, ENTRIES)
    wait_checked(terminal)


def _started(terminal: Terminal) -> None:
    read_for(terminal, STARTED_SECONDS)


def _already_there(_: Terminal) -> None:
    pass


def _posting(machine: Machine) -> Program:
    # The Textual that it asks for crashes with a later tree-sitter.
    program, version = _installed(machine, "posting", "tree-sitter<0.26")
    collection = machine.home / "collection"
    collection.mkdir()
    for number in range(ENTRIES):
        request = f"name: request {number:03}\nurl: https://example.com/{number}\n"
        (collection / f"{number:03}.posting.yaml").write_text(request, encoding="utf-8")
    arguments = ("--collection", str(collection))

    def start() -> Terminal:
        return machine.start(*arguments, program=[program], POSTING_FOCUS__ON_STARTUP="collection")

    return Program(f"posting {version}", start, "Collection", _started, _already_there)


def _harlequin(machine: Machine) -> Program:
    program, version = _installed(machine, "harlequin")

    def run_query(terminal: Terminal) -> None:
        terminal.type(QUERY)
        read_for(terminal, 1.0)
        terminal.send("ctrl+j")
        terminal.wait_for(f"{ENTRIES} Records")
        read_for(terminal, 1.0)
        terminal.process_input(FOCUS_RESULTS)
        read_for(terminal, 1.0)

    def start() -> Terminal:
        return machine.start("--locale", "C", program=[program])

    return Program(f"harlequin {version}", start, "Query Editor", _started, run_query)


def _installed(machine: Machine, name: str, *constraints: str) -> tuple[str, str]:
    """Install the program; its path and version. SubprocessError if that fails."""
    folder = machine.home / f"{name}-environment"
    python = str(folder / "bin" / "python")
    for command in (
        [sys.executable, "-m", "venv", str(folder)],
        [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", name, *constraints],
    ):
        subprocess.run(command, check=True, capture_output=True, timeout=INSTALLED_WITHIN)
    ask = f"from importlib.metadata import version; print(version({name!r}))"
    said = subprocess.run([python, "-c", ask], check=True, capture_output=True, text=True)
    return str(Path(python).with_name(name)), said.stdout.strip()
