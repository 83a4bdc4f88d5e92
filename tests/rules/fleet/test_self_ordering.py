"""When the list puts itself in order: while companies that are awaited arrive, and at their end."""

from __future__ import annotations

from typing import Any

import pytest

from codat_tui.models.local import FleetState, LoadPhase, SweepPhase
from codat_tui.rules.fleet.self_ordering import SHARE_OF_CHANGES, SORTED_WHILE_LOADING, SelfOrdering, Step
from tests.rules.fleet.fleet_rows import company

NOTHING, DUE = Step(recalled=False, due=False, ended=False), Step(recalled=False, due=True, ended=False)
ENDED = Step(recalled=False, due=True, ended=True)


def fleet(rows: int = 10, phase: LoadPhase = LoadPhase.LOADED, **others: Any) -> FleetState:
    return FleetState(dict.fromkeys(map(str, range(rows)), company(1)), phase)._replace(**others)


def loading(rows: int = 10) -> FleetState:
    return fleet(rows, LoadPhase.LOADING)


def sweeping(rows: int = 10) -> FleetState:
    return fleet(rows, sweep=SweepPhase.RUNNING)


def test_a_small_list_is_sorted_as_it_arrives_and_at_its_end() -> None:
    order = SelfOrdering()
    assert order.change(loading(), 10) == DUE
    assert order.change(loading(20), 10) == DUE
    assert order.change(loading(20), 0) == NOTHING
    assert order.change(fleet(20), 1) == ENDED


def test_a_list_is_sorted_after_a_share_of_its_rows_has_changed() -> None:
    order, rows = SelfOrdering(), 10 * SHARE_OF_CHANGES
    for _ in range(9):
        assert order.change(sweeping(rows), 1) == NOTHING
    assert order.change(sweeping(rows), 1) == DUE
    assert order.change(sweeping(rows), 1) == NOTHING


def test_a_large_list_is_sorted_once_it_has_arrived() -> None:
    order, rows = SelfOrdering(), SORTED_WHILE_LOADING + 1
    assert order.change(loading(rows), rows) == NOTHING
    assert order.change(fleet(rows), 0) == ENDED


def test_a_large_list_is_sorted_while_it_is_checked() -> None:
    rows = SORTED_WHILE_LOADING + 1
    assert SelfOrdering().change(sweeping(rows), rows) == DUE


def test_an_end_without_changes_leaves_the_order() -> None:
    order = SelfOrdering()
    order.change(loading(), 10)
    assert order.change(fleet(), 0) == NOTHING


@pytest.mark.parametrize("rechecked", [False, True])
def test_nothing_is_sorted_once_nobody_waits(rechecked: bool) -> None:
    order = SelfOrdering()
    order.change(loading(), 10)
    assert order.change(fleet(), 1) == ENDED
    # What is checked as soon as it has arrived is awaited still.
    assert order.settled(sweeping() if rechecked else fleet()) is not rechecked
    assert order.change(sweeping(), 10).due is rechecked
    order.change(fleet(), 1)
    assert order.settled(fleet())
    assert order.change(sweeping(), 10) == NOTHING
    order.await_again()
    assert order.change(sweeping(), 1) == DUE


def test_rows_of_an_earlier_run_are_put_in_order_when_all_are_there_and_at_the_end() -> None:
    order = SelfOrdering()
    recalling = fleet(phase=LoadPhase.LOADING, recalling=True)
    assert order.change(recalling, 10) == NOTHING
    assert order.change(loading(), 0) == Step(recalled=True, due=False, ended=False)
    assert order.change(loading(), 5) == NOTHING
    assert order.change(fleet(), 0) == ENDED
    assert order.settled(fleet())


def test_asked_for_anew_the_rows_of_an_earlier_run_do_not_count() -> None:
    order = SelfOrdering()
    order.change(fleet(phase=LoadPhase.LOADING, recalling=True), 10)
    order.await_again()
    assert order.change(loading(), 1) == Step(recalled=True, due=True, ended=False)
    assert order.change(loading(), 1) == DUE
