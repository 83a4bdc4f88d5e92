"""Tones as terminal styles, from the variables of the theme in force.

What needs a person is bold as well as coloured, so that it stands out in monochrome.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.style import Style
from textual.color import Color

from codat_tui.present import Tone

VARIABLES = {
    Tone.NORMAL: "foreground",
    Tone.MUTED: "muted",
    Tone.OK: "sync-ok",
    Tone.RUNNING: "sync-running",
    Tone.FAILED: "sync-failed",
    Tone.ACTION: "action-needed",
    Tone.WARNING: "caution",
    Tone.ACCENT: "accent",
    Tone.UNKNOWN: "unknown",
}
_BOLD = frozenset({Tone.FAILED, Tone.ACTION})


def tone_styles(variables: Mapping[str, str], background: str = "background") -> dict[Tone, Style]:
    """A style for each tone on the background that the variable *background* names.

    *variables* are an app's `theme_variables`; they need the semantic ones of `codat_tui.themes`.
    """
    behind = Color.parse(variables[background]).rich_color
    return {
        tone: Style(color=Color.parse(variables[name]).rich_color, bgcolor=behind, bold=tone in _BOLD)
        for tone, name in VARIABLES.items()
    }


def alarm_style(variables: Mapping[str, str]) -> Style:
    """A word nobody may overlook, such as PRODUCTION."""
    on, alarm = (Color.parse(variables[name]).rich_color for name in ("on-alarm", "alarm"))
    return Style(color=on, bgcolor=alarm, bold=True)
