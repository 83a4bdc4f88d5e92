"""Counts the failed days of a company since its last success."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import DAYS_UNTIL_OFF
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.syncs.due_times import day_at
from codat_tui.rules.syncs.order import newest_first

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus

_SUCCESS = frozenset({SyncState.WRITTEN, SyncState.NOTHING_WRITTEN})


@dataclass(frozen=True, slots=True)
class FailingRun:
    """The failed syncs since the last success. *days*: different days they belong to.

    *at_least*: older syncs are not known, so the run may be longer.
    """

    since: datetime
    days: int
    at_least: bool

    @property
    def days_left(self) -> int | None:
        """Days until Codat switches the sync off; None when the run may be longer than known."""
        left = max(0, DAYS_UNTIL_OFF - self.days)
        return None if self.at_least and left else left


def failing_run(
    latest: SyncStatus | None,
    last_successful: SyncStatus | None,
    syncs: Iterable[SyncStatus] | None,
    zone: tzinfo,
    never_successful: bool = False,
    hour: int = 0,
) -> FailingRun | None:
    """None when the newest finished sync did not fail.

    *zone* and the schedule's *hour* decide a sync's day. Running syncs and unreadable dates are ignored.
    """
    failed, success = failed_since_success(latest, last_successful, syncs)
    run = [at for sync in failed if (at := read_instant(sync.sync_utc)) is not None]
    if not run:
        return None
    dates = (at for sync in syncs or () if (at := read_instant(sync.sync_utc)) is not None)
    whole = never_successful or (success is not None and any(at <= success for at in dates))
    return FailingRun(
        since=run[-1],
        days=len({day_at(at, zone, hour) for at in run}),
        at_least=syncs is None or not whole,
    )


def failed_since_success(
    latest: SyncStatus | None, last_successful: SyncStatus | None, syncs: Iterable[SyncStatus] | None
) -> tuple[tuple[SyncStatus, ...], datetime | None]:
    """Return the failed syncs since the last success, newest first, and when that was, None if it is not known."""
    others = [sync for sync in (latest, last_successful) if sync is not None]
    # The latest is in the list too.
    failed: dict[tuple[str, str | None], SyncStatus] = {}
    for sync in newest_first([*(syncs or ()), *others]):
        state, at = describe(sync.code).state, read_instant(sync.sync_utc)
        if at is not None and state in _SUCCESS:
            return tuple(failed.values()), at
        if at is not None and state is SyncState.FAILED:
            failed.setdefault((sync.sync_id or sync.commerce_sync_id, sync.sync_utc), sync)
    return tuple(failed.values()), None
