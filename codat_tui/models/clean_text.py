"""Text from outside made safe to show."""

from __future__ import annotations

import unicodedata

# Marks that reorder a line: they would let a company name rewrite its neighbours.
_REORDERING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_LINE_ENDS = frozenset("\n\r\x0b\x0c\x85\u2028\u2029")
REPLACEMENT = "\ufffd"


# The models clean display text when they read it. The screen cleans every line again, for ids and texts that
# are kept exactly as they came.
def clean(text: str) -> str:
    """Return *text* on one line, without control and reordering characters."""
    if text.isprintable():
        return text
    return "".join(map(_on_one_line, text))


def clean_lines(text: str) -> str:
    r"""Return *text* cleaned, with its line ends as "\n"."""
    if text.isprintable():
        return text
    text = text.replace("\r\n", "\n")
    return "".join("\n" if each in _LINE_ENDS else _on_one_line(each) for each in text)


def is_clean(text: str) -> bool:
    """Return whether `clean` would change nothing."""
    return text.isprintable() or clean(text) == text


def cut(text: str, most: int) -> str:
    """Return at most *most* characters of *text*, and how many are left out."""
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
