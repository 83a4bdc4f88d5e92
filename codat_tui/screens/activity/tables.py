"""The journal and ledger tables, with fewer columns on narrow terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codat_tui.models.changes import IntentState
from codat_tui.models.journal import JournalEntry, LedgerEntry
from codat_tui.present import Cell
from codat_tui.present.activity import journal_cells, ledger_cells
from codat_tui.widgets.columns import Column
from codat_tui.widgets.table import VirtualTable, fits

if TYPE_CHECKING:
    from codat_tui.screens.shell.desk import Desk

NEEDS_PERSON = frozenset((IntentState.DIFFERS, IntentState.REFUSED, IntentState.UNKNOWN))
# The HTTP statuses from here on are refusals and errors.
FIRST_REFUSAL = 400


def _zone_of(desk: Desk) -> str:
    return desk.zones.label(desk.zones.zone())


def _journal_columns(narrow: bool, zone: str) -> tuple[Column[JournalEntry], ...]:
    age: Column[JournalEntry] = Column("age", "Age", 10, right=True)
    outcome: Column[JournalEntry] = Column("outcome", "Outcome", 16, flex=3)
    who: Column[JournalEntry] = Column("who", "Who", 8)
    return (
        Column("time", f"Time ({zone})", 17, sort=lambda entry: entry.at),
        *(() if narrow else (age,)),
        Column("what", "What", 17, flex=2, sort=lambda entry: entry.title.casefold()),
        Column("company", "Company", 16, flex=2, sort=lambda entry: entry.company_name.casefold() or None),
        Column("state", "State", 20 if narrow else 12, sort=lambda entry: entry.state.value),
        *(() if narrow else (outcome, who)),
    )


def _ledger_columns(narrow: bool, zone: str) -> tuple[Column[LedgerEntry], ...]:
    company: Column[LedgerEntry] = Column("company", "Company", 16, flex=1)
    tries: Column[LedgerEntry] = Column("tries", "Tries", 5, right=True, sort=lambda entry: entry.attempts)
    quota: Column[LedgerEntry] = Column("quota", "Quota", 8, right=True, sort=lambda entry: entry.quota_left)
    return (
        Column("time", f"Time ({zone})", 15, sort=lambda entry: entry.entry_id),
        Column("method", "Method", 6, sort=lambda entry: entry.method),
        Column("path", "Path", 26, flex=6, sort=lambda entry: entry.path),
        Column("status", "Answer", 12, flex=1, sort=lambda entry: entry.status),
        Column("took", "Took", 7, right=True, sort=lambda entry: entry.seconds),
        *(() if narrow else (company, tries, quota)),
    )


class JournalTable(VirtualTable[JournalEntry]):
    def __init__(self, desk: Desk) -> None:
        super().__init__(
            _journal_columns(False, _zone_of(desk)),
            self._journal_cells,
            lambda entry: entry.intent_id,
            glyphs=desk.glyphs,
            id="journal",
        )
        self.needs_person = lambda entry: entry.state in NEEDS_PERSON
        self._desk = desk
        self._narrow = False

    def _journal_cells(self, entry: JournalEntry) -> tuple[Cell, ...]:
        desk = self._desk
        *before, company, state, outcome, who = journal_cells(
            entry, desk.clock.now(), desk.glyphs, desk.zones.zone()
        )
        name = desk.services.fleet.full_name(entry.company_id, entry.company_name)
        cells = (*before, company._replace(text=name), state, outcome, who)
        if not self._narrow:
            return cells
        # Where there is no column for the outcome, a sync's end stands in that of the state.
        state = cells[5] if entry.sync_end is not None else cells[4]
        return (cells[0], *cells[2:4], state)

    def on_resize(self) -> None:
        self.lay_out()

    def lay_out(self) -> None:
        """Choose the columns for the screen's width and the zone of the times."""
        zone = _zone_of(self._desk)
        self._narrow = not fits(_journal_columns(False, zone), self.app.size.width)
        self.set_columns(_journal_columns(self._narrow, zone))
        self.redraw()


class LedgerTable(VirtualTable[LedgerEntry]):
    def __init__(self, desk: Desk) -> None:
        super().__init__(
            _ledger_columns(False, _zone_of(desk)),
            self._ledger_cells,
            lambda entry: str(entry.entry_id),
            glyphs=desk.glyphs,
            id="requests",
        )
        self.needs_person = lambda entry: entry.status is None or entry.status >= FIRST_REFUSAL
        self._desk = desk
        self._narrow = False

    def company_of(self, entry: LedgerEntry) -> str:
        """The company's name, or its id when unknown."""
        known = self._desk.services.fleet.entry(entry.company_id) if entry.company_id else None
        return known.full_name if known is not None else entry.company_id

    def _ledger_cells(self, entry: LedgerEntry) -> tuple[Cell, ...]:
        desk = self._desk
        cells = ledger_cells(entry, self.company_of(entry), desk.glyphs, desk.zones.zone())
        return cells[:5] if self._narrow else cells

    def on_resize(self) -> None:
        self.lay_out()

    def lay_out(self) -> None:
        """Choose the columns for the screen's width and the zone of the times."""
        zone = _zone_of(self._desk)
        self._narrow = not fits(_ledger_columns(False, zone), self.app.size.width)
        self.set_columns(_ledger_columns(self._narrow, zone))
        self.redraw()
