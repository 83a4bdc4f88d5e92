"""However the program is ended, the terminal is given back, nothing stays behind, and it does not live on."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_ends_it_as_quitting_does(machine: Machine, tmp_path: Path, number: signal.Signals) -> None:
    terminal = demo(machine, tmp_path / "tmp")
    terminal.process.send_signal(number)
    assert terminal.wait_exit() == 128 + number
    assert terminal.echoes
    assert terminal.modes_left_on == set()
    assert b"Traceback" not in terminal.transcript
    assert list((tmp_path / "tmp").glob("codat-tui-demo-*")) == []


def test_a_program_that_was_stopped_goes_on_and_gives_the_terminal_back(
    machine: Machine, tmp_path: Path
) -> None:
    terminal = demo(machine, tmp_path / "tmp")
    for times in (2, 3):
        # SIGSTOP is seen by no program; SIGCONT alone reaches this one too, from `fg` and from job control.
        terminal.process.send_signal(signal.SIGSTOP)
        terminal.process.send_signal(signal.SIGCONT)
        terminal.wait_until(
            lambda times=times: terminal.transcript.count(b"\x1b[?2004h") == times,  # type: ignore[misc]
            "not begun again",
        )
        terminal.type("/nordic")
        terminal.wait_for(" nordic")
        terminal.wait_for("Nordic Bikes AB")
        terminal.send("escape", "escape")
        terminal.wait_gone(" nordic")
        assert not terminal.echoes
    terminal.send("ctrl+q")
    assert terminal.wait_exit() == 0
    assert terminal.echoes
    assert terminal.modes_left_on == set()
    keyboards = re.findall(rb"\x1b\[([<>])\d*u", bytes(terminal.transcript))
    assert keyboards == [b">", b"<"] * 3


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
    assert f"needs a terminal, and {missing} is not one" in line
    assert "\x1b" not in line


@pytest.mark.parametrize("kind", ["dumb", "Unknown"])
def test_a_terminal_that_cannot_draw_is_refused_in_words(machine: Machine, kind: str) -> None:
    terminal = machine.start("--demo", TERM=kind)
    assert terminal.wait_exit() == 2
    assert f"needs a terminal that can draw, and TERM is {kind}." in terminal.screen.replace("\n", " ")
    assert b"\x1b" not in terminal.transcript


CRASHES = """
import sys
import codat_tui.app as module
from codat_tui import cli
from codat_tui.secret import Secret
def fails(*args, **more):
    raise RuntimeError(Secret("the-secret-of-this-run").reveal())
async def fails_later(*args, **more):
    fails()
{patch}
sys.argv = ["codat-tui", "--demo"]
cli.main()
"""


@pytest.mark.parametrize(
    "patch",
    [
        "module.CodatApp._start = fails_later",
        "module.CodatApp.action_command_line = fails",
        "module.CodatApp.on_event = fails",
        "module.CodatApp.get_default_screen = fails",
        "real = module.CodatApp.run\ndef run(app):\n    real(app)\n    fails()\nmodule.CodatApp.run = run",
    ],
    ids=["a task", "a key", "an event", "the first screen", "after the screen"],
)
def test_a_crash_gives_the_terminal_back_and_says_three_lines(machine: Machine, patch: str) -> None:
    terminal = machine.start(program=(sys.executable, "-c", CRASHES.format(patch=patch)))
    if "action_command_line" in patch:
        terminal.wait_for("60 companies")
        terminal.send(":")
    elif "run(app)" in patch:
        terminal.wait_for("60 companies")
        terminal.send("ctrl+q")
    assert terminal.wait_exit() == 1
    assert terminal.echoes
    assert terminal.modes_left_on == set()
    said = terminal.screen
    assert "an unexpected error (RuntimeError) and stopped" in said
    assert "Traceback" not in said
    (log,) = (path for path in machine.files() if path.name == "crash.log")
    assert "RuntimeError: ***" in log.read_text(encoding="utf-8")
    assert machine.leaks("the-secret-of-this-run") == []
