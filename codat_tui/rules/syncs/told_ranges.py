"""The ranges of syncs as Codat told them when they were started from here; the list of syncs has none."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from codat_tui.rules.dates import read_instant

if TYPE_CHECKING:
    from codat_tui.models.changes import ToldRange
    from codat_tui.models.codat import SyncStatus

_SAME = timedelta(seconds=60)
"""Two answers about one sync may name its time with and without the seconds."""


def with_told_ranges(syncs: Iterable[SyncStatus], told: Sequence[ToldRange]) -> tuple[SyncStatus, ...]:
    """Return *syncs* in their order, those that were started from here with their ranges."""
    if not told:
        return tuple(syncs)
    return tuple(with_told_range(sync, told) for sync in syncs)


def with_told_range(sync: SyncStatus, told: Sequence[ToldRange]) -> SyncStatus:
    """Return *sync* with its range, where that was told and it has none itself."""
    if sync.date_range is not None:
        return sync
    found = next((each for each in told if _is_of(each, sync)), None)
    if found is None:
        return sync
    from codat_tui.models.codat import DateRange

    return sync.model_copy(update={"date_range": DateRange(start=found.start, finish=found.finish)})


def _is_of(told: ToldRange, sync: SyncStatus) -> bool:
    if told.sync_id and sync.sync_id:
        return told.sync_id == sync.sync_id
    then, at = read_instant(told.sync_utc), read_instant(sync.sync_utc)
    return then is not None and at is not None and abs(at - then) < _SAME
