"""Which ranges are proposed, how typed dates are read, and what stands against a range."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.codat import SyncStatus
from codat_tui.rules.syncs.range_choice import (
    DUPLICATE,
    HOLE,
    Preset,
    Proposal,
    RangeContext,
    as_typed,
    check_range,
    gap_at,
    proposals,
    read_typed,
)
from tests.rules.worlds import NOW, changed, sync

LONDON = ZoneInfo("Europe/London")
HOUR = timedelta(hours=1)


def night(day: int, code: int, month: int = 11, **more: Any) -> SyncStatus:
    return sync(code, datetime(2026, month, day, 3, tzinfo=UTC), sync_id=f"{month}-{day}", **more)


def moment(day: int, hour: int = 3, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


HISTORY = (
    night(23, 4000),
    night(22, 4000),
    night(21, 4000),
    night(20, 2000),
    night(19, 4000),
    night(18, 4000),
    night(17, 2040),
)
"""Those of the 18th and 19th are in the sync of the 20th; what is due since then is in none."""
FINE = tuple(night(day, 2000) for day in range(23, 15, -1))
TOLD = night(19, 2000, syncDateRangeUtc={"start": "2026-11-17T00:00:00Z", "finish": "2026-11-18T00:00:00Z"})
TWO_GAPS = (night(23, 4000), night(22, 2000), TOLD, night(17, 4000), night(16, 4000), night(15, 2000))


def proposed(context: RangeContext) -> dict[Preset, Proposal]:
    return {proposal.preset: proposal for proposal in proposals(context)}


def test_the_proposals_of_a_company_that_fails_begin_at_the_due_time_that_its_last_success_reached() -> None:
    found = proposed(RangeContext(NOW, HISTORY, HISTORY[3], changed()))
    assert list(found) == list(Preset)
    since = found[Preset.SINCE_SUCCESS]
    assert (since.start, since.finish) == (moment(20, 0), NOW)
    gap = found[Preset.GAP]
    assert (gap.start, gap.finish) == (moment(20, 0), moment(23, 0))
    yesterday = found[Preset.YESTERDAY]
    assert (yesterday.start, yesterday.why_not) == (None, "more is missing")
    assert yesterday.hole is not None
    assert (yesterday.hole.start, yesterday.hole.finish) == (moment(20, 0), moment(22, 0))


def test_yesterday_is_the_sync_period_of_yesterday() -> None:
    yesterday = proposed(RangeContext(NOW, FINE, FINE[0], changed()))[Preset.YESTERDAY]
    assert (yesterday.start, yesterday.finish) == (moment(22, 0), moment(23, 0))
    at_three = changed((("schedule", "syncHour"), 3))
    yesterday = proposed(RangeContext(NOW, (), None, at_three))[Preset.YESTERDAY]
    assert yesterday.why_not == "more is missing"
    early = datetime(2026, 11, 23, 1, tzinfo=UTC)
    syncs = tuple(night(day, 2000) for day in range(22, 15, -1))
    yesterday = proposed(RangeContext(early, syncs, syncs[0], at_three))[Preset.YESTERDAY]
    assert (yesterday.start, yesterday.finish) == (moment(22, 3), early), "its period has not ended yet"


def test_yesterday_is_the_merchants_day_over_a_change_of_clocks() -> None:
    now = datetime(2026, 10, 26, 9, tzinfo=UTC)
    syncs = (night(25, 2000, 10),)
    yesterday = proposed(RangeContext(now, syncs, configuration=changed()))[Preset.YESTERDAY]
    assert (yesterday.start, yesterday.finish) == (moment(24, 23, 10), moment(26, 0, 10))


def test_what_is_not_known_is_said() -> None:
    found = proposed(RangeContext(NOW))
    assert found[Preset.SINCE_SUCCESS].why_not == "no known start"
    assert found[Preset.SINCE_SUCCESS].finish is None
    assert found[Preset.GAP].why_not == "no known sync"


def test_a_covered_gap_is_not_proposed() -> None:
    found = proposed(RangeContext(NOW, FINE, FINE[0], changed(), FINE[3]))
    assert found[Preset.GAP].why_not == "nothing missing"
    mended = (night(23, 2000), *HISTORY[1:])
    assert proposed(RangeContext(NOW, mended, mended[0], changed()))[Preset.GAP].why_not == "nothing missing"


@pytest.mark.parametrize(
    ("selected", "expected"),
    [
        (None, (moment(22, 0), moment(23, 0))),
        (TWO_GAPS[0], (moment(22, 0), moment(23, 0))),
        (TWO_GAPS[1], (moment(22, 0), moment(23, 0))),
        (TWO_GAPS[2], (moment(15, 0), moment(17, 0))),
        (TWO_GAPS[3], (moment(15, 0), moment(17, 0))),
        (night(16, 4000), (moment(15, 0), moment(17, 0))),
        (night(14, 2000), None),
    ],
)
def test_this_gap_is_the_one_at_the_cursor_or_the_next_older_one(
    selected: SyncStatus | None, expected: tuple[datetime, datetime] | None
) -> None:
    gap = gap_at(RangeContext(NOW, TWO_GAPS, TWO_GAPS[1], changed(), selected))
    assert (gap and (gap.start, gap.finish)) == expected


def test_a_gap_without_a_success_before_begins_at_the_start_date() -> None:
    failed = (night(19, 4000), night(18, 4000))
    assert gap_at(RangeContext(NOW, failed)) is None
    gap = gap_at(RangeContext(NOW, failed, configuration=changed((("schedule", "startDate"), "2026-11-01"))))
    assert gap is not None
    assert (gap.start, gap.finish) == (moment(1, 0), moment(23, 0))


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-10-30", moment(30, 0, 10)),
        ("2026-07-01 03:12", datetime(2026, 7, 1, 2, 12, tzinfo=UTC)),
        (" 2026-07-01t03:12 ", datetime(2026, 7, 1, 2, 12, tzinfo=UTC)),
        ("NOW", NOW),
    ],
)
def test_typed_dates_are_the_merchants(text: str, instant: datetime) -> None:
    assert read_typed(text, LONDON, NOW).instant == instant


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "a date is needed"),
        ("yesterday", "write 2026-10-30, 2026-10-30 03:12 or now"),
        ("2026-10-3", "write 2026-10-30, 2026-10-30 03:12 or now"),
        ("2026-02-30", "there is no such date"),
        ("2026-10-30 25:00", "there is no such date"),
        ("0001-01-01", "there is no such date"),
        ("2026-03-29 01:30", "there is no such time: the clocks go forward then"),
    ],
)
def test_what_cannot_be_read_is_said(text: str, problem: str) -> None:
    zone = ZoneInfo("Asia/Tokyo") if text.startswith("0001") else LONDON
    typed = read_typed(text, zone, NOW)
    assert (typed.instant, typed.problem) == (None, problem)


def test_a_time_that_comes_twice_means_the_first() -> None:
    typed = read_typed("2026-10-25 01:30", LONDON, NOW)
    assert typed.instant == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert typed.note == "twice that night, the first is meant"


EARLIEST, LATEST = datetime.fromisoformat("2000-01-01"), datetime.fromisoformat("2100-01-01")


@given(st.datetimes(EARLIEST, LATEST, timezones=st.just(UTC)))
def test_what_is_shown_can_be_typed(instant: datetime) -> None:
    minute = instant.replace(second=0, microsecond=0)
    typed = read_typed(as_typed(minute, LONDON), LONDON, NOW)
    assert typed.instant in (minute, minute - HOUR)
    assert typed.instant == minute or typed.note


def problems(start: datetime, finish: datetime, *syncs: SyncStatus) -> list[tuple[str, bool]]:
    found = check_range(start, finish, RangeContext(NOW, syncs, configuration=changed()))
    return [(problem.text, problem.blocks) for problem in found]


def test_what_stands_against_a_range() -> None:
    assert problems(moment(20), moment(20)) == [("The range ends before it starts.", True)]
    assert problems(NOW + HOUR, NOW + 2 * HOUR) == [("The range lies in the future.", True)]
    assert problems(moment(23, 0), NOW + HOUR, *FINE) == [
        ("The range ends in the future: Codat can only sync what was sold by then.", False)
    ]
    assert problems(moment(23, 0), NOW, *FINE) == []


def test_overlap_and_holes_are_judged_on_periods() -> None:
    assert problems(moment(20, 0), NOW, *HISTORY) == []
    assert problems(moment(19, 23), NOW, *HISTORY) == [(DUPLICATE, False)]
    assert problems(moment(20, 1), NOW, *HISTORY) == [(HOLE, False)], "an hour of sales would be in no sync"
    partly = (night(19, 5130, dataPushed=True), night(18, 2000))
    assert problems(moment(18, 0), moment(19), *partly) == [(DUPLICATE, False)]


def test_a_running_sync_stops_every_range() -> None:
    running = sync(1000, NOW - HOUR, sync_id="running")
    assert problems(moment(2), moment(3), running, night(20, 4000))[0] == (
        "A sync is running: wait until it ends.",
        True,
    )


def test_a_start_that_is_not_known_is_codats_to_choose() -> None:
    running = sync(1010, NOW - HOUR)
    assert check_range(None, NOW, RangeContext(NOW)) == ()
    assert [problem.blocks for problem in check_range(None, NOW + HOUR, RangeContext(NOW, (running,)))] == [
        True,
        False,
    ]


@given(st.integers(1, 28), st.integers(1, 28))
def test_nothing_blocks_in_silence(first: int, last: int) -> None:
    found = check_range(moment(first), moment(last), RangeContext(NOW, HISTORY))
    assert all(problem.text for problem in found)
    assert (first >= last) == (bool(found) and found[0].text == "The range ends before it starts.")
