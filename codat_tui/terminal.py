"""The terminal around the program: whether there is one, how it is given back, and that it may vanish."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from textual.driver import Driver

LOOK_SECONDS = 1.0
"""How often it is looked whether the terminal is still there: a closed one is told to nobody who ignores SIGHUP."""
_WEB = "TEXTUAL_DRIVER"
"""Set by whoever shows the program elsewhere than in a terminal: in a browser, through pipes."""
LEFT_ON = "\x1b[?2048l\x1b[?1016l"
"""Leaves the modes in which the terminal reports its size, and the mouse in pixels."""
GIVEN_BACK = (
    "\x1b[?2004l\x1b[?7h\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1015l"
    "\x1b[<u\x1b[?1049l\x1b[?25h\x1b[?1004l"
)
"""Leaves paste, mouse, keyboard and focus modes and the other screen; shows the cursor."""


def missing() -> str:
    """What stands against a screen here, in words; "" where there is a terminal."""
    if _WEB in os.environ:
        return ""
    for name in ("stdin", "stdout", "stderr"):
        stream = getattr(sys, f"__{name}__")
        if stream is None or stream.closed or not stream.isatty():
            return f"the dashboard needs a terminal, and {name} is none. codat-tui --help lists what works without."
    return ""


def speaks_unicode() -> bool:
    """Whether what is written to the terminal may hold more than the locale's few letters."""
    encoding = getattr(sys.__stderr__, "encoding", None) or "ascii"
    try:
        "●─✔…".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


@contextmanager
def given_back() -> Iterator[None]:
    """Give the terminal back as it was, whatever ends the block."""
    attributes = _attributes()
    try:
        yield
    except BaseException:
        with suppress(OSError, ValueError):
            os.write(2, GIVEN_BACK.encode())
        _restore(attributes)
        raise
    finally:
        # Textual leaves these on, or switches them on again when a late answer of the terminal arrives.
        with suppress(OSError):
            os.write(2, LEFT_ON.encode())
        if sys.platform != "win32" and _WEB not in os.environ and not os.isatty(2):
            _write_into_nothing()


@contextmanager
def ending_on_signals(end: Callable[[int], None]) -> Iterator[None]:
    """Call *end* with the exit status when a signal asks the program to end; the second one ends it at once.

    A signal that is ignored (`nohup`) stays so.
    """
    asked: list[int] = []

    def ends(number: int, frame: FrameType | None) -> None:
        asked.append(number)
        if len(asked) > 1:
            raise SystemExit(128 + number)
        end(128 + number)

    before = {}
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, ends)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def watching_driver(lost: Callable[[], None]) -> type[Driver] | None:
    """Textual's driver with this program's parser; None for the usual one.

    It calls *lost* (from a thread) once the terminal is gone.
    """
    if sys.platform == "win32" or _WEB in os.environ:
        return None
    from textual.drivers import linux_driver
    from textual.drivers.linux_driver import LinuxDriver

    from codat_tui.key_parser import KeyParser

    # The driver makes its parser itself, inside the method that reads.
    linux_driver.XTermParser = KeyParser  # type: ignore[attr-defined]

    class WatchingDriver(LinuxDriver):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            if self._file is not None:
                # One cell for one character: "\\u25cf" would push the rest of its line aside.
                self._file.reconfigure(errors="replace")
            self._file: Any = LastingOutput(self._file)
            self._watching: threading.Thread | None = None

        def start_application_mode(self) -> None:
            super().start_application_mode()  # type: ignore[no-untyped-call]
            if self._watching is None:
                self._watching = threading.Thread(target=self._watch, name="terminal", daemon=True)
                self._watching.start()

        def _watch(self) -> None:
            while not threading.Event().wait(LOOK_SECONDS):
                if not os.isatty(self.fileno):
                    lost()
                    return

    return WatchingDriver


class LastingOutput:
    """A stream that may be written to after its terminal has vanished: what is written then is lost.

    Otherwise Textual's thread ends at the first failed write, and everybody who writes waits for it for ever.
    """

    def __init__(self, stream: Any) -> None:
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
    """What is still to be written to a lost terminal would fail when Python ends, with a status of its own."""
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
