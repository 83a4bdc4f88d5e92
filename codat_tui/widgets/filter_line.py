"""The line in which a person types a filter; it decides nothing, and ends on enter, down or escape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input


class FilterLine(Input):
    """One line of filter text. Pasted ids and tags lose the blanks and line ends around them.

    With *returns_to*, a selector, the line begins hidden; at its end it hides again and gives that widget the focus.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,down", "accept", "keep", id="filter.keep"),
        Binding("escape", "dismiss", "leave", id="filter.leave"),
    ]

    class Changed(Input.Changed):
        """The text is another one."""

    @dataclass
    class Accepted(Message):
        """Keep the filter and go on in the table."""

        value: str

    @dataclass
    class Dismissed(Message):
        """Leave the line; the filter stays as it is."""

        value: str

    def __init__(self, placeholder: str = "", id: str | None = None, returns_to: str = "") -> None:
        super().__init__(placeholder=placeholder, id=id, compact=True, select_on_focus=False)
        self.cursor_blink = False
        self.display = not returns_to
        self._returns_to = returns_to

    @property
    def text(self) -> str:
        """What is looked for: the value without the blanks around it."""
        return self.value.strip()

    def action_accept(self) -> None:
        """Keep it."""
        self._leave()
        self.post_message(self.Accepted(self.text))

    def action_dismiss(self) -> None:
        """Leave it."""
        self._leave()
        self.post_message(self.Dismissed(self.text))

    def _leave(self) -> None:
        # At once, not when the message arrives: the next key may be there already, and is the table's.
        if self._returns_to:
            self.display = False
            self.screen.set_focus(self.screen.query_one(self._returns_to))

    def _on_paste(self, event: events.Paste) -> None:
        """Trim what Input, whose own handler runs next, will insert."""
        event.text = " ".join(event.text.split())
