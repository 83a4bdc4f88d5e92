"""When a company's syncs are due, by its schedule; the one home of due times.

Codat's documentation: a sync is due daily at `syncHour` (absent: 0) in `timeZone` (null: UTC). The due time ends one
period and begins the next; Codat runs the sync some hours later.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from codat_tui.rules.dates import read_instant, read_zone

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, Schedule

DAY = timedelta(days=1)
SOME_HOURS = timedelta(hours=12)
"""How long after its due time a scheduled sync may run, while the company's own delay is not known: Codat says "some
hours". One that runs later was perhaps asked for by a person, or follows another schedule."""
_TWO_DAYS = timedelta(days=2)
_NOON = 12


def schedule_zone(configuration: Configuration | None) -> tzinfo:
    """The company's own time zone; UTC where none is set or known (Codat's documentation: Etc/UTC)."""
    schedule = configuration.schedule if configuration else None
    return read_zone(schedule.time_zone if schedule else None) or UTC


def schedule_hour(configuration: Configuration | None) -> int:
    """The hour at which the company's sync is due; 0 where none is set or it cannot be right (Codat's default)."""
    schedule = configuration.schedule if configuration else None
    hour = (schedule.sync_hour if schedule else None) or 0
    return hour if 0 <= hour <= 23 else 0


def first_start(configuration: Configuration | None) -> datetime | None:
    """Where the merchant's first sync began: the configured start date; None where that is not known."""
    schedule = configuration.schedule if configuration else None
    return read_instant(schedule.start_date, schedule_zone(configuration)) if schedule else None


def is_daily(schedule: Schedule | None) -> bool:
    """True for a schedule whose due times can be told: daily, with an hour and a time zone that can be read."""
    if schedule is None or (schedule.selected_frequency or "").casefold() != "daily":
        return False
    return read_zone(schedule.time_zone) is not None and 0 <= (schedule.sync_hour or 0) <= 23


def due_times(configuration: Configuration | None, start: datetime, finish: datetime) -> Iterator[datetime]:
    """The due times after *start* until *finish*, oldest first; none where the schedule is not known or not daily."""
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
    """The newest due time that is not after *moment*; None where the schedule is not known or not daily."""
    try:
        return max(due_times(configuration, moment - _TWO_DAYS, moment), default=None)
    except OverflowError:
        return None


def next_due(configuration: Configuration | None, now: datetime) -> datetime | None:
    """The first due time after *now*, not before the start date; None where the schedule is not known or not daily.

    Whether a sync will run at all is not decided here.
    """
    start = first_start(configuration)
    try:
        first = max(now, start - timedelta(microseconds=1)) if start else now
        return next(due_times(configuration, first, first + _TWO_DAYS), None)
    except OverflowError:
        return None


def due_on(day: date, zone: tzinfo, hour: int) -> datetime:
    """The due time of *day* in *zone*, in UTC. Raises OverflowError.

    An hour that the clocks leave out moves forward with them; of one that comes twice it is the first.
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def period_of(day: date, zone: tzinfo, hour: int) -> tuple[datetime, datetime]:
    """From which due time to which the period of *day* lasts. Raises OverflowError.

    A period is named after the day that most of it lies in: with an hour after noon it ends on that day.
    """
    first = day - DAY if hour > _NOON else day
    return due_on(first, zone, hour), due_on(first + DAY, zone, hour)


def day_at(moment: datetime, zone: tzinfo, hour: int) -> date:
    """The day whose period lasts at *moment*. Raises OverflowError."""
    ends = moment.astimezone(zone).date()
    # Where the clocks leave out the hour, the due time may lie on another side of *moment* than the hour does.
    while due_on(ends, zone, hour) <= moment:
        ends += DAY
    while due_on(ends - DAY, zone, hour) > moment:
        ends -= DAY
    return ends if hour > _NOON else ends - DAY
