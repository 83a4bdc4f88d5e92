"""An editor for one text of several lines, with the other language above."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static, TextArea

from codat_tui.paths import style_sheet
from codat_tui.present import Glyphs
from codat_tui.present.flow_texts import LABELS, Line, Value, value_lines
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.literal import literal
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from textual.app import ComposeResult

WIDTH = 72
"""Cells for a line in the box."""


class TextEditor(ModalScreen[None]):
    """*typed* is called with each new text and returns its checked value.

    *began* is None when there was no text.
    """

    CSS_PATH = style_sheet("flow_settings/texts.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "keep and close", id="editor.leave")]

    def __init__(
        self,
        title: str,
        locale: str,
        began: str | None,
        beside: tuple[str, str],
        typed: Callable[[str | None], Value],
        glyphs: Glyphs,
    ) -> None:
        super().__init__(classes="ascii" if glyphs.is_ascii else None)
        self._heading = title
        self._locale = locale
        self._began = began
        self._beside = beside
        self._typed = typed
        self._glyphs = glyphs

    def compose(self) -> ComposeResult:
        other, text = self._beside
        with Vertical(id="text-editor") as box:
            box.border_title = literal(self._heading)
            box.border_subtitle = with_keys(self, "{editor.leave} keeps it and closes")
            yield Static(LABELS.get(other, other), classes="editor-label", markup=False)
            yield Static(text, id="editor-beside", markup=False)
            yield Static(LABELS.get(self._locale, self._locale), classes="editor-label", markup=False)
            area = TextArea(self._began or "", soft_wrap=True, tab_behavior="focus", id="editor-text")
            area.cursor_blink = False
            yield area
            yield CellLines(id="editor-says")

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        self.set_focus(area)
        self._take()

    @on(TextArea.Changed)
    def _take(self) -> None:
        text = self.query_one(TextArea).text
        # Without a text before, an empty text means "none" and not "show nothing".
        value = self._typed(text or ("" if self._began is not None else None))
        lines: tuple[Line, ...] = value_lines(value, self._glyphs, WIDTH)
        self.query_one("#editor-says", CellLines).lines = lines

    def action_leave(self) -> None:
        self.dismiss()
