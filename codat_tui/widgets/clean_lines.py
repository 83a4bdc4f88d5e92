"""The last look at every line of every widget before it leaves for the terminal: no foreign text moves the cursor."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from codat_tui.models.clean_text import clean, is_clean


class CleanLines(LineFilter):
    """Takes out control characters and marks that reorder a line; what is left is as wide as before."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments, each harmless."""
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [
            segment
            if segment.control or segment.text.isprintable()
            else Segment(harmless(segment.text), segment.style)
            for segment in segments
        ]


def harmless(text: str) -> str:
    """*text* cleaned, and as many cells wide as it was: control characters take none."""
    return "".join(each if is_clean(each) else clean(each)[: cell_len(each)] for each in text)
