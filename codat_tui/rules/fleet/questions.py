"""Which further requests a company's latest sync makes necessary."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from codat_tui.models.local import FleetEntry, LatestSync
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.fleet.links import LinkState, read_link

# A day, and the 12 hours that a sync may be late: after that a success may hide that no sync runs.
SILENT_AFTER = timedelta(hours=36)
_ABOUT_THE_MAPPING = (4000, 4200)


class Question(StrEnum):
    """One more request about a company; the value is Codat's name of the call."""

    SYNCS = "list-syncs"
    CONFIGURATION = "get-configuration"


def questions(entry: FleetEntry, before: LatestSync | None, now: datetime) -> frozenset[Question]:
    """Return what to ask besides the latest sync in *entry*; *before* is the latest sync known earlier.

    After a failure: since when, and for a mapping error which field. After two syncs without data: since
    when. After an old sync, or none on linked platforms: whether the schedule is on.
    """
    sync = entry.sync
    if sync is None:
        ready = entry.never_synced and _linked(entry)
        return frozenset({Question.CONFIGURATION}) if ready else frozenset()
    found: set[Question] = set()
    state, at = describe(sync.code).state, read_instant(sync.sync_utc)
    if state is SyncState.FAILED:
        found.add(Question.SYNCS)
        if sync.code in _ABOUT_THE_MAPPING:
            found.add(Question.CONFIGURATION)
    elif _wrote_nothing(sync) and (before is None or _wrote_nothing(before)):
        found.add(Question.SYNCS)
    if state is not SyncState.RUNNING and at is not None and now - at > SILENT_AFTER:
        found.add(Question.CONFIGURATION)
    return frozenset(found)


def _wrote_nothing(sync: LatestSync) -> bool:
    state = describe(sync.code, sync.data_pushed).state
    return state in (SyncState.NOTHING_WRITTEN, SyncState.NOTHING_PUSHED)


def _linked(entry: FleetEntry) -> bool:
    return all(
        link is not None and read_link(link.status) is LinkState.LINKED
        for link in (entry.commerce, entry.accounting)
    )
