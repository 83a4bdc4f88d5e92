"""Every text can be read on everything it is drawn on, in every theme (WCAG AA, 4.5:1)."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from rich.color import Color
from textual.theme import BUILTIN_THEMES, Theme

from codat_tui.paths import styles_folder
from codat_tui.present import Tone
from codat_tui.themes import COLOUR_BLIND, DARK, HIGH_CONTRAST, OWN, THEMES, readable_variables
from codat_tui.widgets.tones import VARIABLES, tone_styles

BACKGROUNDS = ("background", "chrome", "cursor", "cursor-resting")
TEXTS = {*VARIABLES.values(), "footer-key-foreground"}
# Those of Textual's whose colours are the terminal's own: nothing can be computed of them.
OF_THE_TERMINAL = {name for name in BUILTIN_THEMES if name.startswith("ansi")}
ALL = (*THEMES, *(theme for name, theme in BUILTIN_THEMES.items() if name not in OF_THE_TERMINAL))


def variables(theme: Theme) -> dict[str, str]:
    made = {**theme.to_color_system().generate(), **theme.variables}
    return made if theme.name in OWN else {**made, **readable_variables(theme, made)}


def luminance(color: str) -> float:
    """Relative luminance of WCAG 2.1."""
    channels = [value / 255 for value in Color.parse(color).get_truecolor()]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def least_contrast(theme: Theme) -> float:
    """The least of all texts on all backgrounds, and of the alarm."""
    known = variables(theme)
    pairs = [(known[text], known[behind]) for text in TEXTS for behind in BACKGROUNDS]
    return min(contrast(*pair) for pair in (*pairs, (known["on-alarm"], known["alarm"])))


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_every_text_can_be_read(theme: Theme) -> None:
    assert least_contrast(theme) >= 4.5


def test_high_contrast_is_seven_to_one() -> None:
    assert least_contrast(HIGH_CONTRAST) >= 7


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_all_themes_define_the_same_variables() -> None:
    assert {frozenset(theme.variables) for theme in THEMES} == {frozenset(DARK.variables)}


def test_the_style_sheets_write_in_these_colours_on_these_backgrounds() -> None:
    sheets = "\n".join(path.read_text(encoding="utf-8") for path in styles_folder().rglob("*.tcss"))
    texts = set(re.findall(r"^\s*(?:border-(?:sub)?title-)?color:\s*\$([\w-]+)", sheets, re.MULTILINE))
    behind = set(re.findall(r"^\s*background:\s*\$([\w-]+)\s*;", sheets, re.MULTILINE))
    assert texts <= TEXTS
    assert behind <= set(BACKGROUNDS)


@pytest.mark.parametrize("theme", ALL, ids=lambda theme: theme.name)
def test_what_needs_a_person_stands_out_without_colour(theme: Theme) -> None:
    styles = tone_styles(variables(theme))
    assert {tone for tone, style in styles.items() if style.bold} == {Tone.FAILED, Tone.ACTION}


# Eyes without red, green or blue cones, in linear light (Machado, Oliveira and Fernandes, 2009).
BLIND = {
    "protan": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "deutan": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "tritan": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}
STATES = ("sync-ok", "sync-running", "sync-failed", "action-needed")


def seen(color: str, eyes: str) -> tuple[float, float, float]:
    """L*, a* and b* of a colour as such eyes see it."""
    channels = [value / 255 for value in Color.parse(color).get_truecolor()]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    red, green, blue = (
        min(1.0, max(0.0, sum(weight * value for weight, value in zip(row, linear, strict=True))))
        for row in BLIND[eyes]
    )
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in (x, y, z))
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("eyes", list(BLIND))
def test_states_are_told_apart_without_some_cones(eyes: str) -> None:
    known = variables(COLOUR_BLIND)
    for first, second in combinations(STATES, 2):
        pairs = zip(seen(known[first], eyes), seen(known[second], eyes), strict=True)
        apart = sum((one - other) ** 2 for one, other in pairs) ** 0.5
        assert apart > 25, (first, second, round(apart))
