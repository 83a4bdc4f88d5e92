"""One line above a list: the one thing to do first, and the key for it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message
from textual.reactive import reactive

from codat_tui.present import Cell
from codat_tui.widgets.one_line import OneLine, Part


class Headline(OneLine):
    """Parts from *cells*, the first of which is shortened where there is no room; a click chooses it."""

    class Chosen(Message):
        """The line was clicked."""

    cells: reactive[tuple[Cell, ...]] = reactive(())

    # On the right, where there is room.
    bar: reactive[tuple[Cell, ...]] = reactive(())

    def watch_cells(self) -> None:
        self.redraw()

    def watch_bar(self) -> None:
        self.redraw()

    def right(self) -> Sequence[Part]:
        last = len(self.bar) - 1
        return [
            Part(cell.text, cell.tone, rank=1, gap=1 if number == last else 0)
            for number, cell in enumerate(self.bar)
        ]

    def left(self) -> Sequence[Part]:
        return [
            Part(cell.text, cell.tone, bold=number == 0, target="first", gap=3, shrinks=number == 0)
            for number, cell in enumerate(self.cells)
        ]

    def pressed(self, target: str) -> None:
        self.post_message(self.Chosen())
