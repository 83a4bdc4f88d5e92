"""One line on standard error that is written again and again while something takes long; only on a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from codat_tui.commands.shell.output import Output
from codat_tui.models.clean_text import clean


class Progress:
    """A line that replaces itself; nothing without a terminal, or when quiet."""

    def __init__(self, output: Output) -> None:
        self._stream = output.err
        self._shown = output.err.isatty() and not output.quiet
        self._last = ""

    def __call__(self, text: str) -> None:
        """Show *text* in place of the last one."""
        if self._shown and text != self._last:
            self._last = text
            self._stream.write(f"\r\x1b[K{clean(text)}")
            self._stream.flush()

    def end(self) -> None:
        """Remove the line."""
        if self._last:
            self._stream.write("\r\x1b[K")
            self._stream.flush()
            self._last = ""


@contextmanager
def progress(output: Output) -> Iterator[Progress]:
    line = Progress(output)
    try:
        yield line
    finally:
        line.end()
