"""Tones as terminal styles, from the theme's variables."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

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
# Also bold, because a monochrome terminal shows no colour.
_BOLD = frozenset({Tone.FAILED, Tone.ACTION})


def tone_styles(variables: Mapping[str, str], background: str = "background") -> Mapping[Tone, Style]:
    """Return a style for each tone on the background of the variable *background*.

    *variables* are an app's `theme_variables`, with those of `codat_tui.themes`.
    """
    return _styles(variables[background], tuple(variables[name] for name in VARIABLES.values()))


@lru_cache(maxsize=32)
def _styles(background: str, colours: tuple[str, ...]) -> Mapping[Tone, Style]:
    behind = Color.parse(background).rich_color
    return {
        tone: Style(color=Color.parse(colour).rich_color, bgcolor=behind, bold=tone in _BOLD)
        for tone, colour in zip(VARIABLES, colours, strict=True)
    }


def alarm_style(variables: Mapping[str, str]) -> Style:
    """Return the style of a word that must be seen, such as PRODUCTION."""
    on, alarm = (Color.parse(variables[name]).rich_color for name in ("on-alarm", "alarm"))
    return Style(color=on, bgcolor=alarm, bold=True)
