"""Whether the row of the fleet knows better than what was read of a company as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codat_tui.models.local import Loading, known

if TYPE_CHECKING:
    from codat_tui.models.diagnosis import Judgement
    from codat_tui.models.local import FleetEntry, RemoteState
    from codat_tui.models.overview import CompanyOverview


def contradicts(entry: FleetEntry, overview: CompanyOverview) -> bool:
    """Return whether *entry* has other links than *overview*, or another sync seen later."""
    row = known(overview.company)
    if row is not None and (row.commerce, row.accounting) != (entry.commerce, entry.accounting):
        return True
    glance, read_at = entry.sync, overview.read_at("latest")
    if glance is None or read_at is None or glance.checked_at <= read_at:
        return False
    latest = known(overview.latest)
    return latest is None or (latest.code, latest.sync_utc) != (glance.code, glance.sync_utc)


def judged_better(entry: FleetEntry | None, state: RemoteState[CompanyOverview] | None) -> Judgement | None:
    """Return the judgement of *entry* while only half of the company was ever read, else None.

    Half of a company is judged more mildly than all of it, with another remedy.
    """
    overview = known(state) if isinstance(state, Loading) else None
    if entry is None or overview is None or overview.read_whole:
        return None
    return entry.judgement
