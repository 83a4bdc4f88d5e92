"""The themes and the variables of the style sheets; the only file with colours.

Invariant: every text colour has a contrast of 4.5:1 (WCAG AA) on the background and both cursor backgrounds, in the
program's own themes and, by `readable_variables`, in Textual's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.color import Color
from textual.theme import Theme

# Of a text and what is behind it (WCAG AA), and what rounding a colour may take away.
LEAST_CONTRAST = 4.5
_ROUNDING = 0.05


def _theme(
    name: str,
    *,
    background: str,
    chrome: str,
    foreground: str,
    muted: str,
    rule: str,
    rule_hover: str,
    accent: str,
    ok: str,
    failed: str,
    action: str,
    caution: str,
    unknown: str,
    cursor: str,
    resting: str,
    dark: bool = True,
) -> Theme:
    return Theme(
        name=name,
        dark=dark,
        primary=accent,
        secondary=accent,
        accent=accent,
        foreground=foreground,
        background=background,
        surface=background,
        panel=chrome,
        success=ok,
        warning=caution,
        error=failed,
        variables={
            "muted": muted,
            "rule": rule,
            "chrome": chrome,
            "sync-ok": ok,
            "sync-running": accent,
            "sync-failed": failed,
            "action-needed": action,
            "caution": caution,
            "unknown": unknown,
            "cursor": cursor,
            "cursor-resting": resting,
            "alarm": failed,
            "on-alarm": background,
            "footer-key-foreground": accent,
            "input-selection-background": f"{accent} {35 if dark else 25}%",
            "scrollbar": rule,
            "scrollbar-hover": rule_hover,
            "scrollbar-active": accent,
            "scrollbar-background": background,
            "scrollbar-background-hover": background,
            "scrollbar-background-active": background,
            "scrollbar-corner-color": background,
        },
    )


DARK = _theme(
    "codat-dark",
    background="#14171c",
    chrome="#1c2128",
    foreground="#d6dae0",
    muted="#98a1ad",
    rule="#323a45",
    rule_hover="#4a5564",
    accent="#6cb6ff",
    ok="#7fc794",
    failed="#ff8a80",
    action="#ffb454",
    caution="#e3b341",
    unknown="#c3a6ff",
    cursor="#2a3646",
    resting="#1f252e",
)

LIGHT = _theme(
    "codat-light",
    dark=False,
    background="#fbfbf9",
    chrome="#eeefec",
    foreground="#1d232b",
    muted="#565e69",
    rule="#cfd3d6",
    rule_hover="#a9b0b6",
    accent="#0b5cad",
    ok="#1c6b34",
    failed="#b3231b",
    action="#964000",
    caution="#7a5200",
    unknown="#6b3fa8",
    cursor="#dbe7f3",
    resting="#e9ebea",
)

# Bluish green, blue, vermilion and yellow: told apart without red or green cones (after Okabe and Ito).
COLOUR_BLIND = _theme(
    "codat-colour-blind",
    background="#14171c",
    chrome="#1c2128",
    foreground="#d6dae0",
    muted="#98a1ad",
    rule="#323a45",
    rule_hover="#4a5564",
    accent="#8ca9ff",
    ok="#4fdcb0",
    failed="#ff824d",
    action="#ffee33",
    caution="#e8c560",
    unknown="#e2a3d4",
    cursor="#2a3646",
    resting="#1f252e",
)

# 7:1 for every text (WCAG AAA).
HIGH_CONTRAST = _theme(
    "codat-high-contrast",
    background="#000000",
    chrome="#1a1a1a",
    foreground="#ffffff",
    muted="#d0d0d0",
    rule="#8a8a8a",
    rule_hover="#b0b0b0",
    accent="#8fd3ff",
    ok="#6dff9a",
    failed="#ffa8a0",
    action="#ffc766",
    caution="#ffe066",
    unknown="#e2c8ff",
    cursor="#00325f",
    resting="#2a2a2a",
)

# Registered before the app is styled: `app.tcss` needs their variables.
THEMES = (DARK, LIGHT, COLOUR_BLIND, HIGH_CONTRAST)
OWN = frozenset(theme.name for theme in THEMES)


def luminance(color: Color) -> float:
    """Return the relative luminance of WCAG 2.1."""
    channels = (value / 255 for value in color.rgb)
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: Color, second: Color) -> float:
    """Return the contrast of two colours: 1 for equal ones, 21 for black and white."""
    dark, bright = sorted((luminance(first), luminance(second)))
    return (bright + 0.05) / (dark + 0.05)


def readable_variables(theme: Theme, variables: Mapping[str, str]) -> dict[str, str]:
    """Return this program's variables for a theme of Textual's, its text colours made readable.

    *variables* are those that Textual makes of the theme. Of the terminal's own colours nothing can be computed: such a
    theme has the variables of the program's.
    """
    if variables["background"].startswith("ansi") or variables["foreground"].startswith("ansi"):
        return dict((DARK if theme.dark else LIGHT).variables)
    known = {name: Color.parse(variables[name]) for name in _SEMANTIC.values()}
    background, foreground = known["background"], known["foreground"]
    behind = {
        "chrome": background.blend(foreground, 0.06),
        "cursor": background.blend(known["primary"], 0.2),
        "cursor-resting": background.blend(foreground, 0.08),
    }
    texts = {name: known[source] for name, source in _SEMANTIC.items() if name != "background"}
    texts["muted"] = foreground.blend(background, 0.35)
    rule = background.blend(foreground, 0.25)
    found = {
        name: _readable(color, (background, *behind.values()), theme.dark) for name, color in texts.items()
    }
    found |= behind | {"rule": rule, "scrollbar": rule, "alarm": found["sync-failed"], "on-alarm": background}
    return {
        **(DARK if theme.dark else LIGHT).variables,
        **{name: color.hex6 for name, color in found.items()},
    }


# A variable of this program, and the one of Textual's that it is made of.
_SEMANTIC = {
    "background": "background",
    "foreground": "foreground",
    "primary": "primary",
    "accent": "accent",
    "sync-ok": "success",
    "sync-running": "accent",
    "sync-failed": "error",
    "action-needed": "warning",
    "caution": "warning",
    "unknown": "secondary",
    "footer-key-foreground": "accent",
}


def _readable(color: Color, backgrounds: Iterable[Color], dark: bool) -> Color:
    """Return *color*, brightened or darkened as far as it has to be."""
    towards = Color(255, 255, 255) if dark else Color(0, 0, 0)
    behind = tuple(backgrounds)
    shades = (color.blend(towards, step / 20) for step in range(21))
    return next(
        (each for each in shades if all(contrast(each, one) >= LEAST_CONTRAST + _ROUNDING for one in behind)),
        towards,
    )
