"""Every tone can be read on every background it is drawn on, in both themes (WCAG AA, 4.5:1)."""

from __future__ import annotations

import pytest
from rich.color import Color
from textual.theme import Theme

from codat_tui.present import Tone
from codat_tui.themes import DARK, LIGHT, THEMES
from codat_tui.widgets.tones import VARIABLES, tone_styles


def variables(theme: Theme) -> dict[str, str]:
    return {**theme.to_color_system().generate(), **theme.variables}


def luminance(color: str) -> float:
    """Relative luminance of WCAG 2.1."""
    channels = [value / 255 for value in Color.parse(color).get_truecolor()]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    bright, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("background", ["background", "chrome", "cursor", "cursor-resting"])
@pytest.mark.parametrize("tone", list(Tone))
def test_text_contrast(theme: Theme, background: str, tone: Tone) -> None:
    known = variables(theme)
    assert contrast(known[VARIABLES[tone]], known[background]) >= 4.5


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_production_can_be_read(theme: Theme) -> None:
    known = variables(theme)
    assert contrast(known["on-alarm"], known["alarm"]) >= 4.5


def test_contrast_is_computed_as_the_standard_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_both_themes_define_the_same_variables() -> None:
    assert DARK.variables.keys() == LIGHT.variables.keys()


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_what_needs_a_person_stands_out_without_colour(theme: Theme) -> None:
    styles = tone_styles(variables(theme))
    assert {tone for tone, style in styles.items() if style.bold} == {Tone.FAILED, Tone.ACTION}
