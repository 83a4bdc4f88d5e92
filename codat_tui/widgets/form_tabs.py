"""The views of one screen in a line of their own; a click on one asks for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message
from textual.reactive import reactive

from codat_tui.present import Cell, Tone
from codat_tui.widgets.one_line import OneLine, Part


class FormTabs(OneLine):
    """Labels, one of them active, and what is to be said at the right edge."""

    @dataclass
    class Chosen(Message):
        """A person clicked the view of this index."""

        index: int

    active: reactive[int] = reactive(0)
    status: reactive[tuple[Cell, ...]] = reactive(())

    def __init__(self, labels: Sequence[str], id: str | None = None) -> None:
        super().__init__(id=id)
        self._labels = tuple(labels)

    def left(self) -> Sequence[Part]:
        """The labels."""
        return [
            Part(
                f"[{label}]" if index == self.active else f" {label} ",
                Tone.ACCENT if index == self.active else Tone.MUTED,
                bold=index == self.active,
                target=str(index),
                gap=0,
            )
            for index, label in enumerate(self._labels)
        ]

    def right(self) -> Sequence[Part]:
        """What is to be said."""
        return [Part(cell.text, cell.tone, rank=10 + index) for index, cell in enumerate(self.status)]

    def pressed(self, target: str) -> None:
        """Ask for a view."""
        self.post_message(self.Chosen(int(target)))

    def _changed(self) -> None:
        self.show_again()

    watch_active = watch_status = _changed
