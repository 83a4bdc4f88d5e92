"""From what Codat sends to the fleet's small rows; words that repeat are stored once."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from codat_tui.models.local import FleetEntry, Link, SyncGlance
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.fleet.links import Kind, preference

if TYPE_CHECKING:
    from codat_tui.models.codat import CompanySummary, ConnectionSummary, SyncStatus
    from codat_tui.models.diagnosis import Judgement

_KINDS = {kind.value.capitalize(): kind for kind in Kind}
"""The spelling Codat documents, looked up before any text is folded."""


def entry_of(company: CompanySummary) -> FleetEntry:
    """The row of one listed company, its sync not yet known."""
    # One pass: this runs once a company, 50,000 times for a large client.
    commerce = accounting = None
    others: list[str] = []
    for each in company.connections:
        kind = _KINDS.get(each.source_type) or each.source_type.casefold()
        if kind == Kind.COMMERCE and (
            commerce is None or preference(each.status) < preference(commerce.status)
        ):
            commerce, replaced = each, commerce
        elif kind == Kind.ACCOUNTING and (
            accounting is None or preference(each.status) < preference(accounting.status)
        ):
            accounting, replaced = each, accounting
        else:
            replaced = each
        if replaced is not None:
            others.append(replaced.id)
    tags = " ".join(f"{key}={value}" for key, value in company.tags.items()) if company.tags else ""
    return FleetEntry(
        company.id,
        company.name,
        company.description or "",
        tags,
        _link(commerce),
        _link(accounting),
        tuple(others),
        created=company.created,
    )


def _link(row: ConnectionSummary | None) -> Link | None:
    if row is None:
        return None
    intern = sys.intern
    return Link(intern(row.platform_key), intern(row.platform_name), intern(row.status), row.id)


def glance_of(status: SyncStatus, checked_at: datetime) -> SyncGlance:
    """What the fleet keeps of a sync."""
    word, message = sys.intern(status.word), sys.intern(status.error_message)
    return SyncGlance(status.code, word, status.sync_utc, message, status.data_pushed, checked_at)


def with_sync(entry: FleetEntry, glance: SyncGlance | None, judgement: Judgement | None = None) -> FleetEntry:
    """The row with its latest sync (None: there is none) and what the rules make of it."""
    return entry._replace(sync=glance, never_synced=glance is None, judgement=judgement)


def same_sync(entry: FleetEntry, glance: SyncGlance | None) -> bool:
    """True where *glance* is the ended sync that the row holds already."""
    kept = entry.sync
    if kept is None or glance is None or describe(kept.code).state is SyncState.RUNNING:
        return False
    return kept._replace(checked_at=glance.checked_at) == glance


def listed_anew(fresh: FleetEntry, old: FleetEntry) -> FleetEntry:
    """A row as listed now with what is known of its syncs; with other links it has to be judged anew."""
    linked_alike = (fresh.commerce, fresh.accounting) == (old.commerce, old.accounting)
    judgement = old.judgement if linked_alike else None
    return fresh._replace(sync=old.sync, never_synced=old.never_synced, judgement=judgement)


def failing_first(entries: Iterable[FleetEntry]) -> list[str]:
    """Company ids in the order of the sweep: those last known to fail, then the rest."""
    failing: list[str] = []
    rest: list[str] = []
    for entry in entries:
        fails = entry.sync is not None and describe(entry.sync.code).state is SyncState.FAILED
        (failing if fails else rest).append(entry.company_id)
    return failing + rest
