"""The syncs being followed, with batches as one row and their syncs below, and the last ended ones of the journal.

A pane tells of the sync under the cursor what is known already; it sends no request.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.timer import Timer
from textual.widget import Widget

from codat_tui.models.batches import Batch, BatchState
from codat_tui.models.diagnosis import Cause
from codat_tui.models.errors import CodatError
from codat_tui.models.journal import JournalEntry
from codat_tui.models.local import FleetEntry, known
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone, watch_cells, wrap
from codat_tui.present.batches import batch_cells, batch_words, member_cell
from codat_tui.present.folded_syncs import last_sync_lines
from codat_tui.present.history import explanation_of
from codat_tui.present.panels import EmptyPanel, LoadingPanel, PanelState, Problem
from codat_tui.present.remedies import Place, remedy_key
from codat_tui.present.watched_facts import company_facts, ended_cells, ended_facts, is_before, watch_facts
from codat_tui.present.watching import present_phase, timeline
from codat_tui.present.written_records import WrittenLine, written_cells
from codat_tui.screens.shell.base import CodatScreen, Desk, leaving
from codat_tui.screens.shell.mending import MEND, MEND_ID, mend_row
from codat_tui.screens.watch_rows import COLUMNS, SORTS, WatchRow, has_failed, needs_person
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.progress import SyncProgress
from codat_tui.widgets.state_panel import Banner, StatePanel
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import key_of, with_keys

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus
    from codat_tui.services.services import Services

_TICK = 1.0
# Cells of a bar of time, and beside it.
_LONGEST_BAR, _BESIDE_BAR = 60, 36
# From this width a row of the table has room for all phases of its sync; below, for the one that it is in.
_ALL_PHASES = 112
# Widths of the screen from which the pane stands beside the table, and the pane's widths there, as in the style sheet.
BESIDE_FROM, WIDE_FROM = 140, 180
_PANE, _WIDE_PANE = 62, 84
_BORDER = 1
# Lines that the table keeps at least.
_LEAST_ROWS = 5
# Ended syncs of the journal that are listed at most, and those read: some are rows already.
MOST_ENDED, _ENDED_READ = 10, 60
# A company's earlier syncs that are listed at most.
MOST_EARLIER = 6
# Batches of more syncs are folded at first.
_FEW = 25
_BELOW = "  "
_HOW = (
    "{company.sync} on a company starts a sync and follows it; {company.watch} follows one that is running "
    "already. {app.companies} shows the companies."
)


class _Resizing(Vertical):
    """Calls *resized* when its size has changed."""

    def __init__(self, resized: Callable[[], None], *children: Widget, id: str) -> None:
        super().__init__(*children, id=id)
        self._resized = resized

    def on_resize(self) -> None:
        self._resized()


class WatchingScreen(CodatScreen):
    CSS_PATH = style_sheet("watching.tcss")
    CRUMBS = ("Watching",)
    HORIZONTAL_BREAKPOINTS = [(0, "-below"), (BESIDE_FROM, "-beside"), (WIDE_FROM, "-vast")]
    BINDINGS: ClassVar[list[BindingType]] = [
        MEND,
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
        # None before the journal was read.
        self._ended: tuple[JournalEntry, ...] | None = None
        self._error: CodatError | None = None

    def compose_body(self) -> Iterable[Widget]:
        table = VirtualTable[WatchRow](
            COLUMNS, self._cells, lambda row: row.key, glyphs=self.desk.glyphs, id="watches"
        )
        table.needs_person = needs_person
        pane = _Resizing(
            self._make_room,
            CellLines(id="batch-words"),
            SyncProgress(self.desk.clock, glyphs=self.desk.glyphs, id="progress"),
            CellLines(id="facts"),
            CellLines(id="timeline"),
            CellLines(id="earlier"),
            id="pane",
        )
        yield Banner(self.desk.glyphs)
        yield CellLines(id="elsewhere")
        yield _Resizing(self._make_room, table, pane, id="watching")
        yield StatePanel(self.desk.glyphs)

    @property
    def table(self) -> VirtualTable[WatchRow]:
        return cast("VirtualTable[WatchRow]", self.query_one("#watches", VirtualTable))

    @property
    def _pane_width(self) -> int:
        """Cells of the pane inside its border."""
        width = self.size.width
        if width < BESIDE_FROM:
            return width
        return (_PANE if width < WIDE_FROM else _WIDE_PANE) - _BORDER

    @property
    def _is_narrow(self) -> bool:
        width = self.size.width
        return width - (self._pane_width if width >= BESIDE_FROM else 0) < _ALL_PHASES

    def _cells(self, row: WatchRow) -> Sequence[Cell]:
        now, glyphs = self.desk.clock.now(), self.desk.glyphs
        if row.batch is not None and row.member is None:
            folded = bool(row.profile) or row.batch.batch_id in self._folded
            first, *others = batch_cells(row.batch, now, folded, glyphs)
            return (_of_profile(row, first), *others, Cell(""))
        if row.ended is not None and row.ended.sync_end is not None:
            full_name = self.services.fleet.full_name(row.company_id, row.name)
            cells = ended_cells(full_name, row.ended.sync_end, now, glyphs)
            return (*cells[:2], Cell(""), cells[2], Cell(""))
        below = f"{_BELOW}  " if row.member is not None else ""
        full_name = self._services_of(row).fleet.full_name(row.company_id, row.name)
        name = _of_profile(row, Cell(f"{below}{full_name}"))
        watch = row.watch
        if watch is None:
            assert row.member is not None
            return (name, member_cell(row.member, glyphs), Cell(""), Cell(""), Cell(""))
        followed = watch_cells(watch, now, glyphs)
        if watch.running and self._is_narrow:
            return (name, present_phase(watch, glyphs), *followed[2:])
        return (name, *followed[1:])

    def on_mount(self) -> None:
        self.follow(self.services.watching.subscribe(lambda _: self._show_rows()))
        self.follow(self.services.subscribe_batches(lambda _: self._show_rows()))
        # The verdict on a company follows the end of its sync a moment later.
        self.follow(self.services.fleet.subscribe(lambda _: self._fleet_changed()))
        self.follow(self.desk.profiles.subscribe(lambda _: self._show_rows()))
        self._show_rows()
        self.table.focus()

    def _fleet_changed(self) -> None:
        if self.is_current:
            self._show_facts(self.table.cursor_row)
            self.refresh_bindings()

    def on_screen_resume(self) -> None:
        self._read_ended()

    def on_resize(self) -> None:
        self._show_current(self.table.cursor_key)

    def draw_ages(self) -> None:
        super().draw_ages()
        self._show_current(self.table.cursor_key)

    def _read_ended(self) -> None:
        run_job(self, self._read_journal, group="ended syncs", exclusive=True)

    async def _read_journal(self) -> None:
        try:
            self._ended = await self.services.activity.ended_syncs(_ENDED_READ)
        except CodatError as error:
            self._error = error
        else:
            self._error = None
        self._show_rows()

    def _ended_rows(self) -> Iterable[WatchRow]:
        """The last ended syncs that have no row above, as followed or in a batch, and were not cleared."""
        followed = {
            each
            for watch in self.services.watching.watches
            for each in (watch.sync_id, watch.commerce_sync_id)
        }
        batches = self.services.known_batches
        in_batches = {member.intent_id for batch in batches for member in batch.members}
        cleared_at = self.services.watching.cleared_at
        rows = [
            WatchRow(ended=entry)
            for entry in self._ended or ()
            if entry.outcome not in followed
            and entry.intent_id not in in_batches
            and (
                cleared_at is None
                or (entry.sync_end and entry.sync_end.at and entry.sync_end.at > cleared_at)
            )
        ]
        return rows[:MOST_ENDED]

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
        yield from self._rows_elsewhere()
        yield from self._ended_rows()

    def _rows_elsewhere(self) -> Iterable[WatchRow]:
        """What goes on in the other profiles of this run."""
        for name, services in self.desk.profiles.open.items():
            if name == self.desk.profile.name:
                continue
            batches = [each for each in services.known_batches if not each.over]
            of_batches = {member.watch_id for each in services.known_batches for member in each.members}
            yield from (WatchRow(batch=each, profile=name) for each in batches)
            yield from (
                WatchRow(watch, profile=name)
                for watch in services.watching.watches
                if watch.running and watch.watch_id not in of_batches
            )

    def _services_of(self, row: WatchRow) -> Services:
        return self.desk.profiles.open[row.profile] if row.profile else self.services

    def _sorted(self, rows: list[WatchRow]) -> list[WatchRow]:
        sort = SORTS.get(self.table.sort_column or "")
        return rows if sort is None else sorted(rows, key=sort, reverse=self.table.sort_reverse)

    def _show_rows(self) -> None:
        self._show_elsewhere()
        rows = {row.key: row for row in self._rows()}
        if tuple(rows) == self.table.shown_keys():
            self.table.patch(rows)
        else:
            on_first = self.table.cursor_key == next(iter(self.table.shown_keys()), None)
            ended = self.table.cursor_row is not None and self.table.cursor_row.ended is not None
            self.table.set_rows(rows.values())
            if on_first and ended:
                # What is followed has come above; nobody has left the first row.
                self.table.action_first()
        watches = self.services.watching.watches
        running = sum(watch.running for watch in watches)
        cells = [Cell(f"{len(watches) - running} finished", Tone.MUTED)] if len(watches) > running else []
        if rows and not watches:
            where = "here" if any(row.profile for row in rows.values()) else "now"
            cells = [Cell(f"none is followed {where}", Tone.MUTED)]
        self.breadcrumbs.status = (*cells, *([Cell(f"{running} running", Tone.RUNNING)] if running else []))
        self.query_one(StatePanel).state = None if rows else self._instead()
        self.query_one(Banner).problem = Problem.of(self._error) if self._error is not None and rows else None
        self.query_one("#watching").display = bool(rows)
        batches = self.services.known_batches
        elsewhere = any(row.profile for row in rows.values())
        self._tick_while(running > 0 or elsewhere or any(not batch.over for batch in batches))
        self._show_current(self.table.cursor_key)

    def _instead(self) -> PanelState:
        """What stands in place of the table without a row."""
        if self._error is not None:
            return Problem.of(self._error)
        if self._ended is None:
            return LoadingPanel("Reading the journal")
        return EmptyPanel("No sync is being followed", with_keys(self, _HOW))

    def _show_elsewhere(self) -> None:
        """Say which other profiles write: a write has no row."""
        elsewhere = self.desk.profiles.writing_elsewhere(self.desk.profile.name)
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
            self._show_facts(self.table.cursor_row)

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
        self._show_facts(row)
        batch = row.batch if row is not None and row.member is None else None
        why, keys = batch_words(batch) if batch is not None else ("", "")
        tone = Tone.ACTION if keys else Tone.NORMAL
        said = [Cell(line, tone) for line in wrap(why, max(20, self._pane_width - 4))]
        if keys:
            said.append(Cell(with_keys(self, keys), Tone.MUTED))
        lines = self.query_one("#batch-words", CellLines)
        lines.display = bool(said)
        lines.lines = tuple((line,) for line in said)
        self.refresh_bindings()

    def _make_room(self) -> None:
        """Share the height where the pane stands below: the table keeps a few rows, where it has as many."""
        beside = self.size.width >= BESIDE_FROM
        pane = self.query_one("#pane")
        whole = self.query_one("#watching").outer_size.height
        least = min(_LEAST_ROWS, self.table.total_count + 1)
        pane.styles.max_height = None if beside else max(1, whole - least)
        self.table.styles.max_height = None if beside else max(least, whole - pane.outer_size.height)

    def _show_timeline(self, row: WatchRow | None) -> None:
        watch = row.watch if row is not None else None
        room = min(_LONGEST_BAR, self._pane_width - _BESIDE_BAR)
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

    def _show_facts(self, row: WatchRow | None) -> None:
        """Tell of a sync what is known already: its usual time, what it wrote, what a failed one needs."""
        said: list[Sequence[Cell]] = []
        facts = self._facts(row) if row is not None else []
        if facts:
            said += written_cells(facts, max(30, self._pane_width - 4))
            word = remedy_key(self._cause).word
            if word:
                said.append((Cell(f"{key_of(self, MEND_ID)} ", Tone.ACCENT), Cell(word)))
        lines = self.query_one("#facts", CellLines)
        lines.display = bool(said)
        lines.lines = tuple(said)
        self._show_earlier(row)

    def _show_earlier(self, row: WatchRow | None) -> None:
        """List the company's earlier syncs, as far as they have been read: whether this one is like them."""
        said: list[tuple[Cell, ...]] = []
        if row is not None and (row.watch is not None or row.ended is not None):
            syncs = [each for each in self._syncs_of(row) if is_before(each, row.watch, row.ended)]
            now, room = self.desk.clock.now(), max(20, self._pane_width - 4)
            said = last_sync_lines(syncs, now, self.desk.glyphs, self.zone, room, MOST_EARLIER)
        lines = self.query_one("#earlier", CellLines)
        lines.display = bool(said)
        title = (Cell(f"Earlier syncs ({self.zone_label})", Tone.ACCENT),)
        lines.lines = (title, *said)

    def _syncs_of(self, row: WatchRow) -> Sequence[SyncStatus]:
        overview = known(self._services_of(row).companies.state(row.company_id))
        return (known(overview.syncs) or ()) if overview is not None else ()

    def _facts(self, row: WatchRow) -> list[WrittenLine]:
        now, services = self.desk.clock.now(), self._services_of(row)
        if row.ended is not None and row.ended.sync_end is not None:
            facts = ended_facts(row.ended, row.ended.sync_end, now, self.zone)
        elif row.watch is not None:
            overview = known(services.companies.state(row.company_id))
            outcome = row.watch.outcome
            explained = explanation_of(overview, outcome) if outcome is not None else None
            records = services.written_records.state(row.company_id)
            facts = watch_facts(row.watch, records, self._syncs_of(row), explained, now, self.zone)
        else:
            return []
        return facts + (company_facts(self._judged(row), now) if has_failed(row) else [])

    def _judged(self, row: WatchRow | None) -> FleetEntry | None:
        if row is None or not row.company_id:
            return None
        return self._services_of(row).fleet.entry(row.company_id)

    @property
    def _cause(self) -> Cause | None:
        """What is to be mended at the company of a failed sync under the cursor."""
        row = self.table.cursor_row if self.is_mounted else None
        acts = row is not None and not row.profile and has_failed(row)
        entry = self._judged(row) if acts else None
        return entry.judgement.cause if entry is not None and entry.judgement is not None else None

    @on(VirtualTable.Opened, "#watches")
    def _open(self, event: VirtualTable.Opened) -> None:
        row = self.table.row(event.key)
        if row is None:
            return
        if row.profile:
            self.call_later(self.run_action, f"app.use_profile({row.profile!r})")
        elif row.batch is not None and row.member is None:
            self._folded ^= {row.batch.batch_id}
            self._show_rows()
        else:
            self.open_company(row.company_id)

    # Acting

    @property
    def _batch(self) -> Batch | None:
        """Return the batch under the cursor, or that of the sync under it, that may be acted on here."""
        row = self.table.cursor_row
        return row.batch if row is not None and not row.profile else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "pause" and self.is_mounted:
            batch = self._batch
            return batch is not None and batch.state in (BatchState.RUNNING, BatchState.PAUSED)
        if action == "stop" and self.is_mounted:
            row = self.table.cursor_row
            return row is not None and not row.profile and _goes_on(row)
        if action == "mend":
            return remedy_key(self._cause).place is not Place.NOWHERE
        return super().check_action(action, parameters)

    def binding_words(self) -> dict[str, str]:
        return {MEND_ID: remedy_key(self._cause).word}

    def action_mend(self) -> None:
        """Go to what mends the company of the failed sync under the cursor."""
        row = self.table.cursor_row
        entry = self._judged(row)
        if row is not None and entry is not None:
            mend_row(self, entry, lambda: self.table.cursor_key == row.key)

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
        if row is None or row.profile:
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
        self._show_rows()

    def action_refresh(self) -> None:
        # The checks keep their schedule.
        self.table.rearrange()
        self._read_ended()


def _of_profile(row: WatchRow, name: Cell) -> Cell:
    """Return the first cell of a row, with the profile that it is of unless that one is shown."""
    return name._replace(text=f"{row.profile}: {name.text.strip()}") if row.profile else name


def _goes_on(row: WatchRow) -> bool:
    """Return whether there is something to stop."""
    if row.batch is not None and row.member is None:
        return not row.batch.over
    return row.watch is not None and row.watch.running
