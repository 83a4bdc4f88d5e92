"""Foreign text made safe to show: nothing in the result moves the cursor, reorders a line or cannot be encoded.

The one place that decides it: the models clean what is only shown when they read it, and the screen cleans every
line before it leaves, which also covers ids and texts that are kept exactly as they came.
"""

from __future__ import annotations

import unicodedata

# Marks that reorder a line: they would let a company name rewrite its neighbours.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_ENDS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
REPLACEMENT = "\ufffd"


def clean(text: str) -> str:
    """*text* on one line: line ends and control characters become spaces, reordering marks go."""
    if text.isprintable():
        return text
    return "".join(map(_on_one_line, text))


def clean_lines(text: str) -> str:
    """*text* with its line ends kept as "\\n" and everything else as `clean` leaves it."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n")
    return "".join("\n" if each in _LINE_ENDS else _on_one_line(each) for each in text)


def is_clean(text: str) -> bool:
    """True where `clean` would change nothing."""
    return text.isprintable() or clean(text) == text


def cut(text: str, most: int) -> str:
    """*text*, or where it is longer than *most* characters its beginning and how much is left out."""
    if len(text) <= most:
        return text
    return f"{text[:most]}… ({len(text) - most:,} more characters)"


def _on_one_line(character: str) -> str:
    if character in _REORDERING:
        return ""
    category = unicodedata.category(character)
    if category in ("Cc", "Zl", "Zp"):
        return " "
    return REPLACEMENT if category == "Cs" else character
