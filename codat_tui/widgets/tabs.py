"""Tabs: a line of their own, or parts of another line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from textual.message import Message
from textual.reactive import reactive

from codat_tui.present import Cell, Tone
from codat_tui.widgets.one_line import KEEP, OneLine, Part


def tab_parts(labels: Sequence[str], active: int, target: str = "") -> Iterator[Part]:
    """Yield the labels as parts; a click gives *target* and the index."""
    for index, label in enumerate(labels):
        here = index == active
        text = f"[{label}]" if here else f" {label} "
        tone = Tone.ACCENT if here else Tone.MUTED
        yield Part(text, tone, bold=here, target=f"{target}{index}", gap=0)


class Tabs(OneLine):
    """The views of one screen in one line, with a status on the right."""

    class Chosen(Message):
        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    labels: reactive[tuple[str, ...]] = reactive(())
    active: reactive[int] = reactive(0)
    status: reactive[tuple[Cell, ...]] = reactive(())

    def __init__(self, labels: Sequence[str], id: str | None = None) -> None:
        super().__init__(id=id)
        self.set_reactive(Tabs.labels, tuple(labels))

    def left(self) -> Sequence[Part]:
        # Without room for all, those farthest from the active one are dropped first.
        return [
            part._replace(rank=KEEP - 2 * abs(index - self.active) + (index > self.active))
            for index, part in enumerate(tab_parts(self.labels, self.active))
        ]

    def right(self) -> Sequence[Part]:
        return [Part(cell.text, cell.tone, rank=10 + index) for index, cell in enumerate(self.status)]

    def pressed(self, target: str) -> None:
        self.post_message(self.Chosen(int(target)))

    def _changed(self) -> None:
        self.redraw()

    watch_labels = watch_active = watch_status = _changed
