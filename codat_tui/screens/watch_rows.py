"""The rows of Watching: followed syncs, batches and their syncs, those of other profiles, and earlier syncs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from codat_tui.models.batches import Batch, BatchMember, BatchState
from codat_tui.models.journal import JournalEntry
from codat_tui.models.local import Watch
from codat_tui.rules.codes import SyncState, describe
from codat_tui.widgets.columns import Column

NOT_WELL = frozenset((SyncState.FAILED, SyncState.UNKNOWN))


class WatchRow(NamedTuple):
    """A followed sync, a batch, one sync of a batch, or a sync that ended earlier (*ended*).

    *watch* is None while a sync of a batch is not followed. *profile* is "" for what is of the profile that is shown.
    """

    watch: Watch | None = None
    batch: Batch | None = None
    member: BatchMember | None = None
    position: int = 0
    ended: JournalEntry | None = None
    profile: str = ""

    @property
    def key(self) -> str:
        # Two profiles may know the same client.
        return f"{self.profile}: {self._key}" if self.profile else self._key

    @property
    def _key(self) -> str:
        if self.ended is not None:
            return f"ended {self.ended.intent_id}"
        if self.batch is None:
            return self.watch.watch_id if self.watch is not None else ""
        return self.batch.batch_id if self.member is None else f"{self.batch.batch_id} {self.position}"

    @property
    def company_id(self) -> str:
        """Return the company of a sync; "" for a batch."""
        if self.member is not None:
            return self.member.company_id
        if self.ended is not None:
            return self.ended.company_id
        return self.watch.company_id if self.watch is not None else ""

    @property
    def name(self) -> str:
        if self.member is not None:
            return self.member.company_name
        if self.ended is not None:
            return self.ended.company_name
        return self.watch.company_name if self.watch is not None else ""


def needs_person(row: WatchRow) -> bool:
    """A batch that waits for a person, or a sync that did not end well."""
    if row.batch is not None and row.member is None:
        return row.batch.state is BatchState.PAUSED
    watch = row.watch
    if watch is None or watch.running:
        return False
    return watch.error is not None or describe(watch.code).state in NOT_WELL


def has_failed(row: WatchRow) -> bool:
    """Whether Codat said that the row's sync failed."""
    if row.ended is not None:
        end = row.ended.sync_end
        return end is not None and describe(end.code).state is SyncState.FAILED
    watch = row.watch
    return watch is not None and not watch.running and describe(watch.code).state is SyncState.FAILED


SORTS: dict[str, Callable[[WatchRow], Any]] = {
    "company": lambda row: row.name.casefold(),
    "phase": lambda row: (not row.watch.running, row.watch.phase) if row.watch else (True, ""),
    "elapsed": lambda row: row.watch.started_at.timestamp() if row.watch else float("inf"),
    "requests": lambda row: row.watch.looks if row.watch else 0,
}


def _given_order(row: WatchRow) -> int:
    # The screen sorts, because the syncs of a batch stay below it; the table only shows by which column.
    return 0


COLUMNS: tuple[Column[WatchRow], ...] = (
    Column("company", "Company", 20, flex=1, sort=_given_order),
    Column("phase", "Phase", 25, flex=2, sort=_given_order),
    Column("elapsed", "Elapsed", 7, right=True, sort=_given_order),
    Column("next_look", "Next/ended", 11, right=True),
    Column("requests", "Looks", 5, right=True, sort=_given_order),
)
