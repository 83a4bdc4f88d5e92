"""The table of texts with one column per locale, and the input line over a cell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Input

from codat_tui.present import Cell, Glyphs
from codat_tui.present.flow_texts import LABELS, TextRow, row_cells
from codat_tui.rules.flow_settings.texts import LOCALES
from codat_tui.widgets.columns import Column
from codat_tui.widgets.painter import GUTTER
from codat_tui.widgets.row_view import HEADER
from codat_tui.widgets.table import VirtualTable

SIGNS = 2
"""Cells before a value."""


class TextsTable(VirtualTable[TextRow]):
    """Left, right and tab move the cursor between the locales."""

    MARKS = SORTS = OPENS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,e", "open", "edit", id="flow.edit"),
        Binding("tab", "locale", "other locale", id="flow.locale"),
    ]

    class LocaleChanged(Message):
        pass

    def __init__(self, glyphs: Glyphs, id: str | None = None) -> None:
        super().__init__((), self._text_cells, _key, glyphs=glyphs, id=id)
        self.active = 0
        self.needs_person = lambda row: not row.is_heading and row.to_look_at
        self.set_columns(self._locale_columns())

    @property
    def locale(self) -> str:
        """The selected locale."""
        return LOCALES[self.active]

    def _locale_columns(self) -> tuple[Column[TextRow], ...]:
        locales = (
            Column[TextRow](
                locale,
                f" {self._glyphs.crumb if index == self.active else ' '}{LABELS.get(locale, locale)}",
                22,
                flex=3,
            )
            for index, locale in enumerate(LOCALES)
        )
        return Column("key", "  Text", 24, flex=1), *locales

    def _text_cells(self, row: TextRow) -> tuple[Cell, ...]:
        return row_cells(row, self._glyphs, self.active if row.key == self.cursor_key else None)

    def choose_locale(self, index: int) -> None:
        """Select this locale's column."""
        self.active = index
        self.set_columns(self._locale_columns())
        self.post_message(self.LocaleChanged())

    def action_locale(self) -> None:
        self.choose_locale(1 - self.active)

    def action_sideways(self, step: int) -> None:
        # Other tables scroll sideways with these keys.
        self.choose_locale(max(0, min(self.active + step, len(LOCALES) - 1)))

    def cell_region(self) -> Region | None:
        """Where the selected text is drawn, within the table; None while not visible."""
        line = self._cursor - self.scroll_offset.y + HEADER
        if not HEADER <= line <= self._page or self.cursor_key is None:
            return None
        place = self._paint.places[1 + self.active]
        return Region(GUTTER + place.start + SIGNS - self.scroll_offset.x, line, place.width - SIGNS, 1)


class TextLine(Input):
    """The input for the selected text; closes on enter, escape and tab, and keeps what was typed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,escape", "done", "keep", id="text_line.keep"),
        Binding("tab", "done(True)", "keep, other locale", id="text_line.other_locale"),
    ]

    @dataclass
    class Done(Message):
        """Editing ended; *on*: continue in the other locale."""

        on: bool

    def __init__(self, returns_to: Callable[[], TextsTable], id: str | None = None) -> None:
        super().__init__(compact=True, select_on_focus=False, id=id)
        self.cursor_blink = False
        self.display = False
        self.began: str | None = None
        self._returns_to = returns_to

    @property
    def wanted(self) -> str | None:
        """None for an empty line where there was no text before."""
        return self.value or ("" if self.began is not None else None)

    def begin(self, text: str | None) -> None:
        """Edit *text*; None when there is none yet."""
        self.began = text
        with self.prevent(Input.Changed):
            self.value = text or ""
        self.cursor_position = len(self.value)
        self.display = True
        # Not self.focus(), which acts later: fast typing would go to the table.
        self.screen.set_focus(self)

    def end(self) -> None:
        """Hide, and give the focus back to the table."""
        if self.display:
            self.display = False
            self.screen.set_focus(self._returns_to())

    def action_done(self, on: bool = False) -> None:
        self.end()
        self.post_message(self.Done(on))


def _key(row: TextRow) -> str:
    return row.key
