"""One company: the verdict, its facts and the newest syncs.

Five requests run at the same time; each part shows its own failure.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from codat_tui.models.local import Failed, Loaded, Loading, RemoteState, known
from codat_tui.models.overview import CompanyOverview
from codat_tui.paths import style_sheet
from codat_tui.present import Cell
from codat_tui.present.folded_syncs import SyncRow, sync_row_cells, sync_rows
from codat_tui.present.history import explanation_of
from codat_tui.present.last_known import last_known_facts
from codat_tui.present.notes import note_lines
from codat_tui.present.overview import (
    DrawingContext,
    Line,
    change_lines,
    configuration_lines,
    connection_lines,
    heading,
    key_line,
    side_by_side,
    strip_lines,
    time_lines,
    verdict_lines,
)
from codat_tui.present.panels import LoadingPanel, PanelState, Problem, ProblemFact
from codat_tui.present.written_records import written_cells, written_lines
from codat_tui.rules.same import Same
from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.written_records import raises_question
from codat_tui.screens.company.followed_sync import FollowedSync
from codat_tui.screens.company.sync_detail import SyncDetailScreen
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.base import Desk
from codat_tui.screens.shell.company_tab import CHECK_AGAIN, CompanyScreen
from codat_tui.screens.shell.mending import MEND_ID
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.columns import Column
from codat_tui.widgets.progress import SyncProgress
from codat_tui.widgets.state_panel import Banner, StatePanel
from codat_tui.widgets.table import VirtualTable, fits
from codat_tui.widgets.words_of_keys import VERDICT_KEYS, key_of, shown_key, with_keys

if TYPE_CHECKING:
    from textual import events

    from codat_tui.models.local import FleetEntry


SIDE_BY_SIDE = 110
"""From this width, connections and configuration are side by side."""
FEWEST_LINES = 4
"""The heading and two rows of the list, and the footer."""


def _columns(narrow: bool, zone: str) -> tuple[Column[SyncRow], ...]:
    word: tuple[Column[SyncRow], ...] = () if narrow else (Column("word", "Word", 10, flex=1),)
    return (
        Column("time", f"Time ({zone})", 17),
        Column("age", "Age", 10, right=True),
        Column("status", "Status", 21),
        *word,
        Column("message", "Message", 14, flex=4),
    )


class OverviewScreen(CompanyScreen):
    CSS_PATH = style_sheet("company/overview.tcss")
    TAB = "Overview"
    BINDINGS: ClassVar[list[BindingType]] = [
        CHECK_AGAIN,
        *CompanyScreen.COMPANY_BINDINGS,
        Binding("L", "flow_link", "flow link", show=False, id="connections.flow_link"),
    ]

    def __init__(self, desk: Desk, company_id: str) -> None:
        super().__init__(desk, company_id)
        self._narrow = False
        self._unfolded: frozenset[str] = frozenset()
        self._drawn_syncs: tuple[object, frozenset[str]] | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield Banner(self.desk.glyphs)
        yield CellLines(id="verdict")
        yield SyncProgress(self.desk.clock, glyphs=self.desk.glyphs, id="progress")
        yield CellLines(id="facts")
        syncs: VirtualTable[SyncRow] = VirtualTable(
            _columns(False, self.zone_label),
            self._cells,
            lambda row: row.key,
            glyphs=self.desk.glyphs,
            empty_text="No sync yet.",
            id="syncs",
        )
        yield syncs
        yield StatePanel(self.desk.glyphs)

    @property
    def syncs(self) -> VirtualTable[SyncRow]:
        return cast("VirtualTable[SyncRow]", self.query_one("#syncs", VirtualTable))

    def _cells(self, row: SyncRow) -> tuple[Cell, ...]:
        cells = sync_row_cells(row, self.desk.clock.now(), self.desk.glyphs, self.zone)
        return (*cells[:3], cells[4]) if self._narrow else cells

    # What the services say

    def on_mount(self) -> None:
        self.watch(self, "show_vertical_scrollbar", self._draw, init=False)
        self.follow(FollowedSync(self).begin())
        self.follow(self.services.written_records.subscribe(self.company_id, lambda _: self._draw()))
        self.follow(self.services.shift.subscribe(lambda _: self._draw()))
        self.action_refresh()

    def on_resize(self, event: events.Resize) -> None:
        self._set_columns(not fits(_columns(False, self.zone_label), event.size.width))
        self._draw()

    def _set_columns(self, narrow: bool) -> None:
        # One flag for columns and cells: the table draws rows between a resize and this handler.
        self._narrow = narrow
        self.syncs.set_columns(_columns(narrow, self.zone_label))

    def zone_changed(self) -> None:
        self._set_columns(self._narrow)
        super().zone_changed()

    def show_overview(self, state: RemoteState[CompanyOverview]) -> None:
        problem = Problem.of(state.error) if isinstance(state, Failed) else None
        entry = self.services.fleet.entry(self.company_id)
        # Of a company that the list knows from an earlier run, that is more than parts which are all on their way.
        recalled = entry is not None and entry.last_seen is not None
        nothing_yet = self.overview is None or (recalled and not self.overview.says_more)
        self.query_one(StatePanel).state = self._instead(entry, problem) if nothing_yet else None
        self.query_one(Banner).problem = None if nothing_yet else problem
        for part in (self.query_one("#verdict"), self.query_one("#facts"), self.syncs):
            part.display = not nothing_yet
        # A hidden table must not have the focus: its keys would be offered.
        self.set_focus(None if nothing_yet else self.syncs)
        self._draw()
        if isinstance(state, Loaded) and self._asks_what_arrived:
            self.run_worker(
                self.services.written_records.read(self.company_id), group="arrived", exclusive=True
            )

    def _instead(self, entry: FleetEntry | None, problem: Problem | None) -> PanelState:
        """Return what is shown before anything was read: what the list knows of the company, too."""
        facts: tuple[ProblemFact, ...] = ()
        if entry is not None and (problem is not None or entry.last_seen is not None):
            facts = last_known_facts(entry, self.desk.clock.now(), self.zone, self.desk.glyphs)
        if problem is not None:
            return problem._replace(facts=(*problem.facts, *facts))
        return LoadingPanel(f"Reading {self.company_name}", hint="Five requests side by side.", facts=facts)

    @property
    def _asks_what_arrived(self) -> bool:
        return self.overview is not None and raises_question(known(self.overview.latest))

    def _draw(self) -> None:
        overview = self.overview
        if overview is None or not self.is_mounted:
            return
        # Without the scrollbar, which the screen has where all of this is higher than the terminal.
        cells = self.scrollable_content_region.width - 2
        context = DrawingContext(self.desk.clock.now(), self.desk.glyphs, cells, self.zone)
        judged = self.verdict
        assert judged is not None
        told = verdict_lines(judged, context)
        if judged.causes:
            told += key_line(self._keys_of_verdict(), context.width)
        self.query_one("#verdict", CellLines).lines = tuple(told)
        lines: list[Line] = [
            *note_lines(
                self.services.shift.of(self.company_id),
                judged.judgement,
                context.now,
                context.zone,
                context.width,
            ),
            *time_lines(overview, judged, context),
            *self._written_lines(overview, context),
            *change_lines(overview, judged, context),
            *strip_lines(overview, context),
        ]
        connections = [heading("Connections"), *connection_lines(overview, context)]
        mapping = [heading("Configuration"), *configuration_lines(overview, judged, context)]
        if context.width >= SIDE_BY_SIDE:
            lines += [(), *side_by_side(connections, mapping)]
        else:
            lines += [*connections, *mapping]
        self.query_one("#facts", CellLines).lines = tuple(lines)
        self._draw_syncs(overview)
        self.call_after_refresh(self._make_room)

    def _make_room(self) -> None:
        """Where all of this is higher than the terminal, the list is one to work in once it is scrolled to."""
        # A company that was left meanwhile has no list any more.
        for syncs in self.query("#syncs"):
            self.set_class(syncs.virtual_region.y + FEWEST_LINES > self.size.height, "-higher")

    def draw_ages(self) -> None:
        super().draw_ages()
        self._draw()

    def _keys_of_verdict(self) -> list[tuple[str, str]]:
        """What can be done about the verdict, each with the key in force."""
        active = {each.binding.id: each.binding for each in self.active_bindings.values() if each.enabled}
        mend, keys = self.binding_words()[MEND_ID], []
        for binding_id, word in {MEND_ID: mend, **VERDICT_KEYS}.items():
            binding = active.get(binding_id)
            # What the first key does already needs no second one.
            if binding is not None and word and (binding_id == MEND_ID or not mend.startswith(word)):
                keys.append((shown_key(binding), word))
        return keys

    def _written_lines(self, overview: CompanyOverview, context: DrawingContext) -> list[Line]:
        latest = known(overview.latest)
        # Only where it is in question whether anything arrived.
        if latest is None or not self._asks_what_arrived:
            return []
        state, syncs = self.services.written_records.state(self.company_id), known(overview.syncs) or ()
        return written_cells(written_lines(state, latest, syncs, context.now, self.zone), context.width)

    def _draw_syncs(self, overview: CompanyOverview) -> None:
        part = overview.syncs
        if isinstance(part, Failed):
            self.syncs.empty_text = (
                f"Not read: {part.error.title}. {key_of(self, 'app.refresh')} tries again."
            )
        else:
            self.syncs.empty_text = (
                "Reading the syncs…"
                if isinstance(part, Loading)
                else with_keys(self, "No sync yet. {company.sync} starts one.")
            )
        drawn = (Same(known(overview.syncs)), self._unfolded)
        if drawn == self._drawn_syncs:
            # Their ages may be others.
            self.syncs.redraw()
            return
        self._drawn_syncs = drawn
        rows = tuple(sync_rows(newest_first(known(overview.syncs) or ()), self._unfolded))
        at_top = self.syncs.cursor_key in (None, *self.syncs.shown_keys()[:1])
        self.syncs.set_rows(rows)
        if rows and at_top:
            self.syncs.move_to(rows[0].key)

    # Acting

    @on(VirtualTable.Opened, "#syncs")
    def _open_sync(self, event: VirtualTable.Opened) -> None:
        row = self.syncs.row(event.key)
        if row is None:
            return
        if row.repeat is not None:
            self._unfolded ^= {row.key}
            self._draw()
            self.refresh_bindings()
            self.scroll_end(animate=False)
            return
        explained = explanation_of(self.overview, row.sync)
        self.app.push_screen(SyncDetailScreen(self.desk, row.sync, self.company_name, self.zone, explained))

    @on(VirtualTable.Highlighted, "#syncs")
    def _moved(self) -> None:
        self.refresh_bindings()
        # No key acts on a row that is not to be seen; from the first one up, the verdict is.
        if self.syncs.cursor_key in self.syncs.shown_keys()[:1]:
            self.scroll_home(animate=False)
        else:
            self.scroll_end(animate=False)

    def binding_words(self) -> dict[str, str]:
        row = self.syncs.cursor_row
        if row is None or row.repeat is None:
            return super().binding_words()
        return {**super().binding_words(), "table.open": "fold" if row.unfolded else "unfold"}

    def action_flow_link(self) -> None:
        self.app.push_screen(routes.FLOW_LINK.screen(self.desk, self.company_id, self.company_name))
