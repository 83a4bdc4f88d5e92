"""The sheet that confirms syncs of several companies."""

from __future__ import annotations

from collections.abc import Sequence

from codat_tui.models.diagnosis import State
from codat_tui.models.local import FleetEntry
from codat_tui.present import Cell, Tone, status_cell
from codat_tui.rules.fleet.query import state_of
from codat_tui.screens.shell.desk import Desk
from codat_tui.services.sync_checks import USUAL_REQUESTS
from codat_tui.widgets.sheet import FactLine, Sheet
from codat_tui.words import count


class BatchSheet(Sheet):
    """Dismisses with True when confirmed."""

    def __init__(self, desk: Desk, companies: Sequence[FleetEntry]) -> None:
        production = desk.profile.environment == "production"
        # In production, the person types the number of companies.
        must_type = str(len(companies)) if production else ""
        super().__init__(
            desk.clock,
            f"Sync {len(companies)} companies",
            "sync all",
            must_type=must_type,
            glyphs=desk.glyphs,
        )
        self._desk = desk
        self._companies = companies

    def on_mount(self) -> None:
        # Shows known data only: each company is read again before its own sync.
        now = self._desk.clock.now()
        facts = []
        for company in self._companies:
            status = status_cell(company, now, self._desk.glyphs)
            facts.append(FactLine(company.name, status.text, company.company_id, status.tone))
        self.facts = tuple(facts)
        unlinked = sum(state_of(company) is State.UNLINKED for company in self._companies)
        notes = (
            [Cell(f"{count(unlinked, 'company', 'companies')} not linked: will fail.", Tone.ACTION)]
            if unlinked
            else []
        )
        requests = USUAL_REQUESTS * len(self._companies)
        self.notes = (
            *notes,
            Cell("Each starts at its own last success. Cannot be undone.", Tone.WARNING),
            Cell(
                f"Costs about {count(requests, 'request')}. A company whose sync is running is skipped.",
                Tone.MUTED,
            ),
        )
        self.ready = True
