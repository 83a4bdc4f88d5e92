"""What a sync covers, when the next is due, which ranges overlap, and the strip of days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.codat import Schedule
from codat_tui.rules.codes import SyncState
from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.windows import (
    day_strip,
    known_ranges,
    latest_window,
    next_due,
    overlapping,
    overlaps,
)
from tests.rules.worlds import NOW, changed, nightly, sync

SUCCESS = datetime(2026, 10, 29, 3, 12, tzinfo=UTC)


def test_the_latest_window_starts_at_the_last_success() -> None:
    window = latest_window(sync(2000, SUCCESS), changed(), NOW)
    assert (window.start, window.start_reason, window.finish) == (SUCCESS, "the last successful sync", NOW)
    assert window.days == 26


def test_it_starts_at_the_local_start_date_without_a_success() -> None:
    window = latest_window(None, changed(), NOW, NOW - timedelta(days=1))
    assert window.start == datetime(2026, 6, 14, 23, tzinfo=UTC)
    assert window.start_reason == "the configured start date"
    assert window.finish == NOW - timedelta(days=1)


@pytest.mark.parametrize("start", [None, "soon"])
def test_an_unknown_start_is_said(start: str | None) -> None:
    window = latest_window(None, changed((("schedule", "startDate"), start)), NOW)
    assert (window.start, window.days) == (None, None)
    assert window.start_reason == "the configured start date is not known"
    assert latest_window(sync(2000, None), changed(), NOW).start is None
    assert latest_window(None, None, NOW).start is None


def test_a_start_after_the_end_is_an_empty_window() -> None:
    window = latest_window(None, changed((("schedule", "startDate"), "2026-12-01")), NOW)
    assert (window.start, window.days) == (NOW, 0)
    assert window.start_reason == "the configured start date, 1 Dec 2026, lies after the end: nothing to sync"


EARLIEST, LATEST = datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2100-01-01")
moments = st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC))
texts = st.one_of(st.none(), st.text(max_size=20), moments.map(datetime.isoformat))


@given(texts, texts, moments, st.one_of(st.none(), moments), st.booleans())
def test_no_window_ends_before_it_starts(
    success: str | None, start: str | None, now: datetime, sync_to: datetime | None, ever: bool
) -> None:
    configuration = changed((("schedule", "startDate"), start))
    window = latest_window(sync(2000, success) if ever else None, configuration, now, sync_to)
    assert window.start is None or window.start <= window.finish
    assert (window.days is None) is (window.start is None)


def schedule(**values: object) -> Schedule:
    return Schedule.model_validate({"selectedFrequency": "Daily", "startDate": "2026-01-01", **values})


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
    ],
)
def test_the_next_due_time(values: dict[str, object], now: str, due: str) -> None:
    read = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (now, due))
    assert next_due(schedule(**values), next(read)) == next(read)


@pytest.mark.parametrize(
    "values",
    [{"selectedFrequency": "Monthly"}, {"selectedFrequency": None}, {"syncHour": 24}, {"timeZone": "Mars"}],
)
def test_an_unknown_due_time_is_none(values: dict[str, object]) -> None:
    assert next_due(schedule(**values), NOW) is None
    assert next_due(None, NOW) is None


@given(moments, texts, st.integers(-3, 27), st.sampled_from(["Europe/London", "America/St_Johns", None, "x"]))
def test_the_next_due_time_lies_ahead(now: datetime, start: str | None, hour: int, zone: str | None) -> None:
    due = next_due(schedule(startDate=start, syncHour=hour, timeZone=zone), now)
    assert due is None or due > now
    if due is not None and (start is None or len(start) < 10):
        assert due - now <= timedelta(hours=26)


@given(moments, moments, moments, moments)
def test_overlap_is_symmetric(a: datetime, b: datetime, c: datetime, d: datetime) -> None:
    assert overlaps(a, b, c, d) == overlaps(c, d, a, b)


def test_ranges_that_touch_do_not_overlap() -> None:
    hour = timedelta(hours=1)
    assert not overlaps(NOW, NOW + hour, NOW + hour, NOW + 2 * hour)
    assert overlaps(NOW, NOW + 2 * hour, NOW + hour, NOW + 3 * hour)


def test_known_ranges_run_from_success_to_success() -> None:
    day = timedelta(days=1)
    syncs = (
        sync(2000, NOW - 5 * day),
        sync(4000, NOW - 4 * day),
        sync(2040, NOW - 3 * day),
        sync(5130, NOW - 2 * day, dataPushed=True),
        sync(2000, NOW - day, syncDateRangeUtc={"start": "2026-01-01", "finish": "2026-01-02"}),
        sync(1000, NOW),
        sync(2000, None),
    )
    ranges = known_ranges(reversed(syncs), NOW - 6 * day)
    assert [(known.sync.code, known.start, known.finish, known.stated) for known in ranges] == [
        (2000, NOW - 6 * day, NOW - 5 * day, False),
        (2040, NOW - 5 * day, NOW - 3 * day, False),
        (5130, NOW - 3 * day, NOW - 2 * day, False),
        (2000, datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC), True),
        (1000, NOW - day, NOW, False),
    ]
    hit = overlapping(NOW - 4 * day, NOW - 3.5 * day, ranges)
    assert [known.sync.code for known in hit] == [2040]


def test_the_strip_ends_today_and_each_day_shows_its_last_sync() -> None:
    zone = ZoneInfo("Pacific/Auckland")
    nights = nightly([2000, 2040, 4000, 2000, 4000])
    earlier_that_day = sync(2000, NOW - timedelta(days=1))
    marks = day_strip([*nights, earlier_that_day, sync(1000, "?")], NOW, 7, zone)
    assert [mark.day for mark in marks] == [date(2026, 11, 18) + timedelta(days=n) for n in range(7)]
    assert [(mark.state, mark.syncs) for mark in marks] == [
        (None, 0),
        (SyncState.WRITTEN, 1),
        (SyncState.NOTHING_WRITTEN, 1),
        (SyncState.FAILED, 1),
        (SyncState.WRITTEN, 1),
        (SyncState.FAILED, 2),
        (None, 0),
    ]
    assert marks[5].latest == nights[-1]


@given(st.lists(st.tuples(st.sampled_from([1000, 2000, 4000, None]), texts), max_size=8), st.integers(1, 90))
def test_the_strip_holds_every_day_once(rows: list[tuple[int | None, str | None]], days: int) -> None:
    marks = day_strip([sync(code, when) for code, when in rows], NOW, days)
    assert len(marks) == days
    assert all(later.day - mark.day == timedelta(days=1) for mark, later in pairwise(marks))
    assert marks[-1].day == NOW.date()


@given(st.lists(texts, max_size=8))
def test_newest_first_drops_nothing_and_puts_the_undated_last(dates: list[str | None]) -> None:
    syncs = [sync(2000, when, sync_id=str(n)) for n, when in enumerate(dates)]
    ordered = newest_first(syncs)
    assert sorted(row.sync_id for row in ordered) == sorted(row.sync_id for row in syncs)
    assert newest_first(ordered) == ordered


def test_newest_first() -> None:
    first, second, undated = (
        sync(2000, "2026-11-01"),
        sync(2000, "2026-11-02T00:00:00.1234567Z"),
        sync(2000, None),
    )
    assert newest_first([undated, first, second]) == (second, first, undated)
