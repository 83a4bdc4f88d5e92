"""pyte's terminal emulator, quicker where a full-screen program needs it: colours, and runs of single cells."""

from __future__ import annotations

import re

import pyte
from pyte import modes
from pyte.screens import Char, wcwidth

_ATTRIBUTES = re.compile(r"\x1b\[([0-9;]*)m")


class Screen(pyte.Screen):
    """A screen that takes in a run of characters of one cell at once."""

    _single: set[str] = set()  # known by now, of all screens

    @property
    def display(self) -> list[str]:
        # The second cell of a wide character holds no text.
        columns = range(self.columns)
        return [
            "".join([line[column].data for column in columns])
            for line in map(self.buffer.__getitem__, range(self.lines))
        ]

    def draw(self, data: str) -> None:
        if not self._single.issuperset(data):
            self._single.update(each for each in data if wcwidth(each) == 1)
        cursor, end = self.cursor, self.cursor.x + len(data)
        plain = self._single.issuperset(data) and modes.IRM not in self.mode and not self.charset
        if not plain or end > self.columns:
            super().draw(data)
            return
        line, attributes = self.buffer[cursor.y], cursor.attrs[1:]
        for column, each in enumerate(data.translate(self.g0_charset), cursor.x):
            line[column] = Char(each, *attributes)
        cursor.x = end
        self.dirty.add(cursor.y)


class Stream(pyte.ByteStream):
    """A stream that takes in a sequence of colours and attributes at once: half of what a full screen is drawn with."""

    def feed(self, data: bytes) -> None:  # type: ignore[override]  # as pyte itself
        text, start = self.utf8_decoder.decode(data), 0
        for sequence in _ATTRIBUTES.finditer(text):
            if start < sequence.start():
                pyte.Stream.feed(self, text[start : sequence.start()])
            start = sequence.start()
            if self._taking_plain_text and self.listener is not None:
                self.listener.select_graphic_rendition(*(int(each or 0) for each in sequence[1].split(";")))
                start = sequence.end()
        pyte.Stream.feed(self, text[start:])
