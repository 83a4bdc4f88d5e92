"""The company under the cursor, beside the table: the listing's data at once, the verdict a moment later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC
from typing import TYPE_CHECKING

from textual.geometry import Region
from textual.reactive import reactive

from codat_tui.clock import Clock
from codat_tui.models.local import Failed, FleetEntry, Loaded, Loading, PlatformLink, RemoteState, known
from codat_tui.present import Cell, Glyphs, Tone, ago, link_state_cell, status_cell, width, wrap
from codat_tui.present.remedies import remedy_key
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.words_of_keys import VERDICT_KEYS, key_of, with_keys
from codat_tui.words import moment_text

if TYPE_CHECKING:
    from codat_tui.models.overview import CompanyOverview
    from codat_tui.present.overview import Line


ROOM_FOR_SYNCS = 40
"""Cells from which the last syncs are listed too."""
MOST_SYNCS = 8


class CompanyPreview(CellLines):
    """Set *entry* when the cursor moves, *overview* when more has been read.

    *group* gives the lines for a group of companies under the cursor, from the width in cells.
    """

    DEFAULT_CSS = "CompanyPreview { height: 1fr; }"
    # Its place is fixed, so a new text needs no new layout; `watch_lines` repaints.
    lines: reactive[tuple[Sequence[Cell], ...]] = reactive((), layout=False, repaint=False)
    entry: reactive[FleetEntry | None] = reactive(None, repaint=False)
    overview: reactive[RemoteState[CompanyOverview] | None] = reactive(None, repaint=False)
    group: reactive[Callable[[int], Sequence[Line]] | None] = reactive(None, repaint=False)

    def __init__(self, clock: Clock, glyphs: Glyphs, id: str | None = None) -> None:
        super().__init__(id=id)
        self._clock = clock
        self._glyphs = glyphs

    def watch_lines(self, before: Sequence[object], now: Sequence[object]) -> None:
        super().watch_lines(before, now)
        # Repaint only the lines with text: most of this tall widget is empty, and every cursor key changes
        # it.
        self.refresh(Region(0, 0, self.size.width, max(len(before), len(now))))

    def watch_entry(self) -> None:
        self.draw()

    def watch_overview(self) -> None:
        self.draw()

    def watch_group(self) -> None:
        self.draw()

    def on_resize(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Draw what is known again, its age too."""
        if self.display and self.is_mounted and self.group is not None:
            self.lines = tuple(self.group(max(10, self.size.width)))
            return
        if not self.display or self.entry is None or not self.is_mounted:
            self.lines = ()
            return
        overview = known(self.overview) if self.overview is not None else None
        if overview is None or not overview.says_more or self._is_poorer(self.entry, overview):
            lines = self._from_entry(self.entry)
        else:
            lines = self._from_overview(overview)
        self.lines = tuple(lines if self.overview is None else [*lines, (), *self._freshness(self.overview)])

    def _is_poorer(self, entry: FleetEntry, overview: CompanyOverview) -> bool:
        """True where the row knows better: nothing that was so before may stand beside what is so, and the verdict on
        half of a company beside the row's own.
        """
        from codat_tui.rules.fleet.newer_row import contradicts, judged_better

        if judged_better(entry, self.overview) is not None:
            return True
        return overview.company_id != entry.company_id or contradicts(entry, overview)

    def _freshness(self, state: RemoteState[CompanyOverview]) -> list[Line]:
        """How old what is shown is, and the key that shows what it rests on."""
        why = with_keys(self, "{company.why} why")
        match state:
            case Loading():
                return [(Cell(f"{self._glyphs.running} reading", Tone.MUTED), Cell(f"   {why}", Tone.MUTED))]
            case Failed(error=error):
                text = f"{self._glyphs.failed} not read: {error.title}"
                return [(Cell(line, Tone.WARNING),) for line in wrap(text, max(10, self.size.width))]
            case Loaded(at=at):
                return [(Cell(f"read {ago(at, self._clock.now())}   {why}", Tone.MUTED),)]

    def _from_entry(self, entry: FleetEntry) -> list[Line]:
        now = self._clock.now()
        lines: list[Line] = [*self._name_lines(entry), (status_cell(entry, now, self._glyphs, narrow=True),)]
        if entry.last_seen is not None:
            said = f"as of {moment_text(entry.last_seen, UTC, now)} ({ago(entry.last_seen, now)})"
            lines += self._wrapped(said)
        if entry.sync is not None and entry.sync.message:
            lines += self._wrapped(entry.sync.message)
        lines += self._notes(entry)
        lines += self._remedy(entry)
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
        lines: list[Line] = self._name_lines(self.entry)
        lines += verdict_lines(verdict(facts_of(overview), context.now), context)
        lines += self._notes(self.entry)
        lines += self._remedy(self.entry)
        lines += [(), (Cell("Connections", Tone.ACCENT),)]
        for connection in known(overview.connections) or ():
            state = link_state_cell(connection.status, self._glyphs)
            lines.append((Cell(f"{state.text}  ", state.tone), Cell(connection.platform_name)))
        marks = strip_lines(overview, DrawingContext(context.now, self._glyphs, self.size.width + 14 - 1))[0][
            1:
        ]
        lines += [(), (Cell("Last days, today at the end", Tone.ACCENT),), marks]
        if self.size.width >= ROOM_FOR_SYNCS:
            lines += self._last_syncs(overview)
        return lines

    def _last_syncs(self, overview: CompanyOverview) -> list[Line]:
        from codat_tui.present.folded_syncs import last_sync_lines

        syncs = known(overview.syncs) or ()
        lines = last_sync_lines(syncs, self._clock.now(), self._glyphs, UTC, self.size.width, MOST_SYNCS)
        return [(), (Cell("Last syncs (UTC)", Tone.ACCENT),), *lines] if lines else []

    def _name_lines(self, entry: FleetEntry) -> list[Line]:
        # In lines, because its end may be what tells it from another of the same name.
        return [(Cell(line),) for line in wrap(entry.full_name, max(10, self.size.width))]

    def _remedy(self, entry: FleetEntry) -> list[Line]:
        """The key that goes to what mends it, and its word."""
        word = remedy_key(entry.judgement.cause if entry.judgement is not None else None).word
        key = key_of(self, "company.mend")
        offered = [(key, word)] if word else []
        if self.size.width >= ROOM_FOR_SYNCS:
            # What the first key does already needs no second one.
            others = {each: said for each, said in VERDICT_KEYS.items() if not word.startswith(said)}
            offered += [(key_of(self, each), said) for each, said in others.items() if each != "company.why"]
        lines: list[list[Cell]] = []
        used = 0
        for key, said in offered:
            cells = width(key) + 1 + width(said)
            if not lines or used + cells > self.size.width:
                lines.append([])
                used = 0
            gap = "   " if lines[-1] else ""
            lines[-1] += [Cell(f"{gap}{key} ", Tone.ACCENT), Cell(said)]
            used += len(gap) + cells
        return [tuple(line) for line in lines]

    def _notes(self, entry: FleetEntry) -> list[Line]:
        if not entry.notes:
            return []
        # Most companies have none, and the first paint has no time.
        from codat_tui.present.notes import note_lines

        width = max(30, self.size.width)
        return [(), *note_lines(entry.notes, entry.judgement, self._clock.now(), UTC, width)]

    def _wrapped(self, text: str) -> list[Line]:
        return [(Cell(line, Tone.MUTED),) for line in wrap(text, max(10, self.size.width))]


def _link_line(link: PlatformLink, glyphs: Glyphs) -> Line:
    state = link_state_cell(link.status, glyphs)
    return (Cell(f"{state.text}  ", state.tone), Cell(link.platform_name or link.platform_key))
