"""The last check of every drawn line: no text from outside moves the terminal's cursor."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from codat_tui.models.clean_text import clean, is_clean


class ControlCharacterFilter(LineFilter):
    """Removes control characters and reordering marks; the width stays the same."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(harmless(segment.text), segment.style)
            for segment in segments
        ]


def harmless(text: str) -> str:
    """Return *text* cleaned, with the same width in cells."""
    return "".join(each if is_clean(each) else clean(each)[: cell_len(each)] for each in text)
