"""From what Codat sends to the fleet's small rows; words that repeat are stored once."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from codat_tui.models.local import FleetEntry, Link, SyncGlance
from codat_tui.rules.links import Kind, of_kind
from codat_tui.rules.sync_codes import SyncState, describe

if TYPE_CHECKING:
    from codat_tui.models.codat import CompanySummary, SyncStatus


def entry_of(company: CompanySummary) -> FleetEntry:
    """The row of one listed company, its sync not yet known."""
    commerce, accounting = _link(company, Kind.COMMERCE), _link(company, Kind.ACCOUNTING)
    shown = {link.connection_id for link in (commerce, accounting) if link is not None}
    others = tuple(each.id for each in company.connections if each.id not in shown)
    tags = " ".join(f"{key}={value}" for key, value in (company.tags or {}).items())
    return FleetEntry(company.id, company.name, company.description or "", tags, commerce, accounting, others)


def _link(company: CompanySummary, kind: Kind) -> Link | None:
    rows = of_kind(company.connections, kind)  # type: ignore[arg-type]  # reads kind and status alone
    if not rows:
        return None
    key, name, status = map(sys.intern, (rows[0].platform_key, rows[0].platform_name, rows[0].status))
    return Link(key, name, status, rows[0].id)


def glance_of(status: SyncStatus, checked_at: datetime) -> SyncGlance:
    """What the fleet keeps of a sync."""
    word, message = sys.intern(status.word), sys.intern(status.error_message)
    return SyncGlance(status.code, word, status.sync_utc, message, status.data_pushed, checked_at)


def with_sync(entry: FleetEntry, glance: SyncGlance | None) -> FleetEntry:
    """The row with its latest sync; None: there is none."""
    return entry._replace(sync=glance, never_synced=glance is None)


def failing_first(entries: Iterable[FleetEntry]) -> list[str]:
    """Company ids in the order of the sweep: those last known to fail, then the rest."""
    failing: list[str] = []
    rest: list[str] = []
    for entry in entries:
        fails = entry.sync is not None and describe(entry.sync.code).state is SyncState.FAILED
        (failing if fails else rest).append(entry.company_id)
    return failing + rest
