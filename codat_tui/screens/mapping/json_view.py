"""The mapping as JSON, to read and to edit; every change is checked at once.

Lists of options are hidden, and added again to the edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from textual import on
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.widgets import TextArea

from codat_tui.present import Cell, Glyphs, Tone, wrap
from codat_tui.present.mapping import change_lines
from codat_tui.rules.json.paths import Steps
from codat_tui.rules.json.text import JsonProblem, json_text, line_of, read_json
from codat_tui.rules.mapping.parts import choices_of, with_options
from codat_tui.rules.mapping.words import change_words
from codat_tui.widgets.cell_lines import CellLines

if TYPE_CHECKING:
    from textual.widget import Widget

    from codat_tui.rules.mapping.edits import MappingEdit


KEPT = "The form keeps the last text that could be read."


class JsonView(Container):
    class Judged(Message):
        """The text became valid or invalid JSON."""

    @dataclass
    class Edited(Message):
        """The person changed the text to this configuration, options included."""

        json: dict[str, Any]

    def __init__(self, glyphs: Glyphs, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs
        self._edits: MappingEdit | None = None
        self.problem: JsonProblem | None = None

    def compose(self) -> Iterable[Widget]:
        text = TextArea(show_line_numbers=True, soft_wrap=False, tab_behavior="focus", id="json-text")
        text.cursor_blink = False
        yield text
        with VerticalScroll(id="json-says", can_focus=False):
            yield CellLines(id="json-lines")

    def on_resize(self) -> None:
        self._say()

    @property
    def text_area(self) -> TextArea:
        return self.query_one("#json-text", TextArea)

    def show(self, edits: MappingEdit, read_only: bool) -> None:
        """Show this edit. Text with errors, or with equal content, is kept as typed."""
        self._edits = edits
        self.text_area.read_only = read_only
        wanted = choices_of(edits.wanted)
        if self.problem is None and read_json(self.text_area.text) != wanted:
            self.text_area.load_text(json_text(wanted))
        self._say()

    def go_to(self, steps: Steps) -> None:
        """Move the cursor to this path."""
        text = self.text_area
        text.move_cursor((line_of(text.text, steps), 0))
        text.call_after_refresh(text.scroll_cursor_visible, center=True)

    def drop_errors(self) -> bool:
        """Forget text with errors; False when there is none. Then call `show`."""
        had = self.problem is not None
        self.problem = None
        self.post_message(self.Judged())
        return had

    def replace(self, text: str) -> None:
        """Replace the text, as if typed."""
        self.text_area.text = text

    @on(TextArea.Changed)
    def _typed(self) -> None:
        edits = self._edits
        if edits is None:
            return
        read = read_json(self.text_area.text)
        if isinstance(read, JsonProblem):
            self.problem = read
            self._say()
            self.post_message(self.Judged())
            return
        self.problem = None
        self.post_message(self.Judged())
        if read != choices_of(edits.wanted):
            self.post_message(self.Edited(dict(with_options(read, edits.shown))))
        self._say()

    def _say(self) -> None:
        edits, width = self._edits, max(20, self.query_one("#json-says").size.width - 2)
        lines: Sequence[Sequence[Cell]]
        if self.problem is not None:
            lines = [
                (
                    Cell(
                        f"{self._glyphs.failed} Line {self.problem.line}, column {self.problem.column}",
                        Tone.FAILED,
                    ),
                ),
                *((Cell(line),) for line in wrap(self.problem.why, width)),
                (),
                *((Cell(line, Tone.MUTED),) for line in wrap(KEPT, width)),
            ]
        elif edits is None or not edits.changes:
            lines = [
                (Cell("Nothing is changed.", Tone.MUTED),),
                (Cell("Options are left out here; they stay.", Tone.MUTED),),
            ]
        else:
            changes = change_words(edits.shown, edits.wanted)
            lines = change_lines(changes, self._glyphs, width)
        self.query_one("#json-lines", CellLines).lines = tuple(lines)
