"""Reads `esc` and a key in one write as two keys, where Textual's parser loses the `esc`.

The pair becomes one event "alt+…" with the second key's character; the app splits it where nothing is bound
to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from textual import events
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.message import Message

ESC = "\x1b"
# What follows `esc` when a terminal sends one key, or an answer, as several characters.
SEQUENCES = f"[OP_^{ESC}"


class KeyParser(XTermParser):
    _pasting = False
    _ends_in_escape = False

    def feed(self, data: str) -> Iterable[Message]:
        """Yield the events in *data*; no data ends the input."""
        if not data:
            yield from super().feed(data)
        for piece in re.split(f"(?={ESC})", data):
            if piece:
                yield from self._feed_piece(piece)

    def _feed_piece(self, piece: str) -> Iterable[Message]:
        # A parser that waits after an `esc` gets the key read later.
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
        # Nothing more can follow this `esc`: end the parser's wait and drop the `esc` that it then yields.
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
