"""The form that chooses the period of a sync. It sends nothing.

Dates are in the merchant's zone, with UTC beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from codat_tui.models.writes import StartRangeSync, StartSync
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone
from codat_tui.present.history import problem_lines, span, utc_beside
from codat_tui.rules.syncs.range_choice import (
    HOLE,
    Preset,
    Proposal,
    RangeContext,
    RangeProblem,
    Typed,
    as_typed,
    check_range,
    proposals,
    read_typed,
)
from codat_tui.screens.shell.desk import Desk
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.columns import Column
from codat_tui.widgets.literal import literal
from codat_tui.widgets.one_line import OneLine, Part
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import key_of
from codat_tui.words import minute_text

if TYPE_CHECKING:
    from textual.app import ComposeResult

_COLUMNS: tuple[Column[Proposal], ...] = (
    Column("range", "Sync", 22),
    Column("from", "From", 17),
    Column("to", "To", 17),
    Column("length", "Length", 10, flex=1),
)
_INSIDE = 71
"""Cells inside the frame on a narrow terminal."""
NOTHING_AGAINST = "No known sync covers this time, and none is running."


class RangeKeys(OneLine):
    """The last line of the form: its keys."""

    blocked: bool = False

    def right(self) -> Sequence[Part]:
        go = Part("enter", Tone.MUTED if self.blocked else Tone.ACCENT, bold=not self.blocked, gap=1)
        word = Part("look at it and confirm", Tone.MUTED if self.blocked else Tone.NORMAL, gap=3)
        tab = (Part("tab", Tone.ACCENT, bold=True, gap=1, rank=1), Part("next field", gap=3, rank=1))
        return (
            *tab,
            go,
            word,
            Part(key_of(self, "range.leave"), Tone.ACCENT, bold=True, gap=1),
            Part("leave"),
        )

    def block(self, blocked: bool) -> None:
        """Enable or disable enter."""
        self.blocked = blocked
        self.redraw()


class RangeSyncScreen(ModalScreen["StartSync | StartRangeSync"]):
    """Dismisses with the chosen write, or None."""

    CSS_PATH = style_sheet("company/range_sync.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "leave", id="range.leave"),
        Binding("ctrl+s", "accept", "confirm", show=False, id="range.accept"),
    ]

    def __init__(self, desk: Desk, company_id: str, company_name: str, context: RangeContext) -> None:
        super().__init__(classes="ascii" if desk.glyphs.is_ascii else None)
        self._desk = desk
        self._company_id = company_id
        self._full_name = desk.services.fleet.full_name(company_id, company_name)
        self._ground = context
        self._proposals = {proposal.preset: proposal for proposal in proposals(context)}
        self._filled = ("", "")
        self._write: StartSync | StartRangeSync | None = None

    def compose(self) -> ComposeResult:
        with Vertical(id="range") as frame:
            frame.border_title = literal(f"Sync a range of {self._full_name}")
            yield VirtualTable[Proposal](
                _COLUMNS,
                self._cells,
                lambda proposal: proposal.preset,
                glyphs=self._desk.glyphs,
                id="proposals",
            )
            for name in ("from", "to"):
                with Horizontal(classes="range-line"):
                    yield Static(name, classes="range-label", markup=False)
                    field = Input(compact=True, id=name, placeholder="2026-10-30 03:12")
                    field.cursor_blink = False
                    yield field
                    yield CellLines(id=f"{name}-utc", classes="range-utc")
            yield CellLines(id="range-problems")
            yield RangeKeys(id="range-keys")

    def on_mount(self) -> None:
        table = self._table
        table.set_rows(self._proposals.values())
        # The first proposal with dates; it shows how old its end is.
        first = self._proposals[Preset.GAP if self._proposals[Preset.GAP].start else Preset.SINCE_SUCCESS]
        table.move_to(first.preset)
        self._fill(first)
        table.focus()

    @property
    def _table(self) -> VirtualTable[Proposal]:
        return cast("VirtualTable[Proposal]", self.query_one("#proposals", VirtualTable))

    @property
    def _preset(self) -> Preset:
        return Preset(self._table.cursor_key or Preset.DATES)

    def _cells(self, proposal: Proposal) -> tuple[Cell, ...]:
        zone = self._ground.zone
        label = proposal.preset.value.capitalize()
        if proposal.why_not:
            return (Cell(label, Tone.MUTED), Cell(proposal.why_not, Tone.MUTED), Cell(""), Cell(""))
        if proposal.preset is Preset.DATES:
            return (Cell(label), Cell("you type", Tone.MUTED), Cell("you type", Tone.MUTED), Cell(""))
        if proposal.preset is Preset.UP_TO:
            return (Cell(label), Cell("the last success", Tone.MUTED), Cell("you type", Tone.MUTED), Cell(""))
        finish = "now" if proposal.finish == self._ground.now else minute_text(proposal.finish, zone)
        length = Cell(span(proposal.start, proposal.finish), Tone.MUTED)
        return (Cell(label), Cell(minute_text(proposal.start, zone)), Cell(finish), length)

    # Proposals fill the fields; typing selects "dates"

    @on(VirtualTable.Highlighted, "#proposals")
    def _chosen(self, event: VirtualTable.Highlighted) -> None:
        if event.key is not None and self.is_mounted:
            self._fill(self._proposals[Preset(event.key)])

    def _fill(self, proposal: Proposal) -> None:
        start, finish = self.query_one("#from", Input), self.query_one("#to", Input)
        start.disabled = proposal.preset is Preset.UP_TO
        if proposal.preset is not Preset.DATES:
            zone, now = self._ground.zone, self._ground.now
            end = "now" if proposal.finish == now else as_typed(proposal.finish, zone)
            self._filled = (as_typed(proposal.start, zone), end)
            start.value, finish.value = self._filled
        self._check()

    @on(Input.Changed)
    def _typed(self) -> None:
        values = (self.query_one("#from", Input).value, self.query_one("#to", Input).value)
        if values != self._filled and self._preset not in (Preset.DATES, Preset.UP_TO):
            self._filled = values
            self._table.move_to(Preset.DATES)
        self._check()

    # Problems

    def _check(self) -> None:
        context, zone = self._ground, self._ground.zone
        up_to = self._preset is Preset.UP_TO
        finish = read_typed(self.query_one("#to", Input).value, zone, context.now)
        if up_to:
            window = context.window(finish.instant)
            start = Typed(
                window.start, window.start_reason if window.start is None else "", window.start_reason
            )
        else:
            start = read_typed(self.query_one("#from", Input).value, zone, context.now)
            start = self._exact(start, 0)
        self._beside("from", start)
        self._beside("to", finish)
        self._write = None
        hole = self._proposals[self._preset].hole
        lines = problem_lines(
            [RangeProblem(HOLE, True, hole=hole)] if hole else [], self._desk.glyphs, zone, _INSIDE
        )
        if finish.instant and (start.instant or up_to):
            problems = check_range(start.instant, finish.instant, context)
            lines = problem_lines(problems, self._desk.glyphs, zone, _INSIDE)
            lines = lines or [(Cell(NOTHING_AGAINST, Tone.MUTED),)]
            if not any(problem.blocks for problem in problems):
                self._write = self._wanted(start.instant, finish.instant)
        self.query_one("#range-problems", CellLines).lines = tuple(lines)
        self.query_one(RangeKeys).block(self._write is None)

    def _exact(self, typed: Typed, index: int) -> Typed:
        """Keep the proposal's seconds while its text is unchanged."""
        proposal = self._proposals[self._preset]
        value = self.query_one("#from", Input).value
        if proposal.start is not None and value == self._filled[index]:
            return Typed(proposal.start)
        return typed

    def _wanted(self, start: datetime | None, finish: datetime) -> StartSync | StartRangeSync:
        if start is None or self._preset is Preset.UP_TO:
            return StartSync(self._company_id, sync_to=None if finish == self._ground.now else finish)
        return StartRangeSync(self._company_id, start, finish)

    def _beside(self, name: str, typed: Typed) -> None:
        zone = Cell(f"{self._ground.zone}   ", Tone.MUTED)
        cells: tuple[Cell, ...]
        if typed.instant is None:
            cells = (Cell(typed.problem, Tone.WARNING),)
        else:
            note = (Cell(f"   {typed.note}", Tone.MUTED),) if typed.note else ()
            cells = (zone, Cell(utc_beside(typed.instant), Tone.NORMAL), *note)
        self.query_one(f"#{name}-utc", CellLines).lines = (cells,)

    # Confirming

    @on(VirtualTable.Opened, "#proposals")
    def _opened(self) -> None:
        if self._preset is Preset.DATES:
            self.query_one("#from", Input).focus()
        elif self._preset is Preset.UP_TO:
            self.query_one("#to", Input).focus()
        else:
            self.action_accept()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "from":
            self.query_one("#to", Input).focus()
        else:
            self.action_accept()

    def action_accept(self) -> None:
        self._check()
        if self._write is None:
            self.notify("Choose dates that can be synced first.", severity="warning", timeout=5)
        else:
            self.dismiss(self._write)
