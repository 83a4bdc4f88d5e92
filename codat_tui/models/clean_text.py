"""Text from outside made safe to show."""

from __future__ import annotations

import re

# Marks that reorder a line: they would let a company name rewrite its neighbours.
_REORDERING = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_LINE_ENDS = "\n\r\x0b\x0c\x85\u2028\u2029"
_CONTROLS = "\x00-\x1f\x7f-\x9f\u2028\u2029"
# Texts: `re` compiles and keeps them at first use, after the first paint.
UNSAFE = f"([{_REORDERING}])|([{_CONTROLS}])|[\ud800-\udfff]"
_LINE_END = f"\r\n|[{_LINE_ENDS}]"
REPLACEMENT = "\ufffd"


# The models clean display text when they read it. The screen cleans every line again, for ids and texts that
# are kept exactly as they came.
def clean(text: str) -> str:
    """Return *text* on one line, without control and reordering characters."""
    if text.isprintable():
        return text
    return re.sub(UNSAFE, _safe, text)


def clean_lines(text: str) -> str:
    r"""Return *text* cleaned, with its line ends as "\n"."""
    if text.isprintable():
        return text
    return "\n".join(map(clean, re.split(_LINE_END, text)))


def is_clean(text: str) -> bool:
    """Return whether `clean` would change nothing."""
    return text.isprintable() or clean(text) == text


def cut(text: str, most: int) -> str:
    """Return at most *most* characters of *text*, and how many are left out."""
    if len(text) <= most:
        return text
    return f"{text[:most]}… ({len(text) - most:,} more characters)"


def _safe(found: re.Match[str]) -> str:
    reordering, control = found.groups()
    return "" if reordering else " " if control else REPLACEMENT
