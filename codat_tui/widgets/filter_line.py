"""The line to type a filter in; it ends on enter, down, tab or escape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class FilterLine(Input):
    """One line of filter text.

    With *returns_to*, a selector, it begins hidden; at its end it hides and focuses that widget.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down,tab", "accept", "keep", id="filter.keep"),
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
        self._returns_to = returns_to

    @property
    def text(self) -> str:
        return self.value.strip()

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
            self.screen.set_focus(self.screen.query_one(self._returns_to))

    def _on_paste(self, event: events.Paste) -> None:
        # Pasted ids often have spaces or line ends around them; Input's own handler runs next and inserts.
        event.text = " ".join(event.text.split())
