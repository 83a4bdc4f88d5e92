"""How long a company has been failing, and when that is only a lower bound."""

from __future__ import annotations

from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

import pytest

from codat_tui.models.codat import SyncStatus
from codat_tui.rules.diagnosis.failing import failing_run
from tests.rules.worlds import NOW, nightly, sync

LAST_NIGHT = NOW - timedelta(hours=11)


def test_days_are_counted_in_the_companys_own_time_zone() -> None:
    two = (sync(4000, "2026-11-22T05:00:00Z"), sync(4000, "2026-11-22T23:00:00Z"))
    run = failing_run(None, sync(2000, "2026-11-20"), (*two, sync(2000, "2026-11-20")), UTC)
    away = failing_run(None, None, (*two, sync(2000, "2026-11-20")), ZoneInfo("Asia/Tokyo"))
    assert run is not None
    assert away is not None
    assert (run.days, away.days) == (1, 2)


@pytest.mark.parametrize(
    ("last_successful", "listed", "never", "at_least"),
    [
        (None, [4000, 4000], False, True),
        (None, [4000, 4000], True, False),
        (sync(2000, "2026-11-01"), [4000, 4000], False, True),
        (sync(2000, "2026-11-01"), None, False, True),
        (sync(2000, "2026-11-22T12:00:00Z"), [4000, 4000], False, False),
        (None, [2000, 4000, 1000], False, False),
    ],
)
def test_a_run_is_exact_only_where_the_history_reaches_its_beginning(
    last_successful: SyncStatus | None, listed: list[int] | None, never: bool, at_least: bool
) -> None:
    latest = sync(4000, LAST_NIGHT)
    syncs = None if listed is None else nightly(listed)
    run = failing_run(latest, last_successful, syncs, UTC, never)
    assert run is not None
    assert run.at_least is at_least


def test_each_night_counts_once_however_late_it_ran() -> None:
    late = (
        sync(4000, "2026-11-20T23:25:00Z"),
        sync(4000, "2026-11-22T02:00:00Z"),
        sync(4000, "2026-11-22T23:40:00Z"),
    )
    retried = (*late, sync(4000, "2026-11-22T23:50:00Z"))
    run = failing_run(None, None, (sync(2040, "2026-11-19"), *retried), UTC, hour=23)
    assert run is not None
    assert (run.days, run.days_left, run.at_least) == (3, 28, False)


def test_a_success_ends_the_run() -> None:
    assert failing_run(sync(2000, LAST_NIGHT), None, nightly([4000, 4000, 2000]), UTC) is None
    assert failing_run(None, None, None, UTC) is None
    assert failing_run(sync(4000, "?"), None, None, UTC) is None
