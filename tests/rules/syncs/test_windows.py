"""What a sync up to now covers, and the order of syncs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.windows import latest_window
from tests.rules.worlds import NOW, changed, sync

SUCCESS = datetime(2026, 10, 29, 3, 12, tzinfo=UTC)


def test_the_latest_window_starts_at_the_due_time_that_the_last_success_reached() -> None:
    window = latest_window(sync(2000, SUCCESS), changed(), NOW)
    assert window.start == datetime(2026, 10, 29, tzinfo=UTC)
    assert window.start_reason == "the due time that the last successful sync reached"
    assert (window.finish, window.days) == (NOW, 26)


def test_after_a_range_it_starts_at_the_end_of_that() -> None:
    told: Any = {"syncDateRangeUtc": {"start": "2026-10-20T00:00:00Z", "finish": "2026-10-25T06:30:00Z"}}
    window = latest_window(sync(2000, SUCCESS, **told), changed(), NOW)
    assert window.start == datetime(2026, 10, 25, 6, 30, tzinfo=UTC)
    assert window.start_reason == "the end of the last successful sync's range"


def test_a_success_late_in_the_day_may_be_of_the_due_time_before() -> None:
    window = latest_window(sync(2000, SUCCESS + timedelta(hours=15)), changed(), NOW)
    assert window.start == datetime(2026, 10, 27, 23, tzinfo=UTC) + timedelta(hours=1)
    assert window.start_reason == "before the last successful sync; which due time it reached is not certain"


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


@given(st.lists(texts, max_size=8))
def test_newest_first_drops_nothing_and_puts_the_undated_last(dates: list[str | None]) -> None:
    syncs = [sync(2000, when, sync_id=str(n)) for n, when in enumerate(dates)]
    ordered = newest_first(syncs)
    assert sorted(row.sync_id for row in ordered) == sorted(row.sync_id for row in syncs)
    # Whoever keeps what was made of them knows them again.
    assert newest_first(ordered) is ordered


def test_newest_first() -> None:
    first, second, undated = (
        sync(2000, "2026-11-01"),
        sync(2000, "2026-11-02T00:00:00.1234567Z"),
        sync(2000, None),
    )
    assert newest_first([undated, first, second]) == (second, first, undated)
