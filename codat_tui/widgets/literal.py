"""Text of others where the terminal framework reads markup: in titles of borders."""

from __future__ import annotations

from textual.markup import escape

from codat_tui.present import clean


def literal(text: str) -> str:
    """*text* as it is: no markup in it is read, and nothing in it moves the terminal's cursor."""
    return escape(clean(text))
