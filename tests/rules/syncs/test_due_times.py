"""When syncs are due: hours, zones, both changes of the clocks, and schedules that cannot be read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.codat import Configuration
from codat_tui.rules.syncs.due_times import day_at, due_on, due_times, last_due, next_due, period_of
from tests.rules.worlds import NOW, changed

ZONES = (
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kolkata",
    "Pacific/Auckland",
    "America/Santiago",
)
"""Two half-hour zones, and one (Santiago) whose clocks change at midnight."""
EARLIEST, LATEST = datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2100-01-01")
moments = st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC))


def scheduled(**values: object) -> Configuration:
    schedule = {"selectedFrequency": "Daily", "startDate": "2026-01-01", "syncHour": None, "timeZone": None}
    return changed((("schedule",), {**schedule, **values}))


@pytest.mark.parametrize(
    ("values", "now", "due"),
    [
        ({}, "2026-11-23T14:02", "2026-11-24T00:00"),
        ({"syncHour": 3, "timeZone": "Europe/London"}, "2026-11-23T02:00", "2026-11-23T03:00"),
        ({"syncHour": 3, "timeZone": "Europe/London"}, "2026-11-23T03:00", "2026-11-24T03:00"),
        ({"syncHour": 3, "timeZone": "Europe/London"}, "2026-06-23T01:00", "2026-06-23T02:00"),
        ({"syncHour": 0, "timeZone": "Pacific/Auckland"}, "2026-11-23T14:02", "2026-11-24T11:00"),
        ({"syncHour": 20, "timeZone": "America/Los_Angeles"}, "2026-11-24T02:00", "2026-11-24T04:00"),
        ({"startDate": "2027-02-03"}, "2026-11-23T14:02", "2027-02-03T00:00"),
        # The clocks go forward from 02:00 to 03:00; the hour that is left out moves with them.
        ({"syncHour": 2, "timeZone": "America/New_York"}, "2026-03-08T06:30", "2026-03-08T07:00"),
        # In Santiago midnight itself is left out, and another midnight comes twice.
        ({"syncHour": 0, "timeZone": "America/Santiago"}, "2026-09-06T03:00", "2026-09-06T04:00"),
        ({"syncHour": 23, "timeZone": "America/Santiago"}, "2026-04-04T20:00", "2026-04-05T02:00"),
    ],
)
def test_the_next_due_time(values: dict[str, object], now: str, due: str) -> None:
    read = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, due))
    assert next_due(scheduled(**values), next(read)) == next(read)


@pytest.mark.parametrize(
    "values",
    [{"selectedFrequency": "Monthly"}, {"selectedFrequency": None}, {"syncHour": 24}, {"timeZone": "Mars"}],
)
def test_a_schedule_that_is_not_daily_has_no_due_times(values: dict[str, object]) -> None:
    configuration = scheduled(**values)
    assert next_due(configuration, NOW) is None
    assert last_due(configuration, NOW) is None
    assert next_due(None, NOW) is None


@given(moments, st.sampled_from(ZONES), st.integers(0, 23))
def test_due_times_are_a_day_apart_and_none_is_left_out(start: datetime, zone: str, hour: int) -> None:
    dues = list(due_times(scheduled(syncHour=hour, timeZone=zone), start, start + timedelta(days=400)))
    assert len(dues) in (400, 401, 399)
    steps = {later - due for due, later in pairwise(dues)}
    assert steps <= {timedelta(hours=hours) for hours in (23, 24, 25)}
    assert all(start < due <= start + timedelta(days=400) for due in dues)


@given(moments, st.sampled_from(ZONES), st.integers(0, 23))
def test_a_moment_lies_in_the_period_of_its_day(moment: datetime, zone: str, hour: int) -> None:
    place = ZoneInfo(zone)
    day = day_at(moment, place, hour)
    start, finish = period_of(day, place, hour)
    assert start <= moment < finish
    assert period_of(day + timedelta(days=1), place, hour)[0] == finish, "the next begins where it ends"
    configuration = scheduled(syncHour=hour, timeZone=zone)
    assert last_due(configuration, moment) == start
    assert next_due(configuration, max(moment, datetime(2026, 1, 2, tzinfo=UTC))) is not None


@pytest.mark.parametrize(
    ("hour", "first", "last"), [(0, 22, 23), (3, 22, 23), (12, 22, 23), (13, 21, 22), (23, 21, 22)]
)
def test_a_period_has_the_name_of_the_day_most_of_it_lies_in(hour: int, first: int, last: int) -> None:
    start, finish = period_of(date(2026, 11, 22), UTC, hour)
    assert (start, finish) == (
        datetime(2026, 11, first, hour, tzinfo=UTC),
        datetime(2026, 11, last, hour, tzinfo=UTC),
    )


def test_a_day_that_a_zone_leaves_out_has_no_due_time_of_its_own() -> None:
    apia = scheduled(syncHour=0, timeZone="Pacific/Apia")
    start = datetime(2011, 12, 28, 12, tzinfo=UTC)
    dues = list(due_times(apia, start, start + timedelta(days=4)))
    assert dues == sorted(set(dues))
    assert due_on(date(2011, 12, 30), ZoneInfo("Pacific/Apia"), 0) == dues[1]
