"""The line to type a filter in, with how it is understood below; it ends on enter, down or escape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.reactive import reactive
from textual.widgets import Input

from codat_tui.present import Cell
from codat_tui.rules.filtering.completion import Completion, completion
from codat_tui.rules.filtering.word_filter import FilterField
from codat_tui.widgets.one_line import OneLine, Part


class FilterWords(OneLine):
    """How the filter is understood."""

    BACKGROUND = "chrome"
    DEFAULT_CSS = "FilterWords { height: 1; background: $chrome; }"

    cells: reactive[tuple[Cell, ...]] = reactive(())

    def watch_cells(self) -> None:
        self.redraw()

    def left(self) -> Sequence[Part]:
        return [Part(cell.text, cell.tone, shrinks=True) for cell in self.cells]


class FilterLine(Input):
    """One line of filter text. *fields* are those that may be typed, for completion.

    With *returns_to*, a selector, it begins hidden; at its end it hides and focuses that widget.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "accept", "keep", id="filter.keep"),
        Binding("tab", "complete(1)", "complete", id="filter.complete"),
        Binding("shift+tab", "complete(-1)", "complete backwards", show=False, id="filter.complete_back"),
        Binding("escape", "dismiss", "leave", id="filter.leave"),
    ]

    class Changed(Input.Changed):
        """The text changed."""

    @dataclass
    class Accepted(Message):
        """Keep the filter and continue in the table."""

        value: str

    @dataclass
    class Dismissed(Message):
        """Leave the line; the filter stays."""

        value: str

    def __init__(self, placeholder: str = "", id: str | None = None, returns_to: str = "") -> None:
        super().__init__(placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False
        self.display = not returns_to
        self.fields: Sequence[FilterField[Any]] = ()
        self._returns_to = returns_to
        self._words: FilterWords | None = None
        # What tab offers, and which of it stands there now.
        self._offered = Completion(0, 0)
        self._chosen = -1
        self._completed = ""

    @property
    def text(self) -> str:
        return self.value.strip()

    def begin(self) -> None:
        """Show the line and take the focus."""
        self.display = True
        if self._words is None and self.parent is not None:
            self._words = FilterWords()
            self.screen.mount(self._words, after=self)
        if self._words is not None:
            self._words.display = True
        # Not self.focus(), which acts later: fast typing would go to the table.
        self.screen.set_focus(self)

    def say(self, cells: Sequence[Cell]) -> None:
        """Show how the filter is understood."""
        if self._words is not None:
            self._words.cells = tuple(cells)

    def action_complete(self, step: int) -> None:
        """Complete what is typed, at each further time otherwise; where nothing is to be completed, keep the filter."""
        if self.value != self._completed or len(self._offered.texts) < 2:
            self._offered = completion(self.value, self.cursor_position, self.fields)
            self._chosen = -1 if step > 0 else 0
        start, end, texts = self._offered
        if not texts or texts == (self.value[start:end],):
            self.action_accept()
            return
        self._chosen = (self._chosen + step) % len(texts)
        text = texts[self._chosen]
        self.value = self._completed = self.value[:start] + text + self.value[end:]
        self.cursor_position = start + len(text)
        self._offered = Completion(start, self.cursor_position, texts)

    def action_accept(self) -> None:
        self._leave()
        self.post_message(self.Accepted(self.text))

    def action_dismiss(self) -> None:
        self._leave()
        self.post_message(self.Dismissed(self.text))

    def _leave(self) -> None:
        # Now, not when the message is handled: the next key may already be waiting and belongs to the table.
        if self._returns_to:
            self.display = False
            if self._words is not None:
                self._words.display = False
            self.screen.set_focus(self.screen.query_one(self._returns_to))

    def _on_paste(self, event: events.Paste) -> None:
        # Pasted ids often have spaces or line ends around them; Input's own handler runs next and inserts.
        event.text = " ".join(event.text.split())
