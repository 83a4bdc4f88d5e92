"""The dark and light theme and the variables of the style sheets; the only file with colours.

Invariant: every text colour has a contrast of 4.5:1 (WCAG AA) on the background and both cursor backgrounds.
"""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="codat-dark",
    dark=True,
    primary="#6cb6ff",
    secondary="#6cb6ff",
    accent="#6cb6ff",
    foreground="#d6dae0",
    background="#14171c",
    surface="#14171c",
    panel="#1c2128",
    success="#7fc794",
    warning="#e3b341",
    error="#ff8a80",
    variables={
        "muted": "#98a1ad",
        "rule": "#323a45",
        "chrome": "#1c2128",
        "sync-ok": "#7fc794",
        "sync-running": "#6cb6ff",
        "sync-failed": "#ff8a80",
        "action-needed": "#ffb454",
        "caution": "#e3b341",
        "unknown": "#c3a6ff",
        "cursor": "#2a3646",
        "cursor-resting": "#1f252e",
        "alarm": "#ff8a80",
        "on-alarm": "#14171c",
        "footer-key-foreground": "#6cb6ff",
        "input-selection-background": "#6cb6ff 35%",
        "scrollbar": "#323a45",
        "scrollbar-hover": "#4a5564",
        "scrollbar-active": "#6cb6ff",
        "scrollbar-background": "#14171c",
        "scrollbar-background-hover": "#14171c",
        "scrollbar-background-active": "#14171c",
        "scrollbar-corner-color": "#14171c",
    },
)

LIGHT = Theme(
    name="codat-light",
    dark=False,
    primary="#0b5cad",
    secondary="#0b5cad",
    accent="#0b5cad",
    foreground="#1d232b",
    background="#fbfbf9",
    surface="#fbfbf9",
    panel="#eeefec",
    success="#1c6b34",
    warning="#7a5200",
    error="#b3231b",
    variables={
        "muted": "#565e69",
        "rule": "#cfd3d6",
        "chrome": "#eeefec",
        "sync-ok": "#1c6b34",
        "sync-running": "#0b5cad",
        "sync-failed": "#b3231b",
        "action-needed": "#964000",
        "caution": "#7a5200",
        "unknown": "#6b3fa8",
        "cursor": "#dbe7f3",
        "cursor-resting": "#e9ebea",
        "alarm": "#b3231b",
        "on-alarm": "#fbfbf9",
        "footer-key-foreground": "#0b5cad",
        "input-selection-background": "#0b5cad 25%",
        "scrollbar": "#cfd3d6",
        "scrollbar-hover": "#a9b0b6",
        "scrollbar-active": "#0b5cad",
        "scrollbar-background": "#fbfbf9",
        "scrollbar-background-hover": "#fbfbf9",
        "scrollbar-background-active": "#fbfbf9",
        "scrollbar-corner-color": "#fbfbf9",
    },
)

# Registered before the app is styled: `app.tcss` needs their variables.
THEMES = (DARK, LIGHT)
