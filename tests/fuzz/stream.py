"""What the program writes to its terminal, looked at byte by byte: only its own sequences, and harmless text."""

from __future__ import annotations

import re
import unicodedata

from textual.drivers.headless_driver import HeadlessDriver

from tests.fuzz.hostile import MARK

_OWN = re.compile(
    r"\x1b\[[<>=?]?[\d;:]*\$?[A-Za-z]"  # styles, the cursor, what is erased, modes, questions
    r"|\x1b\]8;(?:id=[\w-]*)?;(?:https?://[!-~]*)?\x1b\\"  # a hyperlink: to an address of visible letters
    r"|\x1b\](?:52;c;[A-Za-z0-9+/=]*|22;[a-z-]*)(?:\x07|\x1b\\)"  # clipboard in base64, shape of the pointer
)
_REORDERING = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")


def raw_in(text: str) -> list[str]:
    """What of *text*, as it goes to the terminal, is neither the program's own nor harmless."""
    found = [f"…{text[max(0, at - 60) : at + 60]!a}…" for at in _places(text, (MARK, "\x1b]52;c;Y29waWVk"))]
    rest = _OWN.sub("", text)
    if not rest.isprintable():
        found += [
            f"{each!a} in …{rest[max(0, at - 40) : at + 40]!a}…"
            for at, each in enumerate(rest)
            if not each.isprintable() and _harms(each)
        ]
    return found


def _places(text: str, marks: tuple[str, ...]) -> list[int]:
    return [text.index(mark) for mark in marks if mark in text]


def _harms(character: str) -> bool:
    """By the Unicode database, not by the code under test."""
    return character not in "\r\n" and (
        unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")
        or unicodedata.bidirectional(character) in _REORDERING
        or character in "\u200e\u200f\u061c"
    )


class RecordingDriver(HeadlessDriver):
    """Has no terminal, but is written to as if it had one: `raw` holds what should never have been written."""

    written = 0
    raw: list[str]

    @property
    def is_headless(self) -> bool:
        """Textual writes nothing to a headless driver."""
        return False

    def write(self, data: str) -> None:
        """Look at what a terminal would get."""
        self.written += len(data)
        self.__dict__.setdefault("raw", []).extend(raw_in(data))
