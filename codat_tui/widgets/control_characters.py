"""The last check of every drawn line: no text from outside moves the terminal's cursor."""

from __future__ import annotations

from rich.cells import cell_len
from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from codat_tui.models.clean_text import clean, is_clean

# What Textual and the sentences draw, for a terminal or a font that has no more than ASCII; each one cell wide.
_SIGNS = {
    "-": "─━═╌╍┄┅┈┉▔–—",
    "|": "│┃║╎╏┆┇┊┋▌▐▎▏▕▊",
    "#": "█",
    "~": "…",
    ".": "·",
    "*": "•",
    "<": "←",
    ">": "→",
    "^": "↑",
    "v": "↓",
    "x": "×",
    '"': "“”",
    "'": "‘’",
}
_PLAIN = {
    # Corners and crossings of frames; parts of blocks, as scroll bars have them.
    **dict.fromkeys(range(0x2500, 0x2580), "+"),
    **dict.fromkeys(range(0x2580, 0x25A0), " "),
    **{ord(each): sign for sign, drawn in _SIGNS.items() for each in drawn},
}


class ControlCharacterFilter(LineFilter):
    """Removes control characters and reordering marks; the width stays the same.

    *plain* also replaces frames, arrows, quotes and dots by ASCII; letters of names stay. The filters *before* are
    applied first: the framework looks up what each filter made of each line of every widget in a frame, and one costs
    less than several.
    """

    def __init__(self, plain: bool = False, before: tuple[LineFilter, ...] = ()) -> None:
        super().__init__()
        self._plain = plain
        self.before = before

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        for each in self.before:
            segments = each.apply(segments, background)
        if all(self._is_good(segment.text) for segment in segments):
            return segments
        return [
            segment
            if segment.control or self._is_good(segment.text)
            else Segment(self._made_good(segment.text), segment.style)
            for segment in segments
        ]

    def _is_good(self, text: str) -> bool:
        return text.isprintable() and (not self._plain or text.isascii())

    def _made_good(self, text: str) -> str:
        text = harmless(text)
        return text.translate(_PLAIN) if self._plain else text


def harmless(text: str) -> str:
    """Return *text* cleaned, with the same width in cells."""
    return "".join(each if is_clean(each) else clean(each)[: cell_len(each)] for each in text)
