"""The syncs being followed: phase, elapsed time, next check."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widget import Widget

from codat_tui.models.local import Watch
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone, watch_cells
from codat_tui.present.panels import EmptyPanel
from codat_tui.present.watching import present_phase
from codat_tui.screens.shell.base import NARROW, CodatScreen, Desk
from codat_tui.widgets.columns import Column
from codat_tui.widgets.progress import SyncProgress
from codat_tui.widgets.state_panel import StatePanel
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import with_keys

_TICK = 1.0
_COLUMNS: tuple[Column[Watch], ...] = (
    Column("company", "Company", 16, flex=1, sort=lambda watch: watch.company_name.casefold()),
    Column("phase", "Phase", 26, flex=1, sort=lambda watch: (not watch.running, watch.phase)),
    Column("elapsed", "Elapsed", 7, right=True, sort=lambda watch: watch.started_at),
    Column("next_look", "Next look", 11, right=True),
    Column("requests", "Looks", 5, right=True, sort=lambda watch: watch.looks),
)
_HOW = (
    "{company.sync} on a company starts a sync and follows it; {company.watch} follows one that is running "
    "already. {app.companies} shows the companies."
)


class WatchingScreen(CodatScreen):
    CSS_PATH = style_sheet("watching.tcss")
    CRUMBS = ("Watching",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "stop", "stop watching", id="watching.stop"),
        Binding("D", "clear", "clear finished", id="watching.clear"),
        Binding("r", "refresh", "refresh", show=False, id="app.refresh"),
        Binding("escape", "back", "back", show=False, id="app.back"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._timer: Timer | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield VirtualTable[Watch](
            _COLUMNS, self._cells, lambda watch: watch.watch_id, glyphs=self.desk.glyphs, id="watches"
        )
        yield StatePanel(self.desk.glyphs)
        yield SyncProgress(self.desk.clock, glyphs=self.desk.glyphs, id="progress")

    @property
    def table(self) -> VirtualTable[Watch]:
        return cast("VirtualTable[Watch]", self.query_one("#watches", VirtualTable))

    def _cells(self, watch: Watch) -> tuple[Cell, ...]:
        cells = watch_cells(watch, self.desk.clock.now(), self.desk.glyphs)
        if watch.running and self.size.width < NARROW:
            return (cells[0], present_phase(watch, self.desk.glyphs), *cells[2:])
        return cells

    def on_mount(self) -> None:
        self.follow(self.services.watching.subscribe(self._watches_changed))
        self._watches_changed(self.services.watching.watches)
        self.table.focus()

    def _watches_changed(self, watches: tuple[Watch, ...]) -> None:
        known = {watch.watch_id: watch for watch in watches}
        if known.keys() == set(self.table.shown_keys()):
            self.table.patch(known)
        else:
            self.table.set_rows(watches)
        running = sum(watch.running for watch in watches)
        cells = [Cell(f"{len(watches) - running} finished", Tone.MUTED)] if len(watches) > running else []
        self.breadcrumbs.status = (*cells, *([Cell(f"{running} running", Tone.RUNNING)] if running else []))
        self.query_one(StatePanel).state = (
            None if watches else EmptyPanel("No sync is being followed", with_keys(self, _HOW))
        )
        self.table.display = bool(watches)
        self._tick_while(running > 0)
        self._show_current(self.table.cursor_key)

    def _tick_while(self, running: bool) -> None:
        if running and self._timer is None:
            self._timer = self.set_interval(_TICK, self._tick)
        elif not running and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _tick(self) -> None:
        if self.is_current:
            self.table.redraw()

    @on(VirtualTable.Highlighted, "#watches")
    def _moved(self, event: VirtualTable.Highlighted) -> None:
        self._show_current(event.key)

    def _show_current(self, key: str | None) -> None:
        self.query_one(SyncProgress).followed = self.table.row(key) if key else None

    @on(VirtualTable.Opened, "#watches")
    def _open(self, event: VirtualTable.Opened) -> None:
        watch = self.table.row(event.key)
        if watch is not None:
            self.open_company(watch.company_id)

    def action_stop(self) -> None:
        watch = self.table.cursor_row
        if watch is not None and watch.running:
            self.services.watching.stop(watch.watch_id)
            self.notify("No longer followed; the sync itself goes on.", title=watch.company_name)

    def action_clear(self) -> None:
        self.services.watching.clear_ended()

    def action_refresh(self) -> None:
        # Only draws again: the checks keep their schedule.
        self.table.rearrange()
