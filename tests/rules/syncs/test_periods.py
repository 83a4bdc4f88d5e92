"""What each sync covers, what is in none, and where the next must begin; held over 540 nights of six zones."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codat_tui.models.codat import Configuration, SyncStatus
from codat_tui.models.journal import ConfigurationSnapshot
from codat_tui.rules.syncs.due_times import ScheduleMemory, due_on, schedule_memory
from codat_tui.rules.syncs.periods import Basis, coverage
from codat_tui.rules.syncs.range_choice import Preset, RangeContext, check_range, proposals
from codat_tui.rules.syncs.spans import Span, Spans, joined, missing
from codat_tui.rules.syncs.strip import COVERED, DayState, day_strip
from codat_tui.rules.syncs.windows import latest_window
from tests.rules.syncs.test_due_times import ZONES, scheduled
from tests.rules.worlds import sync

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
FIRST = datetime(2025, 6, 3, 12, tzinfo=UTC)
NIGHTS = 540


@dataclass
class Codat:
    """Codat's own book-keeping, by its documentation: it knows what every sync received, and tells only when it ran."""

    zone: ZoneInfo
    hour: int
    begins: datetime
    syncs: list[SyncStatus] = field(default_factory=list)
    received: list[Span] = field(default_factory=list)
    reached: datetime | None = None
    """The end of the last success's period."""

    def night(self, day: datetime, delay: timedelta, code: int) -> None:
        due = due_on(day.date(), self.zone, self.hour)
        self._ran(due + delay, Span(self.reached or self.begins, due), code)

    def by_hand(self, at: datetime, span: Span | None, code: int, told: bool) -> None:
        covers = span or Span(self.reached or self.begins, at)
        self._ran(at, covers, code, covers if told else None)

    def _ran(self, at: datetime, span: Span, code: int, told: Span | None = None) -> None:
        if span.start >= span.finish:
            code = 5080
        more: dict[str, Any] = {}
        if told is not None:
            more["syncDateRangeUtc"] = {"start": told.start.isoformat(), "finish": told.finish.isoformat()}
        self.syncs.append(sync(code, at, sync_id=f"{len(self.syncs)}", **more))
        if code < 3000:
            self.received.append(span)
            self.reached = max(self.reached or span.finish, span.finish)

    @property
    def whole(self) -> Spans:
        return joined(self.received)

    def context(self, now: datetime, configuration: Configuration) -> RangeContext:
        good = [each for each in self.syncs if (each.code or 0) < 3000]
        return RangeContext(now, tuple(self.syncs), good[-1] if good else None, configuration)


def lived(zone: str, hour: int, seed: int, by_hand: bool, nights: int = NIGHTS) -> tuple[Codat, datetime]:
    """A merchant's nights: they fail in runs, some are silent, and people sync by hand, told and untold."""
    dice = random.Random(seed)
    codat = Codat(ZoneInfo(zone), hour, FIRST)
    failing = silent = 0
    for number in range(1, nights + 1):
        day = FIRST + number * DAY
        delay = timedelta(minutes=dice.randint(5, 400), seconds=dice.randint(0, 59))
        if not failing and dice.random() < 0.06:
            failing = dice.randint(1, 12)
        if not silent and dice.random() < 0.02:
            silent = dice.randint(1, 5)
        if not silent:
            codat.night(day, delay, 4000 if failing else dice.choice((2000, 2000, 2040)))
        failing, silent = max(0, failing - 1), max(0, silent - 1)
        if by_hand and dice.random() < 0.05:
            at = due_on(day.date(), codat.zone, hour) + timedelta(minutes=dice.randint(430, 1000))
            back = timedelta(hours=dice.randint(2, 90))
            range_of = Span(at - back, at - back / 2) if dice.random() < 0.5 else None
            codat.by_hand(
                at, range_of, dice.choice((2000, 4000)), told=range_of is not None or dice.random() < 0.5
            )
    last = due_on((FIRST + nights * DAY).date(), codat.zone, hour)
    return codat, last + timedelta(minutes=dice.randint(500, 1400))


def configured(zone: str, hour: int) -> Configuration:
    return scheduled(syncHour=hour, timeZone=zone, startDate=FIRST.isoformat())


worlds = (st.sampled_from(ZONES), st.integers(0, 23), st.integers(0, 10**6), st.booleans())


@settings(max_examples=25, deadline=None)
@given(*worlds)
def test_no_proposal_leaves_a_hole_after_the_last_success(
    zone: str, hour: int, seed: int, by_hand: bool
) -> None:
    codat, now = lived(zone, hour, seed, by_hand)
    context = codat.context(now, configured(zone, hour))
    reached = codat.reached or codat.begins
    lost = missing(Span(codat.begins, now), codat.whole)
    for proposal in proposals(context):
        if proposal.start is None:
            continue
        assert proposal.finish is not None
        assert proposal.start < proposal.finish <= now
        if proposal.preset is Preset.SINCE_SUCCESS:
            assert proposal.start <= reached
        before = [part for part in lost if part.start < proposal.start and part.finish >= proposal.start]
        assert not before, f"{proposal.preset} leaves a hole"
    window = context.window()
    assert window.start is not None
    assert window.start <= reached
    assert window.start <= window.finish


@settings(max_examples=25, deadline=None)
@given(*worlds)
def test_what_is_said_to_be_covered_was_received(zone: str, hour: int, seed: int, by_hand: bool) -> None:
    codat, now = lived(zone, hour, seed, by_hand)
    known = coverage(codat.syncs, configured(zone, hour), now)
    for span in known.proven:
        assert not missing(span, codat.whole), "nothing is proven that Codat did not receive"
    gaps = known.gaps(now)
    assert all(gap.start < gap.finish for gap in gaps)
    everything = joined([*known.proven, *(Span(gap.missing_from, gap.finish) for gap in gaps)])
    assert everything == (Span(codat.begins, now),), "covered periods and gaps partition the time"
    if not by_hand:
        lost = list(missing(Span(codat.begins, now), codat.whole))
        assert [Span(gap.start, gap.finish) for gap in gaps] == lost, (
            "and without syncs by hand they are exact"
        )


@settings(max_examples=20, deadline=None)
@given(*worlds)
def test_the_days_are_partitioned_by_their_periods(zone: str, hour: int, seed: int, by_hand: bool) -> None:
    codat, now = lived(zone, hour, seed, by_hand)
    marks = day_strip(codat.syncs, configured(zone, hour), now, NIGHTS)
    assert len(marks) == NIGHTS
    assert all(mark.finish == later.start and mark.day + DAY == later.day for mark, later in pairwise(marks))
    assert marks[-1].start <= now < marks[-1].finish
    assert sum(mark.syncs for mark in marks) <= len(codat.syncs)
    if not by_hand:
        for mark in marks:
            received = not missing(Span(max(mark.start, codat.begins), mark.finish), codat.whole)
            assert (mark.state in COVERED) == received, mark


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Pacific/Auckland", "Australia/Sydney"),
        ("Australia/Sydney", "Pacific/Auckland"),
        ("Europe/London", "America/New_York"),
        ("Asia/Kolkata", "Europe/London"),
    ],
)
@pytest.mark.parametrize("failing", [0, 3])
def test_a_changed_time_zone_makes_no_hole(before: str, after: str, failing: int) -> None:
    """The schedule of then is not known; the newest success may have followed it."""
    for seed in range(40):
        dice = random.Random(seed)
        codat = Codat(ZoneInfo(before), 2, FIRST)
        for number in range(1, 31):
            codat.night(FIRST + number * DAY, timedelta(minutes=dice.randint(25, 400)), 2000)
        codat.zone = ZoneInfo(after)
        for number in range(31, 31 + failing):
            codat.night(FIRST + number * DAY, timedelta(minutes=dice.randint(25, 400)), 4000)
        now = FIRST + (31 + failing) * DAY
        context = codat.context(now, configured(after, 2))
        assert codat.reached is not None
        for proposal in proposals(context):
            if proposal.start is not None and proposal.preset is not Preset.YESTERDAY:
                assert proposal.start <= codat.reached, (seed, proposal)


def night(day: int, code: int, hour: int = 1, **more: Any) -> SyncStatus:
    return sync(code, datetime(2026, 11, day, hour, 28, tzinfo=UTC), sync_id=f"{day} {hour}", **more)


NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
LONDON = scheduled(timeZone="Europe/London", startDate="2026-06-15")


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_a_period_ends_at_its_due_time_and_not_when_the_sync_ran() -> None:
    known = coverage([night(20, 2000), night(21, 4000), night(22, 4000)], LONDON, NOW)
    assert known.reached == at(20)
    assert [(gap.start, gap.finish) for gap in known.gaps(at(23))] == [(at(20), at(23))]


def test_a_later_success_covers_the_failed_nights_before_it() -> None:
    known = coverage([night(20, 2000), night(21, 4000), night(22, 2000)], LONDON, NOW)
    assert known.gaps(at(22)) == ()


def test_a_stated_range_leaves_holes_before_it() -> None:
    told: Any = {"syncDateRangeUtc": {"start": "2026-11-17T00:00:00Z", "finish": "2026-11-18T12:00:00Z"}}
    syncs = [night(15, 2000), night(16, 4000), night(17, 4000), night(19, 2000, 9, **told), night(20, 2000)]
    known = coverage(syncs, LONDON, NOW)
    assert [(gap.start, gap.finish) for gap in known.gaps(at(20))] == [(at(15), at(17))]
    assert [each.basis for each in known.good] == [Basis.DUE, Basis.STATED, Basis.DUE]


def test_a_sync_whose_range_is_not_known_proves_nothing() -> None:
    syncs = [night(18, 2000), night(19, 4000), night(20, 4000), night(21, 4000), night(21, 2000, 10)]
    known = coverage(syncs, LONDON, NOW)
    assert known.good[-1].basis is Basis.NOT_KNOWN
    assert known.reached == at(18)
    window = latest_window(syncs[-1], LONDON, NOW, syncs=syncs)
    assert (window.start, window.start_reason) == (
        at(18),
        "before the last successful sync, whose range is not known",
    )
    assert [(gap.start, gap.certain) for gap in known.gaps(at(21))] == [(at(18), False)]


def test_a_range_that_ended_in_the_future_covers_what_was_sold_by_then() -> None:
    told: Any = {"syncDateRangeUtc": {"start": "2026-11-18T00:00:00Z", "finish": "2026-11-30T00:00:00Z"}}
    assert coverage([night(20, 2000, 9, **told)], LONDON, NOW).reached == at(20, 9, 28)


def test_a_sync_of_an_older_range_takes_nothing_back() -> None:
    told: Any = {"syncDateRangeUtc": {"start": "2026-11-01T00:00:00Z", "finish": "2026-11-02T00:00:00Z"}}
    assert coverage([night(22, 2000), night(22, 2000, 9, **told)], LONDON, NOW).reached == at(22)


def test_without_a_daily_schedule_the_next_sync_begins_a_day_before_the_last_ran() -> None:
    monthly = scheduled(selectedFrequency="Monthly")
    known = coverage([night(1, 2000), night(20, 2000)], monthly, NOW)
    assert known.reached == at(19, 1, 28)
    assert known.gaps(at(20)) == ()
    assert latest_window(night(20, 2000), None, NOW).start == at(19, 1, 28)


def test_a_schedule_that_is_known_not_to_have_changed_is_trusted() -> None:
    odd = [night(day, 2000, 20 if day < 18 else 1) for day in range(10, 22)]
    assert coverage(odd, LONDON, NOW).reached == at(20)
    assert coverage(odd, LONDON, NOW, memory=ScheduleMemory(at(20))).reached == at(21)


def test_another_schedule_that_this_machine_saw_is_not_trusted() -> None:
    nights = [night(day, 2000) for day in range(10, 22)]
    assert coverage(nights, LONDON, NOW).reached == at(21)
    moved = ScheduleMemory(at(21, 8), changed=True)
    assert coverage(nights, LONDON, NOW, memory=moved).reached == at(20)
    assert LONDON.schedule is not None
    now = {"timeZone": "Europe/London", "syncHour": None, "selectedFrequency": "Daily"}
    before = {**now, "timeZone": "Europe/Paris"}
    seen = [
        ConfigurationSnapshot("c", str(day), at(day), at(day), {"schedule": schedule})
        for day, schedule in ((22, now), (21, now), (20, before), (19, now))
    ]
    assert schedule_memory(seen, LONDON) == (at(21), True)
    assert schedule_memory(seen[:2], LONDON) == (at(21), False)
    assert schedule_memory((), LONDON) == schedule_memory(seen, None) == (None, False)


def test_silence_is_missing_and_the_night_to_come_is_not() -> None:
    marks = day_strip([night(18, 2000), night(20, 4000)], LONDON, NOW, 8)
    assert [mark.state for mark in marks] == [
        DayState.LATER,
        DayState.WRITTEN,
        DayState.SILENT,
        DayState.FAILED,
        DayState.SILENT,
        DayState.SILENT,
        DayState.SILENT,
        DayState.AHEAD,
    ]
    soon = day_strip([night(22, 2000)], LONDON, at(23, 3), 3)
    assert [mark.state for mark in soon[-2:]] == [DayState.AHEAD, DayState.AHEAD]


def test_a_day_whose_sync_pushed_nothing_says_so_and_is_covered() -> None:
    empty = night(22, 2000).model_copy(update={"data_pushed": False})
    mark = next(mark for mark in day_strip([night(21, 2000), empty], LONDON, NOW, 5) if mark.latest is empty)
    assert mark.state is DayState.NOTHING_PUSHED
    assert mark.state in COVERED


def test_a_day_that_is_in_a_later_sync_says_in_which() -> None:
    marks = day_strip([night(20, 2000), night(21, 4000), night(22, 2000)], LONDON, NOW, 5)
    assert [mark.state for mark in marks[:3]] == [DayState.WRITTEN, DayState.LATER, DayState.WRITTEN]
    assert marks[1].held_by is not None
    assert marks[1].held_by.sync_id == "22 1"


def test_the_hole_before_a_typed_range_is_named() -> None:
    context = RangeContext(NOW, (night(18, 2000), night(19, 4000)), night(18, 2000), LONDON)
    found = [problem.hole for problem in check_range(at(20), at(21), context) if problem.hole]
    assert [(hole.start, hole.finish) for hole in found] == [(at(18), at(20))]
    assert not [problem.hole for problem in check_range(at(18), at(21), context) if problem.hole]


def test_what_is_kept_of_a_history_is_that_of_this_moment_and_schedule() -> None:
    # A clock that goes wrong: the newest sync lies two days ahead, and counts when it no longer does.
    history = (sync(2000, FIRST, sync_id="1"), sync(2000, FIRST + 2 * DAY, sync_id="2"))
    now, later = FIRST + HOUR, FIRST + DAY + HOUR
    early, late = scheduled(syncHour=1), scheduled(syncHour=5)
    for _ in range(2):
        assert [each.sync.sync_id for each in coverage(history, early, now).good] == ["1"]
        assert [each.sync.sync_id for each in coverage(history, early, later).good] == ["1", "2"]
        assert coverage(history, late, now) != coverage(history, early, now)
        assert coverage(history[:1], early, later) == coverage(list(history[:1]), early, later)
    assert coverage(history, early, now) is coverage(history, early, now + HOUR)
