"""A real pseudo-terminal around one program: its screen, its keys, and what a terminal answers.

The screen is looked at between complete frames only, every wait is a wait for the program's output up to a
deadline, and every wait that fails shows the screen.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import monotonic
from types import TracebackType

from tests.e2e.emulator import Screen, Stream
from tests.e2e.keyboard import kitty_key, xterm_key

SECONDS = 60.0
"""How long a wait lasts when it names no other time: generous, since a machine may be busy."""

_QUERY = re.compile(
    rb"\x1b\[(?P<attributes>[>=]?)0?c"
    rb"|\x1b\[\?(?P<mode>\d+)\$p"
    rb"|\x1b\[(?P<report>[56])n"
    rb"|\x1b\[(?P<kitty>\?u)"
    rb"|\x1b\[>0?(?P<version>q)"
    rb"|\x1b\](?P<colour>1[01]);\?(?:\x07|\x1b\\)"
    rb"|\x1b\[(?P<window>1[48])t"
    rb"|\x1b\[\?(?P<resizes>2048)h"
)
_UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;?<=>$]{0,16}|\][0-9;?]{0,16}\x1b?)?$")
_FRAME = re.compile(rb"\x1b\[\?2026([hl])")
_KITTY_KEYBOARD = re.compile(rb"\x1b\[(?:>(\d+)|<)u")
_OTHER_SCREEN = re.compile(rb"\x1b\[\?1049[hl]")


class Terminal:
    """One program in a pseudo-terminal of *size* (columns, rows).

    *sized*: the program can learn the size. *kitty* makes the terminal speak the kitty keyboard protocol once the
    program asks for it. Use it as a context manager: leaving it ends a program that still runs. *transcript* is
    every byte the program wrote.
    """

    def __init__(
        self,
        argv: Sequence[str],
        *,
        env: Mapping[str, str],
        cwd: Path,
        size: tuple[int, int] = (120, 40),
        kitty: bool = False,
        sized: bool = True,
    ) -> None:
        self.columns, self.rows = size
        self.transcript = bytearray()
        self.last_output_at = 0.0
        """The monotonic time at which the last bytes of the last complete frame were read."""
        self._kitty = kitty
        self._kitty_on = False
        self._reports_resizes = False
        self._in_frame = False
        self._ended = False
        self._rest = b""
        self._screen = Screen(self.columns, self.rows)
        self._stream = Stream(self._screen)
        self._descriptor, child_side = pty.openpty()
        if sized:
            self._set_window_size()
        self.started_at = monotonic()
        self.process = subprocess.Popen(
            argv,
            stdin=child_side,
            stdout=child_side,
            stderr=child_side,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_take_controlling_terminal,
        )
        os.close(child_side)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the program if it still runs, and the terminal; harmless a second time."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def hang_up(self) -> None:
        """Close the terminal under the program, as a window that is closed or a line that breaks."""
        os.close(self._descriptor)
        self._descriptor = -1

    @property
    def echoes(self) -> bool:
        """Whether the terminal shows what is typed and gives it line by line: how a shell needs it."""
        wanted = termios.ECHO | termios.ICANON | termios.ISIG
        return int(termios.tcgetattr(self._descriptor)[3]) & wanted == wanted

    @property
    def modes_left_on(self) -> set[str]:
        """The private modes of the terminal the program switched and did not switch back."""
        usual = {"7", "25"}
        last: dict[str, bool] = {}
        for mode in re.finditer(rb"\x1b\[\?(\d+)([hl])", bytes(self.transcript)):
            last[mode[1].decode()] = mode[2] == b"h"
        return {mode for mode, on in last.items() if on != (mode in usual) and mode != "2026"}

    @property
    def screen(self) -> str:
        """The text on the screen, row by row, without trailing blanks."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def row_of(self, text: str) -> str:
        """The first row that holds *text*; empty if none does."""
        return next((line for line in self._screen.display if text in line), "")

    def backgrounds(self, column: int) -> tuple[str, ...]:
        """The background colour of every row at *column*, as pyte names it."""
        return tuple(self._screen.buffer[row][column].bg for row in range(self.rows))

    def cells(self, rows: range, columns: range) -> tuple[object, ...]:
        """A part of the screen, colours included: equal before and after means that nothing changed there."""
        buffer = self._screen.buffer
        return tuple(buffer[row][column] for row in rows for column in columns)

    def send(self, *keys: str) -> None:
        """Press *keys*, by name ("enter", "ctrl+q") or as single characters, without waiting in between."""
        encode = kitty_key if self._kitty_on else xterm_key
        self._write(b"".join(encode(key) for key in keys))

    def type(self, text: str) -> None:
        """Press the characters of *text* one after the other."""
        self.send(*text)

    def process_input(self, line: str) -> None:
        """Send *line* as it is, to a program that reads lines and not keys."""
        self._write(line.encode())

    def resize(self, columns: int, rows: int) -> None:
        """Give the window another size; the program hears of it as from any terminal."""
        self.columns, self.rows = columns, rows
        self._screen.resize(rows, columns)
        self._set_window_size()
        if self._reports_resizes:
            self._report_size()

    def wait_for(self, what: str | re.Pattern[str], seconds: float = SECONDS) -> re.Match[str]:
        """Wait until the screen shows the text, or the pattern matches; raises AssertionError otherwise."""
        __tracebackhide__ = True
        pattern = re.compile(re.escape(what)) if isinstance(what, str) else what
        otherwise = f"never saw {pattern.pattern!r}"
        self.wait_until(lambda: pattern.search(self.screen) is not None, otherwise, seconds)
        match = pattern.search(self.screen)
        assert match is not None
        return match

    def wait_gone(self, text: str, seconds: float = SECONDS) -> None:
        """Wait until the screen no longer shows *text*; raises AssertionError otherwise."""
        __tracebackhide__ = True
        self.wait_until(lambda: text not in self.screen, f"{text!r} stayed", seconds)

    def wait_until(self, holds: Callable[[], bool], otherwise: str, seconds: float = SECONDS) -> None:
        """Wait until *holds*, asked after every frame; else raise *otherwise* with the screen."""
        __tracebackhide__ = True
        deadline = monotonic() + seconds
        while not holds():
            if not self.read_frame(deadline):
                reason = f"ended ({self.process.poll()})" if self._ended else f"waited {seconds:.0f} s"
                raise AssertionError(f"{otherwise}; {reason}; the screen:\n{self.screen}")

    def wait_exit(self, seconds: float = SECONDS) -> int:
        """Wait until the program has ended; its exit status. Raises AssertionError if it goes on."""
        deadline = monotonic() + seconds
        while self.read_frame(deadline):
            pass
        assert self._ended, f"still running after {seconds:.0f} s; the screen:\n{self.screen}"
        return self.process.wait(max(0.1, deadline - monotonic()))

    def read_frame(self, deadline: float) -> bool:
        """Take in output until a frame is complete; False when *deadline* passed or the program ended."""
        taken = b""
        while True:
            ready, _, _ = select.select([self._descriptor], [], [], max(0.0, deadline - monotonic()))
            chunk = self._read_chunk() if ready else b""
            if chunk:
                self.last_output_at = monotonic()
                taken += self._take_in(chunk)
            if not chunk or not self._in_frame:
                self._draw(taken)
                return bool(chunk)

    def _read_chunk(self) -> bytes:
        try:
            chunk = os.read(self._descriptor, 1 << 16)
        except OSError:  # Linux reports the closed other side as an error, others as the end of the file
            chunk = b""
        self._ended = not chunk
        return chunk

    def _take_in(self, chunk: bytes) -> bytes:
        """Answer what *chunk* asks; returns what can be drawn, keeping back a sequence cut in two."""
        self.transcript += chunk
        whole = self._rest + chunk
        cut = _UNFINISHED.search(whole)
        whole, self._rest = (whole[: cut.start()], whole[cut.start() :]) if cut else (whole, b"")
        for query in _QUERY.finditer(whole):
            self._answer(query)
        for frame in _FRAME.finditer(whole):
            self._in_frame = frame[1] == b"h"
        for keyboard in _KITTY_KEYBOARD.finditer(whole):
            self._kitty_on = self._kitty and keyboard[1] is not None
        return whole

    def _draw(self, data: bytes) -> None:
        self._stream.feed(_KITTY_KEYBOARD.sub(b"", _OTHER_SCREEN.sub(b"\x1b[0m\x1b[2J\x1b[H", data)))

    def _answer(self, query: re.Match[bytes]) -> None:
        kind = query.lastgroup or ""
        value = query[kind].decode()
        cursor = self._screen.cursor
        if kind == "resizes":
            self._reports_resizes = True
            self._report_size()
        elif kind == "attributes":
            answers = {"": "\x1b[?62;22c", ">": "\x1b[>1;10;0c", "=": "\x1bP!|00000000\x1b\\"}
            self._write(answers[value].encode())
        elif kind == "mode":
            known = value in ("2026", "2048")
            self._write(f"\x1b[?{value};{2 if known else 0}$y".encode())
        elif kind == "report":
            self._write(b"\x1b[0n" if value == "5" else f"\x1b[{cursor.y + 1};{cursor.x + 1}R".encode())
        elif kind == "kitty" and self._kitty:
            self._write(b"\x1b[?0u")
        elif kind == "version":
            self._write(b"\x1bP>|pseudo-terminal(1)\x1b\\")
        elif kind == "colour":
            shade = "cccc/cccc/cccc" if value == "10" else "1111/1111/1111"
            self._write(f"\x1b]{value};rgb:{shade}\x1b\\".encode())
        elif kind == "window":
            size = (
                f"8;{self.rows};{self.columns}"
                if value == "18"
                else f"4;{self.rows * 20};{self.columns * 10}"
            )
            self._write(f"\x1b[{size}t".encode())

    def _report_size(self) -> None:
        rows, columns = self.rows, self.columns
        self._write(f"\x1b[48;{rows};{columns};{rows * 20};{columns * 10}t".encode())

    def _set_window_size(self) -> None:
        size = struct.pack("HHHH", self.rows, self.columns, self.columns * 10, self.rows * 20)
        fcntl.ioctl(self._descriptor, termios.TIOCSWINSZ, size)

    def _write(self, data: bytes) -> None:
        try:
            os.write(self._descriptor, data)
        except OSError:  # the program has ended; the wait that follows says so with the screen
            self._ended = True


def _take_controlling_terminal() -> None:
    """In the child: the pseudo-terminal becomes its own, so that a resize reaches it as SIGWINCH."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
