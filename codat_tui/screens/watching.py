"""The syncs being followed, with batches as one row and their syncs below: phase, elapsed time, next check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widget import Widget

from codat_tui.models.batches import Batch, BatchMember, BatchState
from codat_tui.models.errors import CodatError
from codat_tui.models.journal import JournalEntry
from codat_tui.models.local import Watch, known
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone, watch_cells, wrap
from codat_tui.present.batches import batch_cells, batch_words, member_cell
from codat_tui.present.ended_syncs import earlier_cells, earlier_lines, end_lines, is_before, started_by
from codat_tui.present.folded_syncs import last_sync_lines
from codat_tui.present.panels import EmptyPanel
from codat_tui.present.watching import present_phase, timeline
from codat_tui.present.written_records import written_cells, written_lines
from codat_tui.rules.codes import SyncState, describe
from codat_tui.screens.shell.base import NARROW, CodatScreen, Desk, leaving
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.columns import Column
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.progress import SyncProgress
from codat_tui.widgets.state_panel import StatePanel
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus

_TICK = 1.0
MOST_EARLIER, MOST_LAST = 8, 6
# Seconds after which it is asked what a sync under the cursor wrote.
REST_SECONDS = 0.5
# Cells of a bar of time, and beside it.
_LONGEST_BAR, _BESIDE_BAR = 60, 36
# Batches of more syncs are folded at first.
_FEW = 25
_BELOW = "  "
_NOT_WELL = frozenset((SyncState.FAILED, SyncState.UNKNOWN))
_NOTHING = "No sync is being followed"
_HOW = (
    "{company.sync} on a company starts a sync and follows it; {company.watch} follows one that is running "
    "already. {app.companies} shows the companies."
)


class WatchRow(NamedTuple):
    """A followed sync, a batch, one sync of a batch, or one that ended *earlier*; *watch* is None while it is not
    followed.
    """

    watch: Watch | None = None
    batch: Batch | None = None
    member: BatchMember | None = None
    position: int = 0
    earlier: JournalEntry | None = None

    @property
    def key(self) -> str:
        if self.earlier is not None:
            return self.earlier.intent_id
        if self.batch is None:
            return self.watch.watch_id if self.watch is not None else ""
        return self.batch.batch_id if self.member is None else f"{self.batch.batch_id} {self.position}"

    @property
    def company_id(self) -> str:
        """Return the company of a sync; "" for a batch."""
        about = self.member or self.watch or self.earlier
        return about.company_id if about is not None else ""

    @property
    def name(self) -> str:
        about = self.member or self.watch or self.earlier
        return about.company_name if about is not None else ""


def _needs_person(row: WatchRow) -> bool:
    """A batch that waits for a person, or a sync that did not end well."""
    if row.batch is not None and row.member is None:
        return row.batch.state is BatchState.PAUSED
    watch = row.watch
    if row.earlier is not None and row.earlier.sync_end is not None:
        return describe(row.earlier.sync_end.code).state in _NOT_WELL
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
        self._earlier: tuple[JournalEntry, ...] = ()
        # The company that is told of, and whether what its sync wrote was asked for.
        self._about = ("", False)
        self._leave_company: Callable[[], None] = lambda: None

    def compose_body(self) -> Iterable[Widget]:
        table = VirtualTable[WatchRow](
            _COLUMNS, self._cells, lambda row: row.key, glyphs=self.desk.glyphs, id="watches"
        )
        table.needs_person = _needs_person
        yield CellLines(id="nothing")
        yield table
        yield CellLines(id="elsewhere")
        yield StatePanel(self.desk.glyphs)
        yield CellLines(id="batch-words")
        yield SyncProgress(self.desk.clock, glyphs=self.desk.glyphs, id="progress")
        yield CellLines(id="timeline")
        yield CellLines(id="told")

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
        if row.earlier is not None:
            return earlier_cells(row.earlier, name.text, now, glyphs)
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
        self.follow(lambda: self._leave_company())
        self.follow(self.desk.profiles.subscribe(lambda _: self._show_elsewhere()))
        self._show_elsewhere()
        self._show_rows()
        self.table.focus()
        self._read_earlier()

    def on_screen_resume(self) -> None:
        self._read_earlier()

    def _read_earlier(self) -> None:
        run_job(self, self._find_earlier, group="earlier", exclusive=True)

    async def _find_earlier(self) -> None:
        try:
            self._earlier = await self.services.activity.ended_syncs(MOST_EARLIER)
        except CodatError:
            # The journal's own screen says why it cannot be read.
            self._earlier = ()
        self._show_rows()

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
        yield from map(self._earlier_row, filter(self._is_not_above, self._earlier))

    @staticmethod
    def _earlier_row(entry: JournalEntry) -> WatchRow:
        return WatchRow(earlier=entry)

    def _is_not_above(self, entry: JournalEntry) -> bool:
        """Whether a sync of the journal has no row as a followed one or in a batch."""
        batches = self.services.known_batches
        if any(member.intent_id == entry.intent_id for batch in batches for member in batch.members):
            return False
        return not any(started_by(watch, entry) for watch in self.services.watching.watches)

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
        self.query_one(StatePanel).state = None if rows else EmptyPanel(_NOTHING, with_keys(self, _HOW))
        self.table.display = bool(rows)
        batches = self.services.known_batches
        self._show_nothing_followed(bool(rows) and not watches and not batches)
        self._tick_while(running > 0 or any(not batch.over for batch in batches))
        self._show_current(self.table.cursor_key)

    def _show_nothing_followed(self, nothing: bool) -> None:
        """Above what has ended earlier, say that nothing is followed now, and how that begins."""
        lines = self.query_one("#nothing", CellLines)
        lines.display = nothing
        room = max(20, self.size.width - 4)
        how = wrap(with_keys(self, _HOW), room) if nothing else []
        lines.lines = ((Cell(f"{_NOTHING}."),), *((Cell(line, Tone.MUTED),) for line in how))

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
        progress = self.query_one(SyncProgress)
        progress.followed = row.watch if row is not None else None
        progress.display = progress.followed is not None
        self._show_timeline(row)
        self._show_told(row)
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

    def _show_told(self, row: WatchRow | None) -> None:
        """What the end means, what was written, and the company's last syncs, as far as they are known."""
        room = max(20, self.size.width - 4)
        said: list[tuple[Cell, ...]] = []
        if row is not None and row.company_id:
            self._listen_to(row)
            parts = (self._end_lines(row, room), self._written_lines(row, room), self._last_lines(row, room))
            for part in filter(None, parts):
                said += [(), *part] if said else part
        lines = self.query_one("#told", CellLines)
        lines.display = bool(said)
        lines.lines = tuple(said)
        self.set_class(bool(said), "-told")

    def _end_lines(self, row: WatchRow, room: int) -> list[tuple[Cell, ...]]:
        if row.earlier is not None:
            return earlier_lines(row.earlier, self.zone, self.zone_label, room)
        return end_lines(row.watch, room) if row.watch is not None else []

    def _written_lines(self, row: WatchRow, room: int) -> list[tuple[Cell, ...]]:
        """What was written by a followed sync that has ended."""
        status = row.watch.outcome if row.watch is not None and not row.watch.running else None
        if status is None:
            return []
        state = self.services.written_records.state(row.company_id)
        syncs = self._syncs_of(row) or (status,)
        now = self.desk.clock.now()
        return written_cells(written_lines(state, status, syncs, now, self.zone), room)

    def _last_lines(self, row: WatchRow, room: int) -> list[tuple[Cell, ...]]:
        now, glyphs = self.desk.clock.now(), self.desk.glyphs
        # What was read before this one ended says that it runs.
        syncs = [sync for sync in self._syncs_of(row) if is_before(sync, row.watch, row.earlier)]
        lines = last_sync_lines(syncs, now, glyphs, self.zone, room, MOST_LAST)
        title = (Cell(f"Earlier syncs of {row.name} ({self.zone_label})", Tone.ACCENT),)
        return [title, *lines] if lines else []

    def _syncs_of(self, row: WatchRow) -> Sequence[SyncStatus]:
        overview = known(self.services.companies.state(row.company_id))
        return (known(overview.syncs) or ()) if overview is not None else ()

    def _listen_to(self, row: WatchRow) -> None:
        """Show what is learnt of this row's company; of a sync that ended while it was followed, ask what it wrote."""
        asked = row.watch is not None and row.watch.outcome is not None and not row.watch.running
        about = (row.company_id, asked)
        if about == self._about:
            return
        self._about = about
        self._leave_company()
        heard = ExitStack()
        for service in (self.services.companies, self.services.written_records):
            heard.callback(
                service.subscribe(row.company_id, lambda _: self._show_told(self.table.cursor_row))
            )
        self._leave_company = heard.close
        if asked:
            run_job(
                self, partial(self._ask_what_was_written, row.company_id), group="written", exclusive=True
            )

    async def _ask_what_was_written(self, company_id: str) -> None:
        # A person who goes on to the next row asks nothing about this one.
        await self.desk.clock.sleep(REST_SECONDS)
        await self.services.written_records.read(company_id)

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
        self._read_earlier()

    def action_refresh(self) -> None:
        # Only draws again: the checks keep their schedule.
        self.table.rearrange()
