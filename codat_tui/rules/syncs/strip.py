"""The last days of a company, each with its period: is it in a successful sync, and what ran for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.syncs.due_times import DAY, SOME_HOURS, day_at, period_of, schedule_hour, schedule_zone
from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.periods import Coverage, coverage, is_good
from codat_tui.rules.syncs.spans import Span, missing, overlaps

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, SyncStatus


class DayState(StrEnum):
    """What became of the period of a day; the words of the legend."""

    WRITTEN = "written"
    NOTHING_WRITTEN = "nothing to write"
    LATER = "in a later sync"
    FAILED = "failed, in no sync"
    SILENT = "none ran, in no sync"
    RUNNING = "running"
    UNKNOWN = "unknown"
    AHEAD = "still to come"
    BEFORE = "before the first sync"


_OWN = {
    SyncState.WRITTEN: DayState.WRITTEN,
    SyncState.NOTHING_WRITTEN: DayState.NOTHING_WRITTEN,
    SyncState.RUNNING: DayState.RUNNING,
    SyncState.FAILED: DayState.FAILED,
    SyncState.UNKNOWN: DayState.UNKNOWN,
}
COVERED = frozenset({DayState.WRITTEN, DayState.NOTHING_WRITTEN, DayState.LATER})


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day: its period from *start* to *finish*, what became of it, and the syncs that ran for it.

    *latest* is the sync to show for it: the newest of its own, a good one before others; *syncs* counts its own.
    *held_by* is the later sync that its period is in.
    """

    day: date
    start: datetime
    finish: datetime
    state: DayState
    latest: SyncStatus | None = None
    syncs: int = 0
    held_by: SyncStatus | None = None


def day_strip(
    syncs: Iterable[SyncStatus],
    configuration: Configuration | None,
    now: datetime,
    days: int = 60,
    unchanged_since: datetime | None = None,
) -> tuple[DayMark, ...]:
    """The last *days* days by the merchant's schedule, oldest first; the last is the one whose period lasts now.

    Without a schedule that can be read a day is that of its time zone, or of UTC.
    """
    zone, hour = schedule_zone(configuration), schedule_hour(configuration)
    ordered = newest_first(syncs)
    covered = coverage(ordered, configuration, now, unchanged_since)
    own: dict[date, list[SyncStatus]] = {}
    for sync in ordered:
        day = day_of_sync(sync, configuration)
        if day is not None:
            own.setdefault(day, []).append(sync)
    try:
        last = day_at(now, zone, hour)
        return tuple(
            _mark(day, Span(*period_of(day, zone, hour)), own.get(day, []), covered, now)
            for day in (last - DAY * back for back in reversed(range(days)))
        )
    except OverflowError:
        return ()


def day_of_sync(sync: SyncStatus, configuration: Configuration | None) -> date | None:
    """The day for whose period *sync* ran: the one that ended at the newest due time before it."""
    at = read_instant(sync.sync_utc)
    if at is None:
        return None
    zone, hour = schedule_zone(configuration), schedule_hour(configuration)
    try:
        return day_at(at, zone, hour) - DAY
    except OverflowError:
        return None


def _mark(day: date, period: Span, own: list[SyncStatus], covered: Coverage, now: datetime) -> DayMark:
    """*own* are the syncs that ran for this day, newest first."""
    good = next((sync for sync in own if is_good(sync)), None)
    bad = next((sync for sync in own if not is_good(sync)), None)
    held_by = None
    # Of the day on which the first sync began only the rest counts.
    counted = period
    if covered.begins is not None and period.start < covered.begins < period.finish:
        counted = Span(covered.begins, period.finish)
    if not missing(counted, covered.likely):
        state = _OWN[describe(good.code).state] if good else DayState.LATER
        if good is None:
            held_by = next((each.sync for each in covered.good if overlaps(period, each.span)), None)
    elif bad is not None:
        good, state = None, _OWN[describe(bad.code).state]
    elif period.finish > now or (not own and now - period.finish <= SOME_HOURS):
        state = DayState.AHEAD
    elif covered.begins is None or period.finish <= covered.begins:
        state = DayState.BEFORE
    else:
        # A good sync that ran that day was of another range.
        state = DayState.SILENT
    return DayMark(day, *period, state, good or bad, len(own), held_by)
