"""The journal and ledger tables, with fewer columns on narrow terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codat_tui.models.journal import JournalEntry, LedgerEntry
from codat_tui.present import Cell
from codat_tui.present.activity import journal_cells, ledger_cells
from codat_tui.screens.shell.base import NARROW
from codat_tui.widgets.columns import Column
from codat_tui.widgets.table import VirtualTable

if TYPE_CHECKING:
    from codat_tui.screens.shell.desk import Desk


def _journal_columns(narrow: bool) -> tuple[Column[JournalEntry], ...]:
    age: Column[JournalEntry] = Column("age", "Age", 10, right=True)
    outcome: Column[JournalEntry] = Column("outcome", "Outcome", 16, flex=3)
    who: Column[JournalEntry] = Column("who", "Who", 8)
    return (
        Column("time", "Time", 17, sort=lambda entry: entry.at),
        *(() if narrow else (age,)),
        Column("what", "What", 17, flex=2, sort=lambda entry: entry.title.casefold()),
        Column("company", "Company", 16, flex=2, sort=lambda entry: entry.company_name.casefold() or None),
        Column("state", "State", 10, sort=lambda entry: entry.state.value),
        *(() if narrow else (outcome, who)),
    )


def _ledger_columns(narrow: bool) -> tuple[Column[LedgerEntry], ...]:
    company: Column[LedgerEntry] = Column("company", "Company", 16, flex=1)
    tries: Column[LedgerEntry] = Column("tries", "Tries", 5, right=True, sort=lambda entry: entry.attempts)
    quota: Column[LedgerEntry] = Column("quota", "Quota", 8, right=True, sort=lambda entry: entry.quota_left)
    return (
        Column("time", "Time", 15, sort=lambda entry: entry.entry_id),
        Column("method", "Method", 6, sort=lambda entry: entry.method),
        Column("path", "Path", 26, flex=6, sort=lambda entry: entry.path),
        Column("status", "Answer", 12, flex=1, sort=lambda entry: entry.status),
        Column("took", "Took", 7, right=True, sort=lambda entry: entry.seconds),
        *(() if narrow else (company, tries, quota)),
    )


class JournalTable(VirtualTable[JournalEntry]):
    def __init__(self, desk: Desk) -> None:
        super().__init__(
            _journal_columns(narrow=False),
            self._journal_cells,
            lambda entry: entry.intent_id,
            glyphs=desk.glyphs,
            id="journal",
        )
        self._desk = desk
        self._narrow = False

    def _journal_cells(self, entry: JournalEntry) -> tuple[Cell, ...]:
        desk = self._desk
        *before, company, state, outcome, who = journal_cells(
            entry, desk.clock.now(), desk.glyphs, desk.zones.zone()
        )
        name = desk.services.fleet.full_name(entry.company_id, entry.company_name)
        cells = (*before, company._replace(text=name), state, outcome, who)
        return (cells[0], *cells[2:5]) if self._narrow else cells

    def on_resize(self) -> None:
        self._narrow = self.app.size.width < NARROW
        self.set_columns(_journal_columns(self._narrow))


class LedgerTable(VirtualTable[LedgerEntry]):
    def __init__(self, desk: Desk) -> None:
        super().__init__(
            _ledger_columns(narrow=False),
            self._ledger_cells,
            lambda entry: str(entry.entry_id),
            glyphs=desk.glyphs,
            id="requests",
        )
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
        self._narrow = self.app.size.width < NARROW
        self.set_columns(_ledger_columns(self._narrow))
