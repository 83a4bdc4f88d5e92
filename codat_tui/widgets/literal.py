"""Text from outside, for places where Textual reads markup (titles of borders)."""

from __future__ import annotations

from textual.markup import escape

from codat_tui.present import clean


def literal(text: str) -> str:
    """Return *text* cleaned, with its markup escaped."""
    return escape(clean(text))
