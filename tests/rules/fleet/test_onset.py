"""The day on which most of several companies began to fail."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

from codat_tui.models.diagnosis import CauseKind
from codat_tui.models.local import FleetEntry
from codat_tui.rules.fleet.cause_groups import GroupTally
from codat_tui.rules.fleet.onset import onset
from tests.rules.fleet.fleet_rows import cause, company

FIRST, SECOND = date(2026, 11, 21), date(2026, 11, 22)
NOON = datetime(2026, 11, 21, 12, 7, tzinfo=UTC)
DAY = timedelta(days=1)


def failing(number: int, since: datetime | None, at_least: bool = False) -> FleetEntry:
    return company(number, cause(CauseKind.ACCOUNT_LOST), days=3, since=since, at_least=at_least)


def test_the_day_of_the_most_is_named_with_how_many() -> None:
    found = onset({FIRST: 2, SECOND: 1}, 5)
    assert found is not None
    assert found.words == "2 of 5 since 21 Nov"


def test_all_on_one_day_are_called_all() -> None:
    found = onset({FIRST: 2}, 2)
    assert found is not None
    assert found.words == "all since 21 Nov"


def test_of_two_equal_days_the_latest_counts() -> None:
    found = onset({FIRST: 2, SECOND: 2}, 4)
    assert found is not None
    assert found.day == SECOND


def test_one_alone_is_no_day() -> None:
    assert onset({FIRST: 1, SECOND: 1}, 2) is None
    assert onset({}, 0) is None


def test_a_tally_counts_beginnings_row_by_row_but_no_lower_bound() -> None:
    rows = [failing(1, NOON), failing(2, NOON + timedelta(hours=5)), failing(3, NOON + DAY), failing(4, None)]
    tally = GroupTally(rows)
    found = tally.onset(UTC)
    assert found is not None
    assert found.words == "2 of 4 since 21 Nov"
    tally.remove(rows[0])
    assert tally.onset(UTC) is None
    assert GroupTally(failing(each, NOON, at_least=True) for each in range(3)).onset(UTC) is None


def test_the_day_is_that_of_the_zone_to_the_minute() -> None:
    before, after = NOON.replace(hour=18, minute=29), NOON.replace(hour=18, minute=30)
    india = timezone(timedelta(hours=5, minutes=30))
    for since, day in ((before, 21), (after, 22)):
        found = GroupTally([failing(1, since), failing(2, since)]).onset(india)
        assert found is not None
        assert found.day.day == day
