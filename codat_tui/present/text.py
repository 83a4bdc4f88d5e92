"""Text that fits, measured in terminal cells; ages and durations in words."""

from __future__ import annotations

import re
from datetime import datetime
from math import floor

from rich.cells import cell_len, set_cell_size

from codat_tui.models.clean_text import clean, cut

# Characters that `wrap` reads of a text.
MOST_WRAPPED = 10_000
# Letters with marks share a cell; more than this is an attack.
_CHARACTERS_A_CELL = 8
_WEB = re.compile(r"https?://\S+", re.IGNORECASE)


def width(text: str) -> int:
    return len(text) if text.isascii() else cell_len(text)


def can_open(link: str) -> bool:
    """Return whether *link* is http(s) and holds nothing but what can be seen.

    Nothing else from a server is given to a browser, or to the terminal as an address.
    """
    return link.isprintable() and _WEB.fullmatch(link) is not None


def shorten(text: str, cells: int, ellipsis: str = "…") -> str:
    """Return *text* cleaned and cut to at most *cells* cells."""
    longest = (cells + 1) * _CHARACTERS_A_CELL
    whole = len(text) <= longest
    text = clean(text if whole else text[:longest])
    if whole and width(text) <= cells:
        return text
    if cells <= 0:
        return ""
    return set_cell_size(text, cells - 1).rstrip() + ellipsis


def fit(text: str, cells: int, right: bool = False, ellipsis: str = "…") -> str:
    """Return *text* as exactly *cells* cells, padded on the left if *right*."""
    text = shorten(text, cells, ellipsis)
    padding = " " * (cells - width(text))
    return padding + text if right else text + padding


def ago(instant: datetime | None, now: datetime) -> str:
    """Return the age in one unit: "11 min ago", "just now", "in 3 h"; "" for None."""
    if instant is None:
        return ""
    seconds = floor((now - instant).total_seconds())
    if seconds <= -60:
        return f"in {_span(-seconds)}"
    return "just now" if seconds < 60 else f"{_span(seconds)} ago"


def _span(seconds: int) -> str:
    for limit, unit, name in (
        (3600, 60, "min"),
        (48 * 3600, 3600, "h"),
        (100 * 86400, 86400, "d"),
        (730 * 86400, 30 * 86400, "mo"),
    ):
        if seconds < limit:
            return f"{seconds // unit} {name}"
    return f"{seconds // (365 * 86400)} y"


def elapsed(seconds: float) -> str:
    """Return seconds as "0:42" or "1:02:03", never negative."""
    whole = max(0, floor(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, left = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def quota_text(remaining: int, limit: int) -> str:
    """Return what is left of the day's requests, rounded down: "quota 99.4 %"."""
    if limit <= 0:
        return "quota unknown"
    share = floor(max(0, remaining) * 1000 / limit) / 10
    return f"quota {share:g} %"


def first_words(phrase: str) -> str:
    """Return a phrase without what it says more exactly: "mend" of "mend the mapping", "link" of "link for them"."""
    head = phrase
    for more in (" for ", " the "):
        head = head.partition(more)[0]
    return head


def initials(name: str) -> str:
    """Return two letters for a narrow column: "Ze" for Zettle."""
    return name.strip()[:2].capitalize()


def wrap(text: str, cells: int) -> list[str]:
    """Return *text* cleaned, in lines of at most *cells* cells; [] when empty."""
    lines: list[str] = []
    for word in clean(cut(text, MOST_WRAPPED)).split():
        if lines and width(lines[-1]) + 1 + width(word) <= cells:
            lines[-1] += f" {word}"
        else:
            lines.append(shorten(word, cells))
    return lines
