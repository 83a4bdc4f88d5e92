"""Sixty days of a company, one sign a day, with a cursor and a legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from codat_tui.present import Cell, Glyphs, width
from codat_tui.present.history import cursor_line, day_words, legend_line, mark_cell, scale_line
from codat_tui.widgets.tones import tone_styles

if TYPE_CHECKING:
    from codat_tui.rules.syncs.strip import DayMark

_MARKS_LINE = 1
_BETWEEN = 3


class DayStrip(Widget, can_focus=True):
    """Five lines: months, a mark a day, the cursor, its day and period in *zone* in words, and a legend.

    The two lines *beside* stand right of the marks where there is room.

    *cursor* is an index in *marks*, None when the sync under the cursor is of no day shown.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "go to its sync", id="days.choose"),
        Binding("left,h", "walk(-1)", "day before", id="days.before"),
        Binding("right,l", "walk(1)", "day after", id="days.after"),
        Binding("home,g", "walk(-1000)", "First day", show=False, id="days.first"),
        Binding("end,G", "walk(1000)", "Last day", show=False, id="days.last"),
        Binding("down,escape", "leave", "to the table", id="days.leave"),
    ]
    DEFAULT_CSS = """
    DayStrip {
        height: 5;
        padding: 0 1;
    }
    """

    marks: reactive[tuple[DayMark, ...]] = reactive(())
    cursor: reactive[int | None] = reactive(None)
    beside: reactive[tuple[Sequence[Cell], ...]] = reactive(())
    zone: reactive[tzinfo] = reactive[tzinfo](UTC)

    @dataclass
    class Chosen(Message):
        """The sync of this day is wanted."""

        mark: DayMark

    class Left(Message):
        """The focus goes back to the table."""

    def __init__(self, glyphs: Glyphs | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs or Glyphs.unicode()

    def render(self) -> Text:
        variables, cells = self.app.theme_variables, self.size.width
        plain, under = tone_styles(variables), tone_styles(variables, "cursor")
        lines = [
            scale_line(self.marks),
            (),
            cursor_line(self.marks, self.cursor, self._glyphs),
            self._words(),
            legend_line(self.marks, self._glyphs, cells),
        ]
        texts = [Text.assemble(*((cell.text, plain[cell.tone]) for cell in line)) for line in lines]
        for index, mark in enumerate(self.marks):
            cell = mark_cell(mark, self._glyphs)
            here = index == self.cursor and self.has_focus
            texts[_MARKS_LINE].append(cell.text, (under if here else plain)[cell.tone])
        for text, line in zip(texts[_MARKS_LINE:], self.beside, strict=False):
            room = cells - len(self.marks) - _BETWEEN
            if sum(width(cell.text) for cell in line) <= room:
                text.append(" " * (len(self.marks) + _BETWEEN - text.cell_len))
                text.append_text(Text.assemble(*((cell.text, plain[cell.tone]) for cell in line)))
        text = Text("\n").join(texts)
        text.no_wrap = True
        return text

    def _words(self) -> Sequence[Cell]:
        if self.cursor is None or not 0 <= self.cursor < len(self.marks):
            return ()
        return day_words(self.marks[self.cursor], self._glyphs, self.zone, self.size.width)

    def on_click(self, event: events.Click) -> None:
        offset = event.get_content_offset(self)
        if offset is not None and offset.x < len(self.marks):
            self.cursor = offset.x
            self.action_choose()

    def action_walk(self, days: int) -> None:
        """Move the cursor by *days*, from today when there is no cursor."""
        last = len(self.marks) - 1
        here = last + 1 if self.cursor is None else self.cursor
        if last >= 0:
            self.cursor = max(0, min(last, here + days))

    def action_choose(self) -> None:
        if self.cursor is not None and self.cursor < len(self.marks):
            self.post_message(self.Chosen(self.marks[self.cursor]))

    def action_leave(self) -> None:
        self.post_message(self.Left())
