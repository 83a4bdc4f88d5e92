"""However the program is ended, the terminal is given back, nothing stays behind, and it does not live on."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path

import pytest

from tests.e2e.machine import PROGRAM, Machine
from tests.e2e.terminal import Terminal


def demo(machine: Machine, temporary: Path, *, program: tuple[str, ...] = PROGRAM) -> Terminal:
    """A demo whose first screen is there and which has its temporary folder in *temporary*."""
    temporary.mkdir(exist_ok=True)
    terminal = machine.start("--demo", program=program, TMPDIR=str(temporary))
    terminal.wait_for("60 companies")
    assert not terminal.echoes
    assert list(temporary.glob("codat-tui-demo-*"))
    return terminal


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_ends_it_as_quitting_does(machine: Machine, tmp_path: Path, number: signal.Signals) -> None:
    terminal = demo(machine, tmp_path / "tmp")
    terminal.process.send_signal(number)
    assert terminal.wait_exit() == 128 + number
    assert terminal.echoes
    assert terminal.modes_left_on == set()
    assert b"Traceback" not in terminal.transcript
    assert list((tmp_path / "tmp").glob("codat-tui-demo-*")) == []


IGNORING = ("sh", "-c", "trap '' HUP; exec \"$@\"", "sh", *PROGRAM)


@pytest.mark.parametrize("program", [PROGRAM, IGNORING], ids=["usual", "SIGHUP ignored"])
def test_it_ends_with_its_terminal(machine: Machine, tmp_path: Path, program: tuple[str, ...]) -> None:
    terminal = demo(machine, tmp_path / "tmp", program=program)
    terminal.hang_up()
    assert terminal.process.wait(15) == 128 + signal.SIGHUP
    assert list((tmp_path / "tmp").glob("codat-tui-demo-*")) == []
    assert [path for path in machine.files() if path.name == "crash.log"] == []


@pytest.mark.parametrize("missing", ["stdin", "stdout", "stderr"])
def test_without_a_terminal_it_says_so_and_ends(machine: Machine, tmp_path: Path, missing: str) -> None:
    own, other = os.openpty()
    said = tmp_path / "stderr"
    with said.open("wb") as errors, Path(os.devnull).open("r+b") as nothing:
        ended = subprocess.run(
            [*PROGRAM, "--demo"],
            env=machine.env,
            stdin=nothing if missing == "stdin" else other,
            stdout=nothing if missing == "stdout" else other,
            stderr=errors,
            timeout=30,
            check=False,
        )
    os.close(own)
    os.close(other)
    assert ended.returncode == 2
    (line,) = said.read_text(encoding="utf-8").splitlines()
    assert f"needs a terminal, and {missing} is none" in line
    assert "\x1b" not in line
