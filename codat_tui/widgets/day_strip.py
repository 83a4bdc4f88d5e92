"""Sixty days of a company, one sign a day, with a cursor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from codat_tui.present import Glyphs
from codat_tui.present.history import caret_line, mark_cell, scale_line
from codat_tui.widgets.tones import tone_styles

if TYPE_CHECKING:
    from codat_tui.rules.syncs.windows import DayMark

_MARKS_LINE = 1


class DayStrip(Widget, can_focus=True):
    """Three lines: months, one mark for each day, and the day under the cursor in words.

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
        height: 3;
        padding: 0 1;
    }
    """

    marks: reactive[tuple[DayMark, ...]] = reactive(())
    cursor: reactive[int | None] = reactive(None)

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
        variables = self.app.theme_variables
        plain, under = tone_styles(variables), tone_styles(variables, "cursor")
        lines = [
            scale_line(self.marks),
            (),
            caret_line(self.marks, self.cursor, self._glyphs, self.size.width),
        ]
        texts = [Text.assemble(*((cell.text, plain[cell.tone]) for cell in line)) for line in lines]
        for index, mark in enumerate(self.marks):
            cell = mark_cell(mark, self._glyphs)
            here = index == self.cursor and self.has_focus
            texts[_MARKS_LINE].append(cell.text, (under if here else plain)[cell.tone])
        text = Text("\n").join(texts)
        text.no_wrap = True
        return text

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
