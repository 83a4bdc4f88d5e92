"""The last days of a company: whether each day's period is in a successful sync."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.syncs.due_times import (
    DAY,
    NOT_SEEN,
    ScheduleMemory,
    day_at,
    period_of,
    schedule_hour,
    schedule_zone,
    usual_delay,
)
from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.periods import Coverage, Period, coverage, is_good
from codat_tui.rules.syncs.spans import Span, missing, overlaps

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, SyncStatus


class DayState(StrEnum):
    """The result of a day's period; shown in the legend."""

    WRITTEN = "written"
    NOTHING_WRITTEN = "nothing to write"
    NOTHING_PUSHED = "nothing pushed"
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
    SyncState.NOTHING_PUSHED: DayState.NOTHING_PUSHED,
    SyncState.RUNNING: DayState.RUNNING,
    SyncState.FAILED: DayState.FAILED,
    SyncState.UNKNOWN: DayState.UNKNOWN,
}
COVERED = frozenset({DayState.WRITTEN, DayState.NOTHING_WRITTEN, DayState.NOTHING_PUSHED, DayState.LATER})


@dataclass(frozen=True, slots=True)
class DayMark:
    """A day and its period from *start* to *finish*.

    *latest*: the day's newest sync, successful ones first; *syncs*: how many ran for it; *held_by*: the later
    sync that covers it.
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
    memory: ScheduleMemory = NOT_SEEN,
) -> tuple[DayMark, ...]:
    """The last *days* days, oldest first, up to the current period.

    Without a readable schedule, days are those of the time zone, or of UTC.
    """
    zone, hour = schedule_zone(configuration), schedule_hour(configuration)
    ordered = newest_first(syncs)
    expected = now - usual_delay(configuration, ordered)
    covered = coverage(ordered, configuration, now, memory)
    try:
        last = day_at(now, zone, hour)
        shown = [last - DAY * back for back in reversed(range(days))]
        periods = [Span(*period_of(day, zone, hour)) for day in shown]
    except OverflowError:
        return ()
    own: dict[date, list[SyncStatus]] = {}
    for sync in ordered:
        day = day_of_sync(sync, configuration)
        if day is not None and day < shown[0]:
            break
        if day is not None:
            own.setdefault(day, []).append(sync)
    # Most syncs of an old company ended before the first of these days.
    recent = [each for each in covered.good if each.finish > periods[0].start]
    return tuple(
        _mark(day, period, own.get(day, []), covered, recent, now, expected)
        for day, period in zip(shown, periods, strict=True)
    )


def day_of_sync(sync: SyncStatus, configuration: Configuration | None) -> date | None:
    """The day whose period ended at the last due time before *sync*."""
    at = read_instant(sync.sync_utc)
    if at is None:
        return None
    zone, hour = schedule_zone(configuration), schedule_hour(configuration)
    try:
        return day_at(at, zone, hour) - DAY
    except OverflowError:
        return None


def _mark(
    day: date,
    period: Span,
    own: list[SyncStatus],
    covered: Coverage,
    recent: Sequence[Period],
    now: datetime,
    expected: datetime,
) -> DayMark:
    """*own*: the syncs of this day, newest first; *recent*: the successful ones that may cover it, oldest first.

    Periods that ended before *expected* should have a sync.
    """
    good = next((sync for sync in own if is_good(sync)), None)
    bad = next((sync for sync in own if not is_good(sync)), None)
    held_by = None
    # On the day of the first sync, only the time after its start counts.
    counted = period
    if covered.begins is not None and period.start < covered.begins < period.finish:
        counted = Span(covered.begins, period.finish)
    if not missing(counted, covered.likely):
        state = _OWN[describe(good.code, good.data_pushed).state] if good else DayState.LATER
        if good is None:
            held_by = next((each.sync for each in recent if overlaps(period, each.span)), None)
    elif bad is not None:
        good, state = None, _OWN[describe(bad.code).state]
    elif period.finish > now or (not own and period.finish >= expected):
        state = DayState.AHEAD
    elif covered.begins is None or period.finish <= covered.begins:
        state = DayState.BEFORE
    else:
        # A successful sync of that day covered another range.
        state = DayState.SILENT
    return DayMark(day, *period, state, good or bad, len(own), held_by)
