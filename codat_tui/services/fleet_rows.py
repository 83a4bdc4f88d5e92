"""From Codat's objects to the fleet's small rows; repeated words are stored once."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from codat_tui.models.local import TAG_SEPARATOR, FleetEntry, LatestSync, PlatformLink
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.fleet.links import PlatformKind, preference

if TYPE_CHECKING:
    from codat_tui.models.codat import CompanySummary, ConnectionSummary, SyncStatus
    from codat_tui.models.diagnosis import Judgement

# Codat's documented spelling, looked up before any text is folded.
_KINDS = {kind.value.capitalize(): kind for kind in PlatformKind}


def entry_of(company: CompanySummary) -> FleetEntry:
    """Return the row of a listed company, without its sync."""
    # One pass, because this runs 50,000 times for a large client.
    commerce = accounting = None
    others: list[str] = []
    for each in company.connections:
        kind = _KINDS.get(each.source_type) or each.source_type.casefold()
        if kind == PlatformKind.COMMERCE and (
            commerce is None or preference(each.status) < preference(commerce.status)
        ):
            commerce, replaced = each, commerce
        elif kind == PlatformKind.ACCOUNTING and (
            accounting is None or preference(each.status) < preference(accounting.status)
        ):
            accounting, replaced = each, accounting
        else:
            replaced = each
        if replaced is not None:
            others.append(replaced.id)
    tags = TAG_SEPARATOR.join(f"{key}={value}" for key, value in company.tags.items()) if company.tags else ""
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


def _link(row: ConnectionSummary | None) -> PlatformLink | None:
    if row is None:
        return None
    intern = sys.intern
    return PlatformLink(
        intern(row.platform_key),
        intern(row.platform_name),
        intern(row.status),
        row.id,
        intern(row.active_error),
    )


def latest_sync_of(status: SyncStatus, checked_at: datetime) -> LatestSync:
    word, message = sys.intern(status.word), sys.intern(status.error_message)
    return LatestSync(
        status.code, word, status.sync_utc, message, status.data_pushed, checked_at, status.sync_id
    )


def with_sync(entry: FleetEntry, latest: LatestSync | None, judgement: Judgement | None = None) -> FleetEntry:
    """Return the row with its latest sync (None: there is none) and judgement."""
    return entry._replace(sync=latest, never_synced=latest is None, judgement=judgement, last_seen=None)


def same_sync(entry: FleetEntry, latest: LatestSync | None) -> bool:
    """Return whether *latest* is the ended sync already in the row."""
    kept = entry.sync
    if kept is None or latest is None or describe(kept.code).state is SyncState.RUNNING:
        return False
    # A row remembered by an earlier version has no id.
    return kept._replace(checked_at=latest.checked_at, sync_id=kept.sync_id or latest.sync_id) == latest


def listed_anew(fresh: FleetEntry, old: FleetEntry) -> FleetEntry:
    """Return the new row with the known sync; after a change of links it must be judged again."""
    linked_alike = (fresh.commerce, fresh.accounting) == (old.commerce, old.accounting)
    judgement = old.judgement if linked_alike else None
    return fresh._replace(
        sync=old.sync,
        never_synced=old.never_synced,
        judgement=judgement,
        notes=old.notes,
        apart=old.apart,
    )


def failing_first(entries: Iterable[FleetEntry]) -> list[str]:
    """Return the company ids in the order of the sweep: last known failures first."""
    failing: list[str] = []
    rest: list[str] = []
    for entry in entries:
        fails = entry.sync is not None and describe(entry.sync.code).state is SyncState.FAILED
        (failing if fails else rest).append(entry.company_id)
    return failing + rest
