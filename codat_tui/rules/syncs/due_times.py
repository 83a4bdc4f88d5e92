"""When a company's syncs are due, and how long after that they run.

Codat's documentation: daily at `syncHour` (absent: 0) in `timeZone` (null: UTC). The due time ends one period
and begins the next; Codat runs the sync "some hours" later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from codat_tui.rules.dates import read_instant, read_zone

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, Schedule, SyncStatus
    from codat_tui.models.journal import ConfigurationSnapshot

DAY = timedelta(days=1)
SOME_HOURS = timedelta(hours=12)
"""Longest delay of a scheduled sync, while the company's usual delay is unknown. A later one was perhaps
started by a person, or follows another schedule.
"""
ENOUGH, NEWEST = 7, 400
"""Nights or pauses needed to know what is usual, and so many syncs that are looked at for it."""
_HOUR = timedelta(hours=1)
_TWO_DAYS = timedelta(days=2)
_NOON = 12


def schedule_zone(configuration: Configuration | None) -> tzinfo:
    """UTC when unset or unknown (Codat's documentation: Etc/UTC)."""
    schedule = configuration.schedule if configuration else None
    return read_zone(schedule.time_zone if schedule else None) or UTC


def schedule_hour(configuration: Configuration | None) -> int:
    """0 when unset or invalid (Codat's default)."""
    schedule = configuration.schedule if configuration else None
    hour = (schedule.sync_hour if schedule else None) or 0
    return hour if 0 <= hour <= 23 else 0


def first_start(configuration: Configuration | None) -> datetime | None:
    """The configured start date, where the first sync begins; None when unknown."""
    schedule = configuration.schedule if configuration else None
    return read_instant(schedule.start_date, schedule_zone(configuration)) if schedule else None


class ScheduleMemory(NamedTuple):
    """What this machine has seen of a schedule: the present one since when, and whether it was another before."""

    unchanged_since: datetime | None = None
    changed: bool = False


NOT_SEEN = ScheduleMemory()


def schedule_memory(
    seen: Iterable[ConfigurationSnapshot], configuration: Configuration | None
) -> ScheduleMemory:
    """Return what the configurations that were *seen*, the newest first, tell of the present schedule."""
    if configuration is None or configuration.schedule is None:
        return ScheduleMemory()
    schedule = configuration.schedule
    present = (schedule.time_zone, schedule.sync_hour, schedule.selected_frequency)
    since = None
    for snapshot in seen:
        if _due_by(snapshot.configuration.get("schedule")) != present:
            return ScheduleMemory(since, changed=True)
        since = min(since or snapshot.first_seen, snapshot.first_seen)
    return ScheduleMemory(since)


def _due_by(schedule: Any) -> tuple[Any, ...]:
    given = schedule if isinstance(schedule, Mapping) else {}
    return given.get("timeZone"), given.get("syncHour"), given.get("selectedFrequency")


def is_daily(schedule: Schedule | None) -> bool:
    """Whether due times are known: daily, with readable hour and time zone."""
    if schedule is None or (schedule.selected_frequency or "").casefold() != "daily":
        return False
    return read_zone(schedule.time_zone) is not None and 0 <= (schedule.sync_hour or 0) <= 23


def due_times(configuration: Configuration | None, start: datetime, finish: datetime) -> Iterator[datetime]:
    """Due times after *start* up to *finish*, oldest first; none unless the schedule is daily."""
    if configuration is None or not is_daily(configuration.schedule):
        return
    zone, hour = schedule_zone(configuration), schedule_hour(configuration)
    try:
        day, last = start.astimezone(zone).date() - DAY, start
        while (due := due_on(day, zone, hour)) <= finish:
            # A zone that leaves out a day (Apia, 2011) has the same instant for two days.
            if due > last:
                yield due
                last = due
            day += DAY
    except OverflowError:
        return


def last_due(configuration: Configuration | None, moment: datetime) -> datetime | None:
    """The last due time up to *moment*; None unless the schedule is daily."""
    try:
        return max(due_times(configuration, moment - _TWO_DAYS, moment), default=None)
    except OverflowError:
        return None


def next_due(configuration: Configuration | None, now: datetime) -> datetime | None:
    """The first due time after *now* and not before the start date; None unless the schedule is daily.

    Does not decide whether a sync will run.
    """
    start = first_start(configuration)
    try:
        first = max(now, start - timedelta(microseconds=1)) if start else now
        return next(due_times(configuration, first, first + _TWO_DAYS), None)
    except OverflowError:
        return None


def usual_delay(configuration: Configuration | None, ended: Iterable[SyncStatus]) -> timedelta:
    """How long after its due time this company's sync usually runs; 12 hours with too few syncs.

    *ended*: newest first. Of a long history, no more than the newest are looked at.
    """
    moments = (read_instant(sync.sync_utc) for sync in ended if not sync.commerce_sync_id)
    delays = []
    for at in islice(filter(None, moments), NEWEST):
        due = max(due_times(configuration, at - DAY, at), default=None)
        if due is not None:
            delays.append(at - due)
    if len(delays) < ENOUGH:
        return SOME_HOURS
    # The 90th percentile: some syncs were started by hand. The margin: Codat may choose a later hour.
    usual = sorted(delays)[int(len(delays) * 0.9) - 1]
    return max(usual + _HOUR, min(2 * usual + _HOUR, SOME_HOURS))


def missed(
    configuration: Configuration | None, since: datetime, delay: timedelta, now: datetime
) -> tuple[datetime, ...]:
    """Due times after *since* whose sync should have run by now."""
    return tuple(due_times(configuration, since, now - delay))


def awaited(
    configuration: Configuration | None, since: datetime | None, delay: timedelta, now: datetime
) -> datetime | None:
    """The first due time after *since* whose sync is still to come; it may have passed already.

    *since* is when the newest sync ran.
    """
    earliest = max(filter(None, (since, now - delay, first_start(configuration))))
    passed = next(due_times(configuration, earliest, now), None)
    return passed or next_due(configuration, now)


def due_on(day: date, zone: tzinfo, hour: int) -> datetime:
    """In UTC. Raises OverflowError.

    An hour skipped by the clocks moves forward; of a repeated hour, the first counts.
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def period_of(day: date, zone: tzinfo, hour: int) -> tuple[datetime, datetime]:
    """The two due times around the period of *day*. Raises OverflowError.

    A period belongs to the day with most of its time: with an hour after noon it ends on that day.
    """
    first = day - DAY if hour > _NOON else day
    return due_on(first, zone, hour), due_on(first + DAY, zone, hour)


def day_at(moment: datetime, zone: tzinfo, hour: int) -> date:
    """The day whose period contains *moment*. Raises OverflowError."""
    ends = moment.astimezone(zone).date()
    # Where the clocks skip the hour, the due time may be on the other side of *moment*.
    while due_on(ends, zone, hour) <= moment:
        ends += DAY
    while due_on(ends - DAY, zone, hour) > moment:
        ends -= DAY
    return ends if hour > _NOON else ends - DAY
