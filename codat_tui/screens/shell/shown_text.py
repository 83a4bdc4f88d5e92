"""A text to select by hand where there is no clipboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from codat_tui.paths import style_sheet
from codat_tui.widgets.reading import ReadingScreen, ReadText
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from textual.app import ComposeResult

HINT = "Select it with the mouse while holding shift (option or fn on a Mac). {detail.close} closes."


class ShownTextScreen(ReadingScreen[None]):
    """*what* names the text."""

    CSS_PATH = style_sheet("shell/shown_text.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q,backspace,h", "dismiss", "close", id="detail.close"),
    ]
    AREA = "#text"

    def __init__(self, text: str, what: str) -> None:
        super().__init__()
        self._text = text
        self._what = what

    def compose(self) -> ComposeResult:
        yield Static(Content(self._what[:1].upper() + self._what[1:]), id="what", markup=False)
        with VerticalScroll(id="text"):
            # No frame beside the text: selecting whole lines would copy it too.
            yield ReadText(Content(self._text), markup=False)
        yield Static(with_keys(self, HINT), id="hint", markup=False)
