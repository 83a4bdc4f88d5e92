"""The syncs being followed, with batches as one row and their syncs below: phase, elapsed time, next check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, NamedTuple, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widget import Widget

from codat_tui.models.batches import Batch, BatchMember, BatchState
from codat_tui.models.local import Watch
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone, watch_cells, wrap
from codat_tui.present.batches import batch_cells, batch_words, member_cell
from codat_tui.present.panels import EmptyPanel
from codat_tui.present.watching import present_phase, timeline
from codat_tui.rules.codes import SyncState, describe
from codat_tui.screens.shell.base import NARROW, CodatScreen, Desk, leaving
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.columns import Column
from codat_tui.widgets.progress import SyncProgress
from codat_tui.widgets.state_panel import StatePanel
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import with_keys

_TICK = 1.0
# Cells of a bar of time, and beside it.
_LONGEST_BAR, _BESIDE_BAR = 60, 36
# Batches of more syncs are folded at first.
_FEW = 25
_BELOW = "  "
_NOT_WELL = frozenset((SyncState.FAILED, SyncState.UNKNOWN))
_HOW = (
    "{company.sync} on a company starts a sync and follows it; {company.watch} follows one that is running "
    "already. {app.companies} shows the companies."
)


class WatchRow(NamedTuple):
    """A followed sync, a batch, or one sync of a batch; *watch* is None while that is not followed."""

    watch: Watch | None = None
    batch: Batch | None = None
    member: BatchMember | None = None
    position: int = 0

    @property
    def key(self) -> str:
        if self.batch is None:
            return self.watch.watch_id if self.watch is not None else ""
        return self.batch.batch_id if self.member is None else f"{self.batch.batch_id} {self.position}"

    @property
    def company_id(self) -> str:
        """Return the company of a sync; "" for a batch."""
        if self.member is not None:
            return self.member.company_id
        return self.watch.company_id if self.watch is not None else ""

    @property
    def name(self) -> str:
        if self.member is not None:
            return self.member.company_name
        return self.watch.company_name if self.watch is not None else ""


def _needs_person(row: WatchRow) -> bool:
    """A batch that waits for a person, or a sync that did not end well."""
    if row.batch is not None and row.member is None:
        return row.batch.state is BatchState.PAUSED
    watch = row.watch
    if watch is None or watch.running:
        return False
    return watch.error is not None or describe(watch.code).state in _NOT_WELL


_SORTS: dict[str, Callable[[WatchRow], Any]] = {
    "company": lambda row: row.name.casefold(),
    "phase": lambda row: (not row.watch.running, row.watch.phase) if row.watch else (True, ""),
    "elapsed": lambda row: row.watch.started_at.timestamp() if row.watch else float("inf"),
    "requests": lambda row: row.watch.looks if row.watch else 0,
}


def _given_order(row: WatchRow) -> int:
    # The screen sorts, because the syncs of a batch stay below it; the table only shows by which column.
    return 0


_COLUMNS: tuple[Column[WatchRow], ...] = (
    Column("company", "Company", 20, flex=1, sort=_given_order),
    Column("phase", "Phase", 25, flex=2, sort=_given_order),
    Column("elapsed", "Elapsed", 7, right=True, sort=_given_order),
    Column("next_look", "Next look", 11, right=True),
    Column("requests", "Looks", 5, right=True, sort=_given_order),
)


class WatchingScreen(CodatScreen):
    CSS_PATH = style_sheet("watching.tcss")
    CRUMBS = ("Watching",)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "pause", "pause or resume the batch", id="watching.pause"),
        Binding("d", "stop", "stop watching", id="watching.stop"),
        Binding("D", "clear", "clear finished", id="watching.clear"),
        *leaving(),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._timer: Timer | None = None
        self._folded: set[str] = set()
        self._met: set[str] = set()

    def compose_body(self) -> Iterable[Widget]:
        table = VirtualTable[WatchRow](
            _COLUMNS, self._cells, lambda row: row.key, glyphs=self.desk.glyphs, id="watches"
        )
        table.needs_person = _needs_person
        yield table
        yield CellLines(id="elsewhere")
        yield StatePanel(self.desk.glyphs)
        yield CellLines(id="batch-words")
        yield SyncProgress(self.desk.clock, glyphs=self.desk.glyphs, id="progress")
        yield CellLines(id="timeline")

    @property
    def table(self) -> VirtualTable[WatchRow]:
        return cast("VirtualTable[WatchRow]", self.query_one("#watches", VirtualTable))

    def _cells(self, row: WatchRow) -> Sequence[Cell]:
        now, glyphs = self.desk.clock.now(), self.desk.glyphs
        if row.batch is not None and row.member is None:
            folded = row.batch.batch_id in self._folded
            return (*batch_cells(row.batch, now, folded, glyphs), Cell(""))
        below = f"{_BELOW}  " if row.member is not None else ""
        name = Cell(f"{below}{self.services.fleet.full_name(row.company_id, row.name)}")
        watch = row.watch
        if watch is None:
            assert row.member is not None
            return (name, member_cell(row.member, glyphs), Cell(""), Cell(""), Cell(""))
        cells = watch_cells(watch, now, glyphs)
        if watch.running and self.size.width < NARROW:
            return (name, present_phase(watch, glyphs), *cells[2:])
        return (name, *cells[1:])

    def on_mount(self) -> None:
        self.follow(self.services.watching.subscribe(lambda _: self._show_rows()))
        self.follow(self.services.subscribe_batches(lambda _: self._show_rows()))
        self.follow(self.desk.profiles.subscribe(lambda _: self._show_elsewhere()))
        self._show_elsewhere()
        self._show_rows()
        self.table.focus()

    def _rows(self) -> Iterable[WatchRow]:
        watches = {watch.watch_id: watch for watch in self.services.watching.watches}
        for batch in self.services.known_batches:
            if batch.batch_id not in self._met:
                self._met.add(batch.batch_id)
                if len(batch.members) > _FEW:
                    self._folded.add(batch.batch_id)
            below = [
                WatchRow(watches.pop(member.watch_id, None), batch, member, position)
                for position, member in enumerate(batch.members)
            ]
            yield WatchRow(batch=batch)
            if batch.batch_id not in self._folded:
                yield from self._sorted(below)
        yield from self._sorted([WatchRow(watch) for watch in watches.values()])

    def _sorted(self, rows: list[WatchRow]) -> list[WatchRow]:
        sort = _SORTS.get(self.table.sort_column or "")
        return rows if sort is None else sorted(rows, key=sort, reverse=self.table.sort_reverse)

    def _show_rows(self) -> None:
        rows = {row.key: row for row in self._rows()}
        if tuple(rows) == self.table.shown_keys():
            self.table.patch(rows)
        else:
            self.table.set_rows(rows.values())
        watches = self.services.watching.watches
        running = sum(watch.running for watch in watches)
        cells = [Cell(f"{len(watches) - running} finished", Tone.MUTED)] if len(watches) > running else []
        self.breadcrumbs.status = (*cells, *([Cell(f"{running} running", Tone.RUNNING)] if running else []))
        self.query_one(StatePanel).state = (
            None if rows else EmptyPanel("No sync is being followed", with_keys(self, _HOW))
        )
        self.table.display = bool(rows)
        batches = self.services.known_batches
        self._tick_while(running > 0 or any(not batch.over for batch in batches))
        self._show_current(self.table.cursor_key)

    def _show_elsewhere(self) -> None:
        """Say what goes on in the other profiles."""
        elsewhere = self.desk.profiles.elsewhere(self.desk.profile.name)
        lines = self.query_one("#elsewhere", CellLines)
        lines.display = bool(elsewhere)
        how = with_keys(self, "   {app.profiles} shows another profile")
        lines.lines = tuple(
            (Cell(f"{name}: {said}", Tone.RUNNING), Cell(how, Tone.MUTED)) for name, said in elsewhere.items()
        )

    def _tick_while(self, running: bool) -> None:
        if running and self._timer is None:
            self._timer = self.set_interval(_TICK, self._tick)
        elif not running and self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _tick(self) -> None:
        if self.is_current:
            self.table.redraw()
            self._show_timeline(self.table.cursor_row)

    @on(VirtualTable.SortChanged, "#watches")
    def _sort(self) -> None:
        self.table.set_rows(self._rows())

    @on(VirtualTable.Highlighted, "#watches")
    def _moved(self, event: VirtualTable.Highlighted) -> None:
        self._show_current(event.key)

    def _show_current(self, key: str | None) -> None:
        row = self.table.row(key) if key else None
        self.query_one(SyncProgress).followed = row.watch if row is not None else None
        self._show_timeline(row)
        batch = row.batch if row is not None and row.member is None else None
        why, keys = batch_words(batch) if batch is not None else ("", "")
        tone = Tone.ACTION if keys else Tone.NORMAL
        said = [Cell(line, tone) for line in wrap(why, max(20, self.size.width - 4))]
        if keys:
            said.append(Cell(with_keys(self, keys), Tone.MUTED))
        lines = self.query_one("#batch-words", CellLines)
        lines.display = bool(said)
        lines.lines = tuple((line,) for line in said)
        self.refresh_bindings()

    def _show_timeline(self, row: WatchRow | None) -> None:
        watch = row.watch if row is not None else None
        room = min(_LONGEST_BAR, self.size.width - _BESIDE_BAR)
        said: tuple[tuple[Cell, ...], ...] = ()
        if watch is not None and room > 0:
            said = timeline(watch, self.desk.clock.now(), self.zone, room, self.desk.glyphs)
            # Later lines have no date: a sync takes minutes.
            began = watch.started_at.astimezone(self.zone)
            said = (
                (Cell(f"Followed since {began:%-d %b %Y %H:%M:%S} {self.zone_label}", Tone.MUTED),),
                *said,
            )
        lines = self.query_one("#timeline", CellLines)
        lines.display = bool(said)
        lines.lines = said

    @on(VirtualTable.Opened, "#watches")
    def _open(self, event: VirtualTable.Opened) -> None:
        row = self.table.row(event.key)
        if row is None:
            return
        if row.batch is not None and row.member is None:
            self._folded ^= {row.batch.batch_id}
            self._show_rows()
        else:
            self.open_company(row.company_id)

    # Acting

    @property
    def _batch(self) -> Batch | None:
        """Return the batch under the cursor, or that of the sync under it."""
        row = self.table.cursor_row
        return row.batch if row is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "pause" and self.is_mounted:
            batch = self._batch
            return batch is not None and batch.state in (BatchState.RUNNING, BatchState.PAUSED)
        return super().check_action(action, parameters)

    def action_pause(self) -> None:
        batch = self._batch
        if batch is None:
            return
        if batch.state is BatchState.PAUSED:
            self.services.batches.resume(batch.batch_id)
        else:
            self.services.batches.pause(batch.batch_id)

    def action_stop(self) -> None:
        row = self.table.cursor_row
        if row is None:
            return
        if row.batch is not None and row.member is None:
            self._give_up(row.batch)
        elif row.watch is not None and row.watch.running:
            self.services.watching.stop(row.watch.watch_id)
            self.notify("No longer followed; the sync itself goes on.", title=row.name)

    def _give_up(self, batch: Batch) -> None:
        if batch.state in (BatchState.RUNNING, BatchState.PAUSED):
            self.services.batches.cancel(batch.batch_id)
            if batch.active:
                self.notify("No more of its syncs are started; those that run go on.", timeout=5)

    def action_clear(self) -> None:
        self.services.watching.clear_ended()
        if self.services.known_batches:
            self.services.batches.clear_ended()

    def action_refresh(self) -> None:
        # Only draws again: the checks keep their schedule.
        self.table.rearrange()
