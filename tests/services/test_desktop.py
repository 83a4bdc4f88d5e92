"""Where a copied text really goes, with real programs and a real tmux; and a browser that never draws here."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from codat_tui.programs import run_program
from codat_tui.secret import Secret
from codat_tui.services.desktop import Copied, CopyMethod, Desktop

TEXT = "https://link.codat.io/company/1\nzweite Zeile, ü"


class Machine:
    """A folder of programs and the environment that names it; *sent* is what the terminal was sent."""

    def __init__(self, folder: Path) -> None:
        self.programs = folder / "bin"
        self.programs.mkdir()
        self.folder = folder
        self.sent: list[str] = []

    def has(self, name: str, script: str) -> None:
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        path.chmod(0o755)

    def desktop(self, **environ: str) -> Desktop:
        return Desktop({"PATH": f"{self.programs}:/usr/bin:/bin", **environ}, self.folder / "state")

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize(
    ("program", "environ"),
    [
        ("wl-copy", {"WAYLAND_DISPLAY": "wayland-0"}),
        ("xclip", {"DISPLAY": ":0"}),
        ("xsel", {"DISPLAY": ":0", "SSH_CONNECTION": "a b"}),
        ("pbcopy", {}),
    ],
)
async def test_the_clipboard_of_the_desktop_comes_first(
    machine: Machine, program: str, environ: dict[str, str]
) -> None:
    # As xclip does, it leaves a child that owns the selection and keeps what it inherited open.
    machine.has(program, f"cat > {machine.folder}/taken; sleep 5 &")
    desktop = machine.desktop(**environ)
    assert await desktop.copy(TEXT, machine.sent.append) == Copied(CopyMethod.CLIPBOARD)
    assert machine.read("taken") == TEXT
    assert machine.sent == []
    assert desktop.unconfirmed_copy is None


async def test_a_program_that_fails_is_not_believed(machine: Machine) -> None:
    machine.has("xclip", "echo no display >&2; exit 1")
    desktop = machine.desktop(DISPLAY=":9")
    assert await desktop.copy(TEXT, machine.sent.append) == Copied(CopyMethod.TERMINAL)
    assert machine.sent == [TEXT]
    assert desktop.unconfirmed_copy == TEXT


async def test_a_clipboard_at_the_other_end_of_a_line_is_not_the_persons(machine: Machine) -> None:
    machine.has("pbcopy", f"cat > {machine.folder}/taken")
    copied = await machine.desktop(SSH_CONNECTION="10.0.0.1 22").copy(TEXT, machine.sent.append)
    assert copied == Copied(CopyMethod.TERMINAL)


@pytest.mark.parametrize("environ", [{"TERM": "linux"}, {"TERM": "screen", "STY": "1.pts"}])
async def test_without_any_clipboard_it_is_a_file_for_the_owner(
    machine: Machine, environ: dict[str, str]
) -> None:
    copied = await machine.desktop(**environ).copy(TEXT, machine.sent.append)
    assert copied.method is CopyMethod.FILE
    assert copied.path is not None
    assert copied.path.read_text(encoding="utf-8") == TEXT
    assert copied.path.stat().st_mode & 0o777 == 0o600
    assert machine.sent == []


async def test_a_secret_is_never_written_to_a_file(machine: Machine) -> None:
    copied = await machine.desktop(TERM="linux").copy(TEXT, machine.sent.append, secret=True)
    assert copied == Copied(CopyMethod.NONE)
    assert not (machine.folder / "state").exists()


async def test_a_text_too_long_for_the_terminal_is_a_file(machine: Machine) -> None:
    copied = await machine.desktop(TERM="xterm").copy("x" * 200_000, machine.sent.append)
    assert copied.method is CopyMethod.FILE


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[dict[str, str]]:
    """A real tmux of its own; the environment a program inside it has."""
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    socket = str(tmp_path / "tmux")
    call = ("tmux", "-S", socket, "-f", os.devnull)
    subprocess.run([*call, "new-session", "-d", "sleep 60"], check=True)
    yield {"TMUX": f"{socket},0,0", "PATH": os.environ["PATH"], "TERM": "screen"}
    subprocess.run([*call, "kill-server"], check=False)


async def test_in_tmux_its_buffer_holds_this_text_and_not_the_last_one(tmux: dict[str, str]) -> None:
    sent: list[str] = []
    desktop = Desktop(tmux)
    for text in ("the previous merchant's link", TEXT):
        assert await desktop.copy(text, sent.append) == Copied(CopyMethod.TMUX)
    shown = await run_program(("tmux", "show-buffer"), seconds=10, environ=tmux)
    assert shown.output.decode() == TEXT
    assert sent == []


async def test_a_browser_with_a_window_is_opened_apart(machine: Machine) -> None:
    machine.has("firefox", f'echo "$1" > {machine.folder}/opened; cat < /dev/tty >> {machine.folder}/opened')
    assert not await machine.desktop(BROWSER="w3m").open("https://x.test")
    assert not await machine.desktop(BROWSER="missing").open("https://x.test")
    machine.has("w3m", f"touch {machine.folder}/drawn")
    assert not await machine.desktop(BROWSER="w3m:lynx %s").open("https://x.test")
    assert not (machine.folder / "drawn").exists()
    machine.has("xdg-open", f'echo "$1" > {machine.folder}/opened')
    assert await machine.desktop(DISPLAY=":0").open("https://x.test/a?b=1&c=$HOME")
    assert machine.read("opened") == "https://x.test/a?b=1&c=$HOME\n"


async def test_a_browser_that_fails_is_not_called_opened(machine: Machine) -> None:
    machine.has("broken", "exit 3")
    assert not await machine.desktop(BROWSER="broken").open("https://x.test")


@pytest.mark.parametrize("environ", [{}, {"TERM": "xterm"}, {"DISPLAY": ":0"}])
async def test_half_a_surrogate_pair_is_copied_as_a_question_mark(
    machine: Machine, environ: dict[str, str]
) -> None:
    machine.has("xclip", f"cat > {machine.folder}/clipboard")
    copied = await machine.desktop(**environ).copy("a\ud800b", machine.sent.append)
    taken = machine.read("clipboard") if copied.method is CopyMethod.CLIPBOARD else machine.sent[-1]
    assert taken == "a?b"


async def test_the_users_own_program_is_told_without_shell_and_secrets(tmp_path: Path) -> None:
    script, said = tmp_path / "told.py", tmp_path / "told.json"
    script.write_text(
        "import json, os, pathlib, sys\n"
        f"pathlib.Path({str(said)!r}).write_text(json.dumps([sys.argv[1:], dict(os.environ)]))\n"
    )
    secret = Secret("abcdefghijklmnop")
    environ = {"PATH": os.environ["PATH"], "CODAT_API_KEY": secret.reveal()}
    desktop = Desktop(environ)
    text = f"needs a person; $(touch x) `id` \x1b]52;c;eA==\x07 {secret.reveal()}"
    assert await desktop.announce((sys.executable, str(script), "--quiet"), "Harbour\nLane", text)
    arguments, given = json.loads(said.read_text())
    assert arguments[0] == "--quiet"
    assert len(arguments) == 3
    assert arguments[2].startswith("needs a person; $(touch x) `id` ")
    assert not any(character in "".join(arguments) for character in "\x1b\x07\n")
    assert secret.reveal() not in said.read_text()
    assert "CODAT_API_KEY" not in given
    assert not await desktop.announce((str(tmp_path / "missing"),), "title", "text")
