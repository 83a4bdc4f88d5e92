"""All syncs of one company: sixty days above, a table below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from codat_tui.models.local import Failed, Loading, RemoteState, Watch, known
from codat_tui.models.overview import CompanyOverview
from codat_tui.paths import style_sheet
from codat_tui.present import Cell
from codat_tui.present.history import (
    counts,
    explanation_of,
    history_cells,
    newest_lines,
    notes_of,
    sync_key,
)
from codat_tui.present.panels import EmptyPanel, LoadingPanel, PanelState, Problem
from codat_tui.present.ticket import sync_ticket
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.filtering.word_filter import FilterField
from codat_tui.rules.syncs.due_times import schedule_zone
from codat_tui.rules.syncs.filter import SyncFilter, sync_fields, sync_filter
from codat_tui.rules.syncs.repeats import open_failure
from codat_tui.rules.syncs.strip import day_of_sync, day_strip
from codat_tui.screens.company.followed_sync import FollowedSync
from codat_tui.screens.company.sync_detail import SyncDetailScreen
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.base import Desk
from codat_tui.screens.shell.company_tab import CHECK_AGAIN, CompanyScreen
from codat_tui.screens.shell.filtering import FilteringScreen
from codat_tui.widgets.columns import Column
from codat_tui.widgets.day_strip import DayStrip
from codat_tui.widgets.filter_line import FilterLine
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.progress import SyncProgress
from codat_tui.widgets.state_panel import Banner, StatePanel
from codat_tui.widgets.table import VirtualTable, fits
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from textual import events

    from codat_tui.models.codat import SyncStatus

DAYS = 60
_FAILED = "status:failed"
_HINT = "text  status:failed,nothing  code:4000,5xxx  2026-10-30..2026-11-02"


def _columns(narrow: bool, zone: str) -> tuple[Column[SyncStatus], ...]:
    age: Column[SyncStatus] = Column("age", "Age", 10, right=True)
    word: Column[SyncStatus] = Column("word", "Word", 12, sort=lambda sync: sync.word.casefold() or None)
    return (
        Column("time", f"Time ({zone})", 17, sort=lambda sync: read_instant(sync.sync_utc)),
        *(() if narrow else (age,)),
        Column("status", "Status", 21, sort=lambda sync: sync.code),
        *(() if narrow else (word,)),
        Column("pushed", "Pushed", 6, sort=lambda sync: sync.data_pushed),
        Column("note", "Which", 7),
        Column("message", "Message", 12, flex=1, sort=lambda sync: sync.error_message.casefold() or None),
    )


class SyncsScreen(FilteringScreen, CompanyScreen):
    CSS_PATH = style_sheet("company/syncs.tcss")
    TAB = "Syncs"
    FILTERED = ("sync", "syncs")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", id="syncs.filter"),
        CHECK_AGAIN,
        Binding("d", "days", "days", id="syncs.days"),
        Binding("H", "gaps", "all gaps", show=False, id="company.gaps"),
        Binding("exclamation_mark", "only_failed", "failed", show=False, id="syncs.failed"),
        *CompanyScreen.COMPANY_BINDINGS,
    ]

    def __init__(self, desk: Desk, company_id: str) -> None:
        super().__init__(desk, company_id)
        self._notes: dict[str, str] = {}
        self._narrow = False

    def compose_body(self) -> Iterable[Widget]:
        yield Banner(self.desk.glyphs)
        yield DayStrip(self.desk.glyphs, id="days")
        yield SyncProgress(self.desk.clock, glyphs=self.desk.glyphs, id="progress")
        table: VirtualTable[SyncStatus] = VirtualTable(
            _columns(False, self.zone_label),
            self._cells,
            sync_key,
            glyphs=self.desk.glyphs,
            id="syncs",
        )
        table.needs_person = lambda sync: describe(sync.code).state is SyncState.FAILED
        yield table
        yield StatePanel(self.desk.glyphs)
        yield FilterLine(placeholder=_HINT, id="filter", returns_to="#syncs")

    @property
    def table(self) -> VirtualTable[SyncStatus]:
        return cast("VirtualTable[SyncStatus]", self.query_one("#syncs", VirtualTable))

    @property
    def strip(self) -> DayStrip:
        return self.query_one(DayStrip)

    def _cells(self, status: SyncStatus) -> tuple[Cell, ...]:
        cells = history_cells(status, self._notes, self.desk.clock.now(), self.desk.glyphs, self.zone)
        return (cells[0], cells[2], *cells[4:]) if self._narrow else cells

    # What the services say

    def on_mount(self) -> None:
        self.follow(FollowedSync(self, self._watch_seen).begin())
        self.table.focus()
        run_job(
            self, partial(self.services.companies.preview, self.company_id), group="overview", exclusive=True
        )

    def on_resize(self, event: events.Resize) -> None:
        self._narrow = not fits(_columns(False, self.zone_label), event.size.width)
        self.table.set_columns(_columns(self._narrow, self.zone_label))
        self._draw_days()

    def draw_ages(self) -> None:
        super().draw_ages()
        self._draw_days()

    def zone_changed(self) -> None:
        self.table.set_columns(_columns(self._narrow, self.zone_label))
        self.set_filter(self.filter_text, self.filter_only)
        super().zone_changed()

    def show_overview(self, state: RemoteState[CompanyOverview]) -> None:
        panel, syncs = self._panel(state), self.known_syncs()
        part = self.overview.syncs if self.overview else state
        failed = Problem.of(part.error) if syncs and isinstance(part, Failed) else None
        self.query_one(Banner).problem = failed
        self.query_one(StatePanel).state = panel
        for selector in ("#days", "#syncs"):
            self.query_one(selector).display = panel is None
        self._draw(syncs)

    def _draw(self, syncs: tuple[SyncStatus, ...]) -> None:
        self._notes = notes_of(self.overview, syncs) if self.overview else {}
        table = self.table
        on_top = table.scroll_offset.y == 0 and table.cursor_key == next(iter(table.shown_keys()), None)
        begins = not table.total_count
        table.set_rows(syncs)
        if begins and (failed := open_failure(syncs)) is not None:
            table.move_to(sync_key(failed))
        elif on_top:
            # The cursor stays on its row; scroll up so that a new sync above it is visible.
            table.scroll_to(y=0, animate=False)
        self._show_counts()
        self._draw_days()

    def _panel(self, state: RemoteState[CompanyOverview]) -> PanelState | None:
        if self.known_syncs():
            return None
        part = self.overview.syncs if self.overview else state
        match part:
            case Failed(error):
                return Problem.of(error)
            case Loading():
                return LoadingPanel(f"Reading the syncs of {self.company_name}")
            case _:
                hint = "{company.sync} starts one up to now, {company.range} one of a range or up to a date."
                return EmptyPanel(f"{self.company_name} has never synced", with_keys(self, hint))

    def _show_counts(self) -> None:
        table = self.table
        shown = (table.row(key) for key in table.shown_keys())
        counted = counts((sync for sync in shown if sync is not None), self.desk.glyphs)
        self.breadcrumbs.status = counted

    def _draw_days(self) -> None:
        overview = self.overview
        if overview is None or not self.is_mounted:
            return
        configuration = known(overview.configuration)
        days = max(1, min(DAYS, self.size.width - 2))
        self.strip.zone = schedule_zone(configuration)
        self.strip.marks = day_strip(
            self.known_syncs(), configuration, self.desk.clock.now(), days, self.schedule_memory
        )
        self.strip.beside = newest_lines(overview, self.known_syncs(), self.desk.glyphs, self.zone)
        self._point_at(self.table.cursor_row)

    @property
    def selected_sync(self) -> SyncStatus | None:
        return self.table.cursor_row

    def _watch_seen(self, watch: Watch) -> None:
        if self.overview is not None:
            self._draw(self.known_syncs())

    # Days

    def _point_at(self, sync: SyncStatus | None) -> None:
        """Select the day of *sync* in the strip."""
        configuration = known(self.overview.configuration) if self.overview else None
        day = day_of_sync(sync, configuration) if sync else None
        days = [mark.day for mark in self.strip.marks]
        self.strip.cursor = days.index(day) if day in days else None

    @on(VirtualTable.Highlighted, "#syncs")
    def _moved(self, event: VirtualTable.Highlighted) -> None:
        self._point_at(self.table.row(event.key) if event.key else None)

    def action_days(self) -> None:
        self.set_focus(self.strip)

    @on(DayStrip.Left)
    def _leave_days(self) -> None:
        self._point_at(self.table.cursor_row)
        self.set_focus(self.table)

    @on(DayStrip.Chosen)
    def _day_chosen(self, event: DayStrip.Chosen) -> None:
        sync = event.mark.latest or event.mark.held_by
        if sync is None:
            self.notify("No sync ran for that day.", timeout=3)
        elif self.table.move_to(sync_key(sync)):
            self.set_focus(self.table)
        else:
            said = "The filter hides the sync of that day. {app.back} clears the filter."
            self.notify(with_keys(self, said), timeout=5)

    # Filter

    def action_only_failed(self) -> None:
        words = self.filter_text.split()
        others = [word for word in words if word != _FAILED]
        self.set_filter_text(" ".join(others if others != words else [*words, _FAILED]))

    def read_filter(self, line: str) -> SyncFilter:
        # Days in it are those of the displayed zone.
        return sync_filter(line, self.desk.clock.now(), self.zone)

    def filter_fields(self) -> Sequence[FilterField[SyncStatus]]:
        return sync_fields(self.desk.clock.now(), self.zone)

    def filter_changed(self) -> None:
        self.show_matches(self.table)
        self._show_counts()

    # Acting

    def action_gaps(self) -> None:
        self.app.push_screen(routes.GAPS.screen(self.desk, self.company_id))

    @on(VirtualTable.Opened, "#syncs")
    def _open_sync(self, event: VirtualTable.Opened) -> None:
        status = self.table.row(event.key)
        if status is not None:
            explained = explanation_of(self.overview, status)
            self.app.push_screen(SyncDetailScreen(self.desk, status, self.company_name, self.zone, explained))

    def action_watch(self) -> None:
        sync = self.table.cursor_row
        if sync is None or describe(sync.code).state is not SyncState.RUNNING:
            super().action_watch()
            return
        self.follow_sync(self.company_id, self.company_name, sync.sync_id, sync.commerce_sync_id)

    def action_copy_id(self) -> None:
        if self.table.cursor_key:
            self.copy(self.table.cursor_key, "the sync's id")

    def action_copy_ticket(self) -> None:
        if self.table.cursor_row is not None:
            self.copy(
                sync_ticket(self.company_name, self.table.cursor_row, self.desk.profile),
                "the sync for a ticket",
            )
