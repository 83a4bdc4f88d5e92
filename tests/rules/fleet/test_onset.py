"""The day on which most of several companies began to fail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from codat_tui.models.diagnosis import Judgement, State
from codat_tui.rules.fleet.onset import onset

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def failing(since: datetime | None, at_least: bool = False) -> Judgement:
    return Judgement(State.FAILING, since, at_least=at_least)


def test_the_day_of_the_most_is_named_with_how_many() -> None:
    rows = [failing(NOON), failing(NOON + DAY), failing(NOON + timedelta(hours=5)), failing(None), None]
    found = onset(rows, UTC)
    assert found is not None
    assert found.words == "2 of 5 since 21 Nov"


def test_all_on_one_day_are_called_all() -> None:
    found = onset([failing(NOON), failing(NOON)], UTC)
    assert found is not None
    assert found.words == "all since 21 Nov"


def test_of_two_equal_days_the_latest_counts() -> None:
    found = onset([failing(NOON), failing(NOON), failing(NOON - DAY), failing(NOON - DAY)], UTC)
    assert found is not None
    assert found.day == NOON.date()


def test_one_alone_and_a_lower_bound_are_no_day() -> None:
    assert onset([failing(NOON), failing(NOON - DAY)], UTC) is None
    assert onset([failing(NOON, at_least=True)] * 3, UTC) is None
    assert onset([], UTC) is None


def test_the_day_is_that_of_the_zone() -> None:
    late = NOON.replace(hour=23)
    found = onset([failing(late), failing(late)], timezone(timedelta(hours=2)))
    assert found is not None
    assert found.day.day == 22
