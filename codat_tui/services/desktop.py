"""The machine around the program: clipboards and browser.

Invariant: every result says what really happened.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from codat_tui.masking import mask_all
from codat_tui.models.clean_text import clean
from codat_tui.programs import run_program, start_apart

# For a clipboard's program to end, and for a browser's to fail.
SECONDS = 3.0
# For the program of the user's that is told of new trouble.
ANNOUNCE_SECONDS = 10.0
# Characters of what it is told.
MOST_ANNOUNCED = 500
# Terminals ignore longer texts for their clipboard.
MOST_FOR_TERMINAL = 70_000
# These would draw on the program's terminal.
TERMINAL_BROWSERS = frozenset(
    ("w3m", "lynx", "links", "links2", "elinks", "www-browser", "browsh", "carbonyl", "cha", "curl", "wget")
)
# Values of TERM without a clipboard.
_NO_CLIPBOARD = ("linux", "dumb")


class CopyMethod(Enum):
    """How a text was copied."""

    CLIPBOARD = "clipboard"
    TMUX = "tmux"
    # Sent to the terminal, which does not answer whether it took it.
    TERMINAL = "terminal"
    FILE = "file"
    NONE = "none"


class Copied(NamedTuple):
    """How it was copied, and the file if any."""

    method: CopyMethod
    path: Path | None = None


class Desktop:
    """Clipboards and browser from *environ*; without it, only the terminal.

    *folder* holds copied texts when there is no clipboard. *unconfirmed_copy* is the last copied text if it may not
    have arrived.
    """

    def __init__(self, environ: Mapping[str, str] | None = None, folder: Path | None = None) -> None:
        self._environ = environ or {}
        self._folder = folder
        self.unconfirmed_copy: str | None = None

    async def copy(self, text: str, terminal: Callable[[str], None], *, secret: bool = False) -> Copied:
        """Copy *text* by the first way that works; *terminal* sends it by escape sequence (OSC 52).

        A *secret* is never written to a file.
        """
        # Half a surrogate pair of Codat's cannot be encoded.
        copied = await self._copy(text.encode("utf-8", "replace").decode(), terminal, secret)
        self.unconfirmed_copy = None if copied.method is CopyMethod.CLIPBOARD else text
        return copied

    async def _copy(self, text: str, terminal: Callable[[str], None], secret: bool) -> Copied:
        for program in self._clipboards():
            # clip.exe reads UTF-16 only.
            given = text.encode("utf-16" if program[0] == "clip.exe" else "utf-8")
            if await self._gives(program, given):
                return Copied(CopyMethod.CLIPBOARD)
        if "TMUX" in self._environ:
            # With -w tmux also copies to its own terminal; older versions have no -w.
            for more in (("-w",), ()):
                if await self._gives(("tmux", "load-buffer", *more, "-"), text.encode()):
                    return Copied(CopyMethod.TMUX)
        elif self._terminal_may_take(text):
            terminal(text)
            return Copied(CopyMethod.TERMINAL)
        path = None if secret or self._folder is None else await asyncio.to_thread(self._write, text)
        return Copied(CopyMethod.FILE, path) if path is not None else Copied(CopyMethod.NONE)

    def copy_words(self) -> str:
        """Return in words by what texts would be copied here; starts no program."""
        for program in self._clipboards():
            if self._path_of(program[0]):
                return f"by {program[0]}"
        if "TMUX" in self._environ:
            return "by tmux's buffer"
        if self._terminal_may_take(""):
            return "the terminal is asked, which does not say whether it did"
        return "none: texts are written to a file"

    async def open(self, url: str) -> bool:
        """Open *url* in a browser with a window; return False when none starts."""
        for command in self._browsers():
            try:
                process = await asyncio.to_thread(start_apart, (*command, url), dict(self._environ))
            except OSError:
                continue
            if await asyncio.to_thread(_works, process):
                return True
        return False

    async def announce(self, command: Sequence[str], title: str, text: str) -> bool:
        """Run *command* with *title* and *text* as its last arguments, without shell, terminal and secrets.

        Returns whether it ended well in time.
        """
        environ = {name: value for name, value in self._environ.items() if mask_all(value) == value}
        said = (_one_argument(title), _one_argument(text))
        try:
            ended = await run_program((*command, *said), seconds=ANNOUNCE_SECONDS, environ=environ)
        except (OSError, ValueError):
            return False
        return ended.status == 0

    async def _gives(self, program: Sequence[str], given: bytes) -> bool:
        path = self._path_of(program[0])
        if path is None:
            return False
        try:
            ended = await run_program(
                (path, *program[1:]), seconds=SECONDS, given=given, environ=self._environ
            )
        except OSError:
            return False
        return ended.status == 0

    def _clipboards(self) -> Iterator[tuple[str, ...]]:
        # Over SSH only a program with a display reaches the user's clipboard.
        environ = self._environ
        if environ.get("WAYLAND_DISPLAY"):
            yield ("wl-copy",)
        if environ.get("DISPLAY"):
            yield ("xclip", "-selection", "clipboard", "-in")
            yield ("xsel", "--clipboard", "--input")
        if "SSH_CONNECTION" not in environ and "SSH_TTY" not in environ:
            yield ("pbcopy",)
            yield ("clip.exe",)

    def _terminal_may_take(self, text: str) -> bool:
        kind = self._environ.get("TERM", "")
        return (
            kind not in _NO_CLIPBOARD
            and "STY" not in self._environ
            and len(text.encode()) < MOST_FOR_TERMINAL
        )

    def _browsers(self) -> Iterator[tuple[str, ...]]:
        environ = self._environ
        for named in environ.get("BROWSER", "").split(os.pathsep):
            try:
                command = shlex.split(named.replace("%s", "").rstrip("& "))
            except ValueError:
                continue
            if command and Path(command[0]).name not in TERMINAL_BROWSERS and self._path_of(command[0]):
                yield tuple(command)
        usual: list[tuple[str, ...]] = []
        if environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"):
            usual = [("xdg-open",), ("gio", "open"), ("firefox",), ("chromium",), ("google-chrome",)]
        elif "SSH_CONNECTION" not in environ:
            usual = [("wslview",), ("explorer.exe",)]
            if sys.platform == "darwin":
                usual = [("open",)]
        yield from (command for command in usual if self._path_of(command[0]))

    def _path_of(self, program: str) -> str | None:
        return shutil.which(program, path=self._environ.get("PATH", ""))

    def _write(self, text: str) -> Path | None:
        assert self._folder is not None
        path = self._folder / "copied.txt"
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as file:
                file.write(text)
        except OSError:
            return None
        return path


def _one_argument(text: str) -> str:
    return clean(mask_all(text))[:MOST_ANNOUNCED]


def _works(process: subprocess.Popen[bytes]) -> bool:
    # A browser that still runs after a while has started.
    try:
        return process.wait(SECONDS) == 0
    except subprocess.TimeoutExpired:
        Thread(target=process.wait, name="browser", daemon=True).start()
        return True
