"""Reads `esc` and another key in one write as what a person typed, where Textual's parser loses the `esc`.

A terminal sends `alt` and a key as `esc` and the key. The pair is one event here, "alt+…" with the character of
the second key; the app takes it apart where nothing is bound to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

ESC = "\x1b"
SEQUENCES = f"[OP_^{ESC}"
"""What follows `esc` where a terminal sends one key, or an answer, as several characters."""


class KeyParser(XTermParser):
    """The parser of one terminal."""

    _pasting = False
    _ends_in_escape = False

    def feed(self, data: str) -> Iterable[Message]:
        """The events in what was read; no data ends the input."""
        if not data:
            yield from super().feed(data)
        for piece in re.split(f"(?={ESC})", data):
            if piece:
                yield from self._feed_piece(piece)

    def _feed_piece(self, piece: str) -> Iterable[Message]:
        # A parser that still waits after an `esc` gets the key that was read later than it.
        waiting = self._ends_in_escape and self._timeout_time is not None and piece[0] != ESC
        self._ends_in_escape = piece.endswith(ESC)
        if piece.startswith((BRACKETED_PASTE_START, BRACKETED_PASTE_END)):
            self._pasting = piece.startswith(BRACKETED_PASTE_START)
        pair = f"{ESC}{piece}" if waiting else piece
        second = pair[1:2]
        if self._pasting or pair[0] != ESC or not second or second in SEQUENCES:
            yield from super().feed(piece)
            return
        if not waiting:
            yield from super().feed(ESC)
        # What may follow an `esc` has followed: have the parser give up waiting, and drop the `esc` it then gives.
        self._timeout_time = 0.0
        yield from (each for each in self.tick() if not _is_escape(each))
        yield from self._pair(second)
        if pair[2:]:
            yield from super().feed(pair[2:])

    def _sequence_to_key_events(self, sequence: str, alt: bool = False) -> Iterable[events.Key]:
        if alt:
            yield from self._pair(sequence)
        else:
            yield from super()._sequence_to_key_events(sequence)

    def _pair(self, character: str) -> Iterable[events.Key]:
        for key in super()._sequence_to_key_events(character):
            name = f"shift+{key.key.lower()}" if len(key.key) == 1 and key.key.isupper() else key.key
            yield events.Key(f"alt+{name}", character)


def _is_escape(message: Message) -> bool:
    return isinstance(message, events.Key) and message.key == "escape"
