"""The line with the path, the filters in force, a company's tabs, and counts."""

from __future__ import annotations

from collections.abc import Sequence

from textual.message import Message
from textual.reactive import reactive

from codat_tui.present import Cell, Glyphs, Tone, shorten
from codat_tui.widgets.one_line import KEEP, OneLine, Part, length
from codat_tui.widgets.tabs import tab_parts

# Cells of a filter's chip: what stands on the right must keep its room at 80 columns.
LONGEST_CHIP = 24


class Breadcrumbs(OneLine):
    """One line: "Companies › Harbour Lane Coffee", chips, tabs (all clickable), and counts on the right."""

    class CrumbChosen(Message):
        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class ChipCleared(Message):
        """The filter of this chip is to be removed."""

        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    class TabChosen(Message):
        def __init__(self, index: int) -> None:
            super().__init__()
            self.index = index

    crumbs: reactive[tuple[str, ...]] = reactive(())
    chips: reactive[tuple[str, ...]] = reactive(())
    tabs: reactive[tuple[str, ...]] = reactive(())
    active_tab: reactive[int] = reactive(0)
    # On the right; the first ones are dropped first when there is no room.
    status: reactive[tuple[Cell, ...]] = reactive(())

    # Whether the last part of the status stays, and chips are shortened for it.
    keeps_status = False
    # The same in fewer words, for a narrower line; the longest that fits is shown.
    shorter: reactive[tuple[tuple[Cell, ...], ...]] = reactive(())

    def __init__(self, glyphs: Glyphs | None = None, id: str | None = None) -> None:
        super().__init__(id=id)
        self._glyphs = glyphs or Glyphs.unicode()

    def left(self) -> Sequence[Part]:
        parts: list[Part] = []
        last = len(self.crumbs) - 1
        for index, crumb in enumerate(self.crumbs):
            here = index == last
            parts.append(
                Part(
                    crumb,
                    Tone.NORMAL if here else Tone.MUTED,
                    bold=here,
                    gap=2 if here else 1,
                    target=f"crumb {index}",
                    shrinks=here and not self.keeps_status,
                )
            )
            if not here:
                parts.append(Part(self._glyphs.crumb, Tone.MUTED, gap=1))
        for index, chip in enumerate(self.chips):
            target = f"chip {index}"
            text = f"[{shorten(chip, LONGEST_CHIP)}"
            parts += [
                Part(text, Tone.ACCENT, target=target, gap=1, shrinks=self.keeps_status),
                Part(f"{self._glyphs.close}]", Tone.ACCENT, target=target, gap=1),
            ]
        parts += tab_parts(self.tabs, self.active_tab, "tab ")
        return parts

    def right(self) -> Sequence[Part]:
        room = self.size.width - 1 - length(self.left())
        parts: list[Part] = []
        for form in (self.status, *self.shorter):
            parts = [Part(cell.text, cell.tone, rank=10 + index) for index, cell in enumerate(form)]
            if parts and self.keeps_status:
                parts[-1] = parts[-1]._replace(rank=KEEP)
            # The last part has a gap of one cell at the edge.
            if length(parts) - 1 <= room:
                break
        return parts

    def pressed(self, target: str) -> None:
        kind, index = target.split()
        message = {"crumb": self.CrumbChosen, "chip": self.ChipCleared, "tab": self.TabChosen}[kind]
        self.post_message(message(int(index)))

    def _changed(self) -> None:
        self.redraw()

    watch_crumbs = watch_chips = watch_tabs = watch_active_tab = watch_status = watch_shorter = _changed
