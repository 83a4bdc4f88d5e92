"""What messages about the same thing have in common; pure."""

from __future__ import annotations

import re
from functools import lru_cache

VARYING = "…"
"""Stands for whatever differs from record to record."""
# Characters that are read of a message.
_MOST = 1_000

_DIFFERS = re.compile(
    "|".join(
        (
            r"(?<!\w)'[^'\n]{1,200}'(?!\w)",
            r'"[^"\n]{1,200}"',
            r"“[^”\n]{1,200}”|«[^»\n]{1,200}»|`[^`\n]{1,200}`",
            r"https?://\S+",
            r"[^\s<>()]+@[^\s<>()]+\.\w+",
            # A date in words, then every word with a digit: ids, GUIDs, numbers, amounts, dates, times.
            r"\d{1,2}(?:st|nd|rd|th)?\.?\s(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s\d{4})?",
            r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s\d{1,2}(?:,?\s\d{4})?(?!\w)",
            r"[^\s,;()\[\]{}<>]*\d[^\s,;()\[\]{}<>]*(?:\s[ap]m\b)?",
        )
    ),
    re.IGNORECASE,
)
_SEVERAL = re.compile(rf"{VARYING}(?:[\s,;]+(?:(?:and|or)\s+)?{VARYING})+")


@lru_cache(maxsize=1_000)
def text_pattern(message: str) -> str:
    """Return *message* with ids, numbers, dates, addresses and quoted names as `…`.

    Several in a row, however many, are one `…`.
    """
    pattern = _DIFFERS.sub(VARYING, message[:_MOST])
    return _SEVERAL.sub(VARYING, " ".join(pattern.split()))
