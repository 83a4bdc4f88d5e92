"""The line of counts: in each of its forms all companies are in it once."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType

import pytest

from codat_tui.models.diagnosis import State
from codat_tui.models.local import FleetState
from codat_tui.present import Glyphs
from codat_tui.present.fleet import counts

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
