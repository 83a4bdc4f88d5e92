"""The terminal around the program: whether there is one, restoring it, and losing it."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from types import FrameType
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.driver import Driver

# How often to check that the terminal exists: a process that ignores SIGHUP is not told when it closes.
LOOK_SECONDS = 1.0
# Set when the program is shown elsewhere than in a terminal: in a browser, through pipes.
_WEB = "TEXTUAL_DRIVER"
# Every signal that others end a program with and that it can answer.
ENDING = ("SIGTERM", "SIGHUP", "SIGINT", "SIGQUIT", "SIGUSR1", "SIGUSR2", "SIGALRM", "SIGXCPU")
# Values of TERM for terminals that cannot place text.
CANNOT_DRAW = frozenset({"dumb", "unknown"})
# Turns off reports of the size and of the mouse in pixels.
MODES_OFF = "\x1b[?2048l\x1b[?1016l"
# Turns off paste, mouse, keyboard and focus modes and the other screen; shows the cursor.
GIVEN_BACK = (
    "\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)


def in_browser() -> bool:
    """Return whether the screen is a web page's (`codat-tui serve`)."""
    return _WEB in os.environ


def missing() -> str:
    """Return why a screen is not possible here, or ""."""
    if in_browser():
        return ""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, f"__{name}__")
        if stream is None or stream.closed or not stream.isatty():
            return f"the dashboard needs a terminal, and {name} is not one. codat-tui --help lists what needs none."
    # Rich takes such a terminal for one of 80 × 25, Textual asks the driver: the layout never comes to rest.
    if (kind := os.environ.get("TERM", "")).lower() in CANNOT_DRAW:
        return f"the dashboard needs a terminal that can draw, and TERM is {kind}. Set TERM=xterm-256color if it can."
    return ""


def speaks_unicode() -> bool:
    """Return whether the terminal's encoding has the glyphs."""
    encoding = getattr(sys.__stderr__, "encoding", None) or "ascii"
    try:
        "●─✔…".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@contextmanager
def restored_terminal() -> Iterator[None]:
    """Restore the terminal after the block, however it ends."""
    attributes = _attributes()
    try:
        yield
    except BaseException:
        if not in_browser():
            with suppress(OSError, ValueError):
                os.write(2, GIVEN_BACK.encode())
        _restore(attributes)
        raise
    finally:
        # Textual leaves these on, or turns them on again when a late answer of the terminal arrives.
        if not in_browser():
            with suppress(OSError):
                os.write(2, MODES_OFF.encode())
        if sys.platform != "win32" and not in_browser() and not os.isatty(2):
            _write_into_nothing()


@contextmanager
def ending_on_signals(end: Callable[[int], None]) -> Iterator[None]:
    """Call *end* with the exit status at the first signal to end; the second ends at once.

    An ignored signal (`nohup`) stays ignored.
    """
    asked: list[int] = []

    def ends(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        if len(asked) > 1:
            raise SystemExit(128 + number)
        end(128 + number)

    before = {}
    for name in ENDING:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, ends)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def watching_driver(lost: Callable[[], None]) -> type[Driver] | None:
    """Return Textual's driver with this program's key parser, None for the usual one.

    It calls *lost* (from a thread) when the terminal is gone.
    """
    if sys.platform == "win32":
        return None
    if in_browser():
        return _browser_driver(lost)
    from textual.drivers import linux_driver
    from textual.drivers.linux_driver import LinuxDriver

    from codat_tui.key_parser import KeyParser

    # The driver creates its parser inside the method that reads.
    linux_driver.XTermParser = KeyParser  # type: ignore[attr-defined]

    class WatchingDriver(LinuxDriver):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            if self._size is None:
                # A terminal that says 0×0 has 25 rows for the app and 24 for its driver otherwise, and the screen
                # is laid out for the one and the other without end.
                self._size = self._get_terminal_size()
            if self._file is not None:
                # One cell for one character: "\\u25cf" would move the rest of its line.
                self._file.reconfigure(errors="replace")
            self._file: Any = LastingOutput(self._file)
            self._watching: threading.Thread | None = None

        def start_application_mode(self) -> None:
            super().start_application_mode()  # type: ignore[no-untyped-call]
            if self._watching is None:
                self._watching = threading.Thread(target=self._watch, name="terminal", daemon=True)
                self._watching.start()

        def _sigcont_application(self, *_: Any) -> None:
            reading = self._key_thread is not None and self._key_thread.is_alive()
            if reading and self._auto_restart:
                # No program is told of SIGSTOP, so nothing was left before it. Started twice, two threads would
                # share the keys, and the terminal's own settings would be taken from its raw state.
                self.suspend_application_mode()
                self._must_signal_resume = True
            # Otherwise it has not begun, or has ended.
            if self._must_signal_resume:
                super()._sigcont_application()

        def _watch(self) -> None:
            while not threading.Event().wait(LOOK_SECONDS):
                if not os.isatty(self.fileno):
                    lost()
                    return

    return WatchingDriver


def _browser_driver(lost: Callable[[], None]) -> type[Driver]:
    from textual.drivers import web_driver
    from textual.drivers.web_driver import WebDriver

    from codat_tui.key_parser import KeyParser

    web_driver.XTermParser = KeyParser  # type: ignore[attr-defined]

    class BrowserDriver(WebDriver):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            self._write: Any = partial(_write_while_read, self._write)

        def start_application_mode(self) -> None:
            before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
            super().start_application_mode()
            # Its own handlers end the app and leave what the program still does.
            for number, handler in before.items():
                asyncio.get_running_loop().remove_signal_handler(number)
                signal.signal(number, handler)

        def run_input_thread(self) -> None:
            super().run_input_thread()
            # The server has ended.
            if not self.exit_event.is_set():
                lost()

        def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
            if packet_type == "quit":
                lost()
            else:
                super().on_meta(packet_type, payload)

    return BrowserDriver


def _write_while_read(write: Callable[[bytes], object], data: bytes) -> None:
    # The web server may have been killed.
    with suppress(OSError):
        write(data)


class LastingOutput:
    """A stream that accepts writes after its terminal is gone; they are lost."""

    def __init__(self, stream: Any) -> None:
        # Without this, Textual's thread ends at the first failed write, and every writer waits for it for
        # ever.
        self._stream: IO[str] = stream

    def write(self, text: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(text)

    def flush(self) -> None:
        with suppress(OSError, ValueError):
            self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()


def _write_into_nothing() -> None:
    # Output that is left for a lost terminal would fail when Python ends, with another status.
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (1, 2):
        os.dup2(nothing, stream)
    os.close(nothing)


def _attributes() -> list[Any] | None:
    if sys.platform == "win32":
        return None
    import termios

    try:
        return termios.tcgetattr(0)
    except termios.error:
        return None


def _restore(attributes: list[Any] | None) -> None:
    if sys.platform == "win32" or attributes is None:
        return
    import termios

    with suppress(termios.error):
        termios.tcsetattr(0, termios.TCSANOW, attributes)
