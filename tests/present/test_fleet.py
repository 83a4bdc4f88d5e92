"""The line of counts has every company once in each of its forms; an outage in words."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, datetime, timedelta, timezone
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.diagnosis import CauseKind, State
from codat_tui.models.local import FleetState
from codat_tui.present import Glyphs, Tone
from codat_tui.present.fleet import BAR, counts, health_bar, outage_heading, outage_words
from codat_tui.rules.fleet.outages import Outage

EVERY = Counter({state: number for number, state in enumerate(State, 1)})


def forms(tally: Counter[State]) -> list[str]:
    cells = counts(tally, FleetState(MappingProxyType({})), Glyphs.unicode())
    return ["  ".join(cell.text for cell in form) for form in cells]


@pytest.mark.parametrize(
    "tally",
    [EVERY, Counter({State.FINE: 3}), Counter({State.QUIET: 1, State.RUNNING: 1}), Counter({State.OFF: 2})],
)
def test_each_form_counts_every_company_once(tally: Counter[State]) -> None:
    for form in forms(tally):
        checked = re.search(r"([0-9,]+) of ([0-9,]+) checked", form)
        rest = form.replace(checked.group(), "") if checked else form
        counted = sum(int(number) for number in re.findall("[0-9]+", rest))
        assert counted == tally.total() - tally[State.NOT_CHECKED], form
        assert bool(checked) is bool(tally[State.NOT_CHECKED])


def test_the_shorter_forms_say_who_needs_a_person() -> None:
    morning = Counter(
        {State.OFF: 2, State.FAILING: 11, State.QUIET: 1, State.RUNNING: 2, State.WAITING: 4, State.FINE: 33}
    )
    assert forms(morning) == [
        "✔ 33 fine  ◌ 4 waiting  ◐ 2 running  · 1 quiet  ✖ 11 failing  ■ 2 off",
        "· 6 others  ✔ 33 fine  · 1 quiet  ✖ 11 failing  ■ 2 off",
        "· 6 others  ✔ 33 fine  ! 1 more needs a person  ✖ 11 failing  ■ 2 off",
        "· 6 others  ✔ 33 fine  ! 14 need a person",
    ]


def test_who_is_snoozed_is_not_counted_twice() -> None:
    tally = Counter({State.FAILING: 3, State.FINE: 4})
    cells = counts(tally, FleetState(MappingProxyType({})), Glyphs.unicode(), snoozed=1)
    said = ["  ".join(cell.text for cell in form) for form in cells]
    assert said[0] == "✔ 4 fine  ✖ 3 failing  1 of them snoozed"
    assert said[-1] == "✔ 4 fine  ! 2 need a person  1 snoozed"


@given(st.dictionaries(st.sampled_from(list(State)), st.integers(0, 50_000)))
def test_the_bar_has_always_its_length_and_shows_every_part(numbers: dict[State, int]) -> None:
    tally = Counter(numbers)
    for glyphs in (Glyphs.unicode(), Glyphs.ascii()):
        bar = health_bar(tally, glyphs)
        if tally.total() < 2:
            assert bar == ()
            continue
        assert sum(len(cell.text) for cell in bar) == BAR
        assert any(cell.tone is Tone.FAILED for cell in bar) == any(
            number for state, number in numbers.items() if state.needs_person
        )
        assert any(cell.tone is Tone.OK for cell in bar) == bool(tally[State.FINE])


NIGHT = datetime(2026, 11, 23, 1, 16, tzinfo=UTC)
OUTAGE = Outage("Xero", CauseKind.SERVER_ERROR, 14, 15, NIGHT, frozenset())


def test_an_outage_is_a_conclusion_and_says_what_it_rests_on() -> None:
    now = NIGHT + timedelta(hours=9)
    words = "Looks like an outage: 14 of 15 that synced on Xero since 01:16 failed alike"
    assert outage_words(OUTAGE, now, UTC) == f"{words}; wait"
    assert "since 23 Nov, 01:16 failed" in outage_words(OUTAGE, now + timedelta(days=1), UTC)
    assert "since 02:16 failed" in outage_words(OUTAGE, now, timezone(timedelta(hours=1)))
    assert outage_heading(OUTAGE, now, UTC) == "Looks like an outage: 14 of 15 on Xero since 01:16; wait"


def test_an_outage_after_which_others_synced_is_probably_over() -> None:
    now, over = NIGHT + timedelta(hours=9), OUTAGE._replace(recovered=2)
    assert outage_heading(over, now, UTC) == "Outage probably over, sync again: 14 of 15 on Xero since 01:16"
    assert outage_words(over, now, UTC) == (
        "Probably an outage that is over: 14 of 15 that synced on Xero since 01:16 failed alike, but 2 synced well "
        "after that; sync again"
    )
