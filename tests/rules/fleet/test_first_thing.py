"""The one thing to do first: whose days run out next; never what only waits; kept right row by row."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.diagnosis import CauseKind, Remedy, State
from codat_tui.models.local import FleetEntry
from codat_tui.rules.fleet.cause_groups import group_of
from codat_tui.rules.fleet.first_thing import FleetCauses
from tests.rules.fleet.fleet_rows import CARD, REFUND, cause, company
from tests.rules.fleet.test_cause_groups import companies, fleets

REFUNDS = cause(CauseKind.ACCOUNT_LOST, REFUND)
CARDS = cause(CauseKind.ACCOUNT_LOST, CARD)
OFF = cause(CauseKind.SWITCHED_OFF_AFTER_ERRORS)


def first_of(*rows: FleetEntry) -> tuple[CauseKind | None, int, int | None] | None:
    causes = FleetCauses()
    causes.add(rows)
    thing = causes.first()
    return (thing.group.kind, thing.tally.count, thing.days) if thing else None


def test_the_days_that_run_out_next_come_first() -> None:
    off = company(1, OFF, state=State.OFF, days=31)
    refunds = [company(2, REFUNDS, days=25), company(3, REFUNDS, days=3)]
    cards = [company(each, CARDS, days=9) for each in range(4, 9)]
    overdue = company(9, cause(CauseKind.NO_SYNC_RUNS), state=State.OVERDUE)
    assert first_of(off, *cards, *refunds, overdue) == (CauseKind.ACCOUNT_LOST, 2, 25)
    # Then those whose days have run out, then by state.
    assert first_of(off, overdue) == (CauseKind.SWITCHED_OFF_AFTER_ERRORS, 1, 31)
    assert first_of(overdue) == (CauseKind.NO_SYNC_RUNS, 1, None)


def test_of_equal_groups_the_larger_comes_first() -> None:
    rows = [company(1, REFUNDS, days=5), company(2, CARDS, days=5), company(3, CARDS, days=4)]
    assert first_of(*rows) == (CauseKind.ACCOUNT_LOST, 2, 5)


def test_nothing_to_do_is_not_first() -> None:
    waiting = company(1, cause(CauseKind.SERVER_ERROR, remedy=Remedy.WAIT), days=1)
    fine = company(2, cause(CauseKind.RECONCILE_MANUALLY, blocks=False), state=State.FINE)
    assert first_of(waiting, fine, company(3)) is None
    causes = FleetCauses()
    causes.add([company(1, REFUNDS, days=25)])
    assert causes.first({group_of(company(1, REFUNDS))}) is None


@given(fleets, st.data())
def test_changed_row_by_row_is_the_same_as_counted_anew(rows: list[FleetEntry], data: st.DataObject) -> None:
    changed, anew = FleetCauses(), FleetCauses()
    changed.add(rows)
    news = [data.draw(companies)._replace(company_id=row.company_id) for row in rows]
    for old, new in zip(rows, news, strict=True):
        changed.change(old, new)
    anew.replace(news)
    assert {group: tally.company_ids for group, tally in changed.tallies.items()} == {
        group: tally.company_ids for group, tally in anew.tallies.items()
    }
    assert changed.first() is None or changed.first()[::2] == anew.first()[::2]  # type: ignore[index]
