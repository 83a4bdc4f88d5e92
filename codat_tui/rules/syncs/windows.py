"""What time a sync covers, when the next is due, how the last days went; no window ends before it starts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from math import ceil
from typing import TYPE_CHECKING

from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant, read_zone, sync_day
from codat_tui.rules.syncs.order import newest_first
from codat_tui.words import day_text

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, Schedule, SyncStatus

_DAY = timedelta(days=1)
_COVERS = frozenset({SyncState.RUNNING, SyncState.WRITTEN, SyncState.NOTHING_WRITTEN})


@dataclass(frozen=True, slots=True)
class SyncWindow:
    """What a sync would cover, in UTC; *start_reason* says where *start* comes from, or why it is None.

    *days* counts begun days of 24 hours between the two, None while the start is not known.
    """

    start: datetime | None
    start_reason: str
    finish: datetime
    days: int | None


@dataclass(frozen=True, slots=True)
class KnownRange:
    """The time a known sync covers; *stated* is False where it is inferred from the syncs before."""

    sync: SyncStatus
    start: datetime
    finish: datetime
    stated: bool


@dataclass(frozen=True, slots=True)
class DayMark:
    """One day of a company's history: the state of its last sync (None without one) and how many it had."""

    day: date
    state: SyncState | None = None
    latest: SyncStatus | None = None
    syncs: int = 0


def schedule_zone(configuration: Configuration | None) -> tzinfo:
    """The company's own time zone; UTC where none is set or known (Codat's documentation: Etc/UTC)."""
    schedule = configuration.schedule if configuration else None
    return read_zone(schedule.time_zone if schedule else None) or UTC


def schedule_hour(configuration: Configuration | None) -> int:
    """The hour at which the company's sync is due; 0 where none is set or it cannot be right (Codat's default)."""
    schedule = configuration.schedule if configuration else None
    hour = (schedule.sync_hour if schedule else None) or 0
    return hour if 0 <= hour <= 23 else 0


def latest_window(
    last_successful: SyncStatus | None,
    configuration: Configuration | None,
    now: datetime,
    sync_to: datetime | None = None,
) -> SyncWindow:
    """What "sync latest" covers, by Codat's documentation.

    It runs from the last successful sync, or else the configured start date, to *sync_to* or now. Where the
    start lies after the end, the window is empty and its reason says so.
    """
    finish = sync_to or now
    zone = schedule_zone(configuration)
    if last_successful is not None:
        start, reason = read_instant(last_successful.sync_utc), "the last successful sync"
    else:
        schedule = configuration.schedule if configuration else None
        start, reason = (
            read_instant(schedule.start_date, zone) if schedule else None,
            "the configured start date",
        )
    if start is None:
        return SyncWindow(None, f"{reason} is not known", finish, None)
    if start > finish:
        reason = f"{reason}, {day_text(start, zone)}, lies after the end: nothing to sync"
        return SyncWindow(finish, reason, finish, 0)
    return SyncWindow(start, reason, finish, ceil((finish - start) / _DAY))


def next_due(schedule: Schedule | None, now: datetime) -> datetime | None:
    """When the next scheduled sync is due, in UTC; Codat runs it some hours later.

    None where it is not known: no daily schedule, or an hour or time zone that cannot be read. Codat's
    documentation: daily at `syncHour` (absent: 0) in `timeZone` (null: UTC), not before the start date.
    """
    if schedule is None or (schedule.selected_frequency or "").casefold() != "daily":
        return None
    zone, hour = read_zone(schedule.time_zone), schedule.sync_hour or 0
    if zone is None or not 0 <= hour <= 23:
        return None
    start = read_instant(schedule.start_date, zone) or now
    try:
        first = max(now, start).astimezone(zone).date() - _DAY
        candidates = (datetime.combine(first + _DAY * n, time(hour), zone).astimezone(UTC) for n in range(4))
        return next(due for due in candidates if due > now and due >= start)
    except OverflowError:
        return None


def overlaps(start: datetime, finish: datetime, other_start: datetime, other_finish: datetime) -> bool:
    """True when the two ranges share time; ranges that only touch do not."""
    return start < other_finish and other_start < finish


def known_ranges(syncs: Iterable[SyncStatus], first_start: datetime | None = None) -> tuple[KnownRange, ...]:
    """The time covered by each sync that runs, succeeded, or failed after it wrote something; oldest first.

    Codat states a range only in a trigger's answer. For the others it is inferred: each sync starts where the
    last successful one before it ended, the first at *first_start*.
    """
    found: list[KnownRange] = []
    last_success = first_start
    for sync in reversed(newest_first(syncs)):
        state, at = describe(sync.code).state, read_instant(sync.sync_utc)
        start, finish, stated = _range(sync, last_success, at)
        if (state in _COVERS or sync.data_pushed) and start and finish and start <= finish:
            found.append(KnownRange(sync, start, finish, stated))
        if state in (SyncState.WRITTEN, SyncState.NOTHING_WRITTEN) and at:
            last_success = at
    return tuple(found)


def _range(
    sync: SyncStatus, last_success: datetime | None, at: datetime | None
) -> tuple[datetime | None, datetime | None, bool]:
    if sync.date_range is not None:
        start, finish = read_instant(sync.date_range.start), read_instant(sync.date_range.finish)
        if start and finish:
            return start, finish, True
    return last_success, at, False


def overlapping(start: datetime, finish: datetime, ranges: Iterable[KnownRange]) -> tuple[KnownRange, ...]:
    """Those of *ranges* that share time with start..finish: Codat's duplication protection may stop it."""
    return tuple(known for known in ranges if overlaps(start, finish, known.start, known.finish))


def day_strip(
    syncs: Iterable[SyncStatus], now: datetime, days: int = 60, zone: tzinfo = UTC, hour: int = 0
) -> tuple[DayMark, ...]:
    """The last *days* days in *zone*, oldest first, ending today; each marked by its last sync.

    With the schedule's *hour*, a sync counts for the day it was due on, so that each night has one mark.
    """
    today = sync_day(now, zone, hour)
    marks = {day: DayMark(day) for day in (today - _DAY * back for back in reversed(range(days)))}
    for sync in newest_first(syncs):
        instant = read_instant(sync.sync_utc)
        mark = marks.get(sync_day(instant, zone, hour)) if instant else None
        if mark is None:
            continue
        latest = mark.latest or sync
        marks[mark.day] = DayMark(mark.day, describe(latest.code).state, latest, mark.syncs + 1)
    return tuple(marks.values())
