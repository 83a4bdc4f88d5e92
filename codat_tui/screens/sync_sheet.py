"""The sheet before a sync: which company, which time, what was found just before, and the key that starts it."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from codat_tui.models.errors import CodatError
from codat_tui.present import Cell, Tone, count, exact
from codat_tui.screens.desk import Desk
from codat_tui.widgets.sheet import Fact, Sheet

if TYPE_CHECKING:
    from codat_tui.services.starting import SyncPlan


class SyncSheet(Sheet):
    """Dismisses with True when a person confirmed the sync of *plan*."""

    def __init__(self, desk: Desk, company_id: str, name: str) -> None:
        super().__init__(desk.clock, "Sync now", "sync", glyphs=desk.glyphs)
        self.plan: SyncPlan | None = None
        self._desk = desk
        self._company_id = company_id
        self._company = name

    def on_mount(self) -> None:
        """Name the company at once; then read what must be known before."""
        self.facts = (Fact("company", self._company, self._company_id),)
        self.run_worker(self._prepare(), group="prepare", exclusive=True)

    async def _prepare(self) -> None:
        try:
            plan = await self._desk.services.changing.prepare_sync(self._company_id)
        except CodatError as error:
            self.notes = (Cell(error.next_step), Cell(error.codat_message, Tone.MUTED))
            self.refusal = error.title
            return
        self._show(plan)

    def _show(self, plan: SyncPlan) -> None:
        self.plan = plan
        window = plan.window
        since = f"{exact(window.start, UTC)} UTC" if window.start else "not known"
        days = f", {count(window.days, 'day')}" if window.days else ""
        self.facts = (
            Fact("company", plan.company_name or self._company, self._company_id),
            Fact("from", since, window.start_reason + days),
            Fact("to", "now", f"{exact(window.finish, UTC)} UTC"),
        )
        self.notes = tuple(self._notes(plan))
        self.curl = plan.curl
        self.refusal = plan.refused
        self.ready = True

    def _notes(self, plan: SyncPlan) -> list[Cell]:
        notes = [] if plan.running else [Cell("No sync is running.", Tone.MUTED)]
        for warning in plan.warnings:
            notes.append(Cell(f"{self._desk.glyphs.action} {warning.text}", Tone.ACTION))
            if warning.remedy:
                notes.append(Cell(f"  {warning.remedy}", Tone.MUTED))
        notes.append(
            Cell("Cannot be undone: what Codat writes stays in the accounting software.", Tone.MUTED)
        )
        notes.append(Cell(f"Costs about {count(plan.requests, 'request')}.", Tone.MUTED))
        return notes
