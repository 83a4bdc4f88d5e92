"""The company under the cursor, beside the table: the listing's data at once, the verdict a moment later."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.reactive import reactive

from codat_tui.clock import Clock
from codat_tui.models.local import FleetEntry, PlatformLink, RemoteState, known
from codat_tui.present import Cell, Glyphs, Tone, link_state_cell, status_cell, wrap
from codat_tui.widgets.cell_lines import CellLines

if TYPE_CHECKING:
    from codat_tui.models.overview import CompanyOverview
    from codat_tui.present.overview import Line


class CompanyPreview(CellLines):
    """Set *entry* when the cursor moves, *overview* when more has been read."""

    DEFAULT_CSS = "CompanyPreview { height: 1fr; }"
    # Its place is fixed, so a new text needs no new layout; `watch_lines` repaints.
    lines: reactive[tuple[Sequence[Cell], ...]] = reactive((), layout=False, repaint=False)
    entry: reactive[FleetEntry | None] = reactive(None, repaint=False)
    overview: reactive[RemoteState[CompanyOverview] | None] = reactive(None, repaint=False)

    def __init__(self, clock: Clock, glyphs: Glyphs, id: str | None = None) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._glyphs = glyphs

    def watch_lines(self, before: Sequence[object], now: Sequence[object]) -> None:
        # Repaint only the lines with text: most of this tall widget is empty, and every cursor key changes
        # it.
        self.refresh(Region(0, 0, self.size.width, max(len(before), len(now))))

    def watch_entry(self) -> None:
        self._draw()

    def watch_overview(self) -> None:
        self._draw()

    def on_resize(self) -> None:
        self._draw()

    def _draw(self) -> None:
        if not self.display or self.entry is None or not self.is_mounted:
            self.lines = ()
            return
        overview = known(self.overview) if self.overview is not None else None
        self.lines = tuple(
            self._from_entry(self.entry) if overview is None else self._from_overview(overview)
        )

    def _from_entry(self, entry: FleetEntry) -> list[Line]:
        now = self._clock.now()
        lines: list[Line] = [(Cell(entry.name),), (status_cell(entry, now, self._glyphs, narrow=True),)]
        if entry.sync is not None and entry.sync.message:
            lines += self._wrapped(entry.sync.message)
        lines += [(), (Cell("Connections", Tone.ACCENT),)]
        lines += [_link_line(link, self._glyphs) for link in (entry.commerce, entry.accounting) if link]
        if entry.description:
            lines += [(), *self._wrapped(entry.description)]
        if entry.tags:
            lines += [(), *self._wrapped(entry.tags)]
        return lines

    def _from_overview(self, overview: CompanyOverview) -> list[Line]:
        from codat_tui.present.overview import DrawingContext, strip_lines, verdict_lines
        from codat_tui.rules.diagnosis.overview_facts import facts_of
        from codat_tui.rules.diagnosis.verdict import verdict

        assert self.entry is not None
        context = DrawingContext(self._clock.now(), self._glyphs, self.size.width)
        lines: list[Line] = [(Cell(self.entry.name),)]
        lines += verdict_lines(verdict(facts_of(overview), context.now), context)
        lines += [(), (Cell("Connections", Tone.ACCENT),)]
        for connection in known(overview.connections) or ():
            state = link_state_cell(connection.status, self._glyphs)
            lines.append((Cell(f"{state.text}  ", state.tone), Cell(connection.platform_name)))
        marks = strip_lines(overview, DrawingContext(context.now, self._glyphs, self.size.width + 14 - 1))[0][
            1:
        ]
        lines += [(), (Cell("Last days, today at the end", Tone.ACCENT),), marks]
        return lines

    def _wrapped(self, text: str) -> list[Line]:
        return [(Cell(line, Tone.MUTED),) for line in wrap(text, max(10, self.size.width))]


def _link_line(link: PlatformLink, glyphs: Glyphs) -> Line:
    state = link_state_cell(link.status, glyphs)
    return (Cell(f"{state.text}  ", state.tone), Cell(link.platform_name or link.platform_key))
