"""Every line of every widget: whatever its text, what leaves is harmless and exactly as wide."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter
from textual.widgets import Static

from codat_tui.widgets.control_characters import ControlCharacterFilter, harmless
from tests.models.test_clean_text import HOSTILE
from tests.models.test_clean_text import harmless as is_harmless
from tests.screens.scenes import Scene

texts = st.text(st.characters(codec=None)) | st.sampled_from(HOSTILE)


@given(texts)
def test_a_line_becomes_harmless_and_keeps_its_width(text: str) -> None:
    assert is_harmless(harmless(text))
    assert cell_len(harmless(text)) == cell_len(text)


def test_good_segments_are_handed_on_as_they_are() -> None:
    segments = [Segment("Café"), Segment(" 東京")]
    assert ControlCharacterFilter().apply(segments, Color(0, 0, 0)) is segments


def test_a_plain_terminal_gets_frames_arrows_and_dots_in_ascii() -> None:
    drawn = "╭─ Café … ─╮ │▌█▆ → ← “a” ‘b’ · 1–2 東京\x1b"
    [segment] = ControlCharacterFilter(plain=True).apply([Segment(drawn)], Color(0, 0, 0))
    assert segment.text == "+- Café ~ -+ ||#  > < \"a\" 'b' . 1-2 東京"
    assert cell_len(segment.text) == cell_len(drawn)


class Plain(App[None]):
    """A widget of Textual's own, which knows nothing of this program, under this program's filters."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def get_line_filters(self) -> Sequence[LineFilter]:
        """As the program has them."""
        return (*super().get_line_filters(), ControlCharacterFilter())

    def compose(self) -> ComposeResult:
        """One text, not cleaned by anybody, and a toast of it."""
        yield Static(Content(self._text))

    def on_mount(self) -> None:
        """Show it in a toast too."""
        self.notify(self._text, title=self._text, markup=False)


@pytest.mark.parametrize("text", HOSTILE)
async def test_no_widget_gets_foreign_text_to_the_terminal(text: str) -> None:
    app = Plain(text)
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        for strip in app.screen._compositor.render_strips(app.size):
            assert is_harmless(strip.text)


async def test_the_program_looks_at_every_line(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test() as pilot:
        await scene.loaded(pilot)
        assert any(isinstance(each, ControlCharacterFilter) for each in scene.app.screen.get_line_filters())
