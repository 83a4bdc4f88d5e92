"""Which companies belong together: by kind, field and platform, never by Codat's words; counts that add up."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.diagnosis import CauseKind, Remedy, State, Who
from codat_tui.models.local import FleetEntry
from codat_tui.rules.fleet.cause_groups import CauseGroup, GroupTally, group_of, state_key
from codat_tui.rules.fleet.query import urgency
from tests.rules.fleet.fleet_rows import CARD, REFUND, cause, company

LOST = cause(CauseKind.ACCOUNT_LOST, REFUND)
REFUSED = cause(CauseKind.RECORD_REFUSED)


def twin(number: int, message: str) -> FleetEntry:
    return company(number, REFUSED, message=message)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (company(1, LOST, message="Account 1 is gone"), company(2, LOST, message="Account 2 was archived")),
        (company(1, LOST, days=3), company(2, LOST, days=25, more=2)),
        (twin(1, "Item 'Tea' of INV-1 has no tax"), twin(2, "Item 'Rye bread' of INV-99 has no tax")),
        (
            company(
                1,
                cause(
                    CauseKind.TAX_RATE_LOST, 'configuration.sales.taxRates["20"].selectedTaxRateId', "20% tax"
                ),
            ),
            company(
                2,
                cause(
                    CauseKind.TAX_RATE_LOST, 'configuration.sales.taxRates["5"].selectedTaxRateId', "5% tax"
                ),
            ),
        ),
        (
            company(1, cause(CauseKind.TAX_NOT_MAPPED, "configuration.sales.newTaxRates.taxRateMappings[0]")),
            company(2, cause(CauseKind.TAX_NOT_MAPPED, "configuration.sales.newTaxRates.taxRateMappings[7]")),
        ),
        (
            company(1, cause(CauseKind.SWITCHED_OFF), state=State.OFF),
            company(2, cause(CauseKind.SWITCHED_OFF), state=State.OFF, platform="MYOB"),
        ),
        (
            company(1, cause(CauseKind.OTHER_ORGANISATION, REFUND)),
            company(2, cause(CauseKind.OTHER_ORGANISATION, CARD)),
        ),
        (company(1, state=State.RUNNING), company(2, LOST, state=State.RUNNING)),
        (company(1), company(2, cause(CauseKind.DUPLICATE_DATES, remedy=Remedy.NONE), state=State.FINE)),
    ],
)
def test_companies_with_the_same_cause_belong_together(one: FleetEntry, other: FleetEntry) -> None:
    assert group_of(one) == group_of(other)
    assert group_of(one).key == group_of(other).key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (company(1, LOST), company(2, cause(CauseKind.ACCOUNT_LOST, CARD))),
        (company(1, LOST), company(2, cause(CauseKind.ACCOUNT_MISSING, REFUND))),
        (company(1, LOST), company(2, LOST, platform="QuickBooks Online")),
        # The mapping has been corrected: only a sync is missing.
        (company(1, LOST), company(2, cause(CauseKind.ACCOUNT_LOST, REFUND, remedy=Remedy.SYNC))),
        (twin(1, "Item 'Tea' has no tax"), twin(2, "Item 'Tea' has no account")),
        (
            company(1, cause(CauseKind.LINK_UNLINKED, "connections.commerce"), state=State.UNLINKED),
            company(2, cause(CauseKind.LINK_UNLINKED, "connections.accounting"), state=State.UNLINKED),
        ),
        (company(1), company(2, state=State.UNKNOWN)),
        (company(1), company(2, LOST)),
        # A state and a kind of the same name.
        (
            company(1, cause(CauseKind.STUCK, remedy=Remedy.NONE), state=State.STUCK),
            company(2, cause(CauseKind.STUCK)),
        ),
    ],
)
def test_companies_with_different_causes_do_not(one: FleetEntry, other: FleetEntry) -> None:
    assert group_of(one) != group_of(other)
    assert group_of(one).key != group_of(other).key


def test_the_platform_is_that_of_the_cause() -> None:
    commerce = cause(CauseKind.LINK_UNLINKED, "connections.commerce")
    assert group_of(company(1, commerce, platform="Xero", commerce="Clover")).platform == "Clover"
    assert group_of(company(1, LOST, platform="Xero", commerce="Clover")).platform == "Xero"


def test_a_failure_that_nothing_is_known_of_goes_by_code_and_pattern() -> None:
    rows = [company(each, state=State.FAILING, message=f"Box {each} is full") for each in (1, 2)]
    assert group_of(rows[0]) == group_of(rows[1])
    assert group_of(rows[0]) == CauseGroup(
        None, State.FAILING, "", "Xero", Who.US, Remedy.LOOK, "4000 Box … is full"
    )
    unjudged = rows[0]._replace(judgement=None)
    assert group_of(unjudged) == group_of(rows[0])


def test_a_tally_knows_the_worst() -> None:
    rows = [
        company(1, LOST, days=3),
        company(2, LOST, days=25),
        company(3, LOST),
        company(4, LOST, days=9, at_least=True),
    ]
    tally = GroupTally(rows)
    assert (tally.count, tally.worst, tally.state, tally.short) == (
        4,
        (25, False, True),
        State.FAILING,
        "Refunds account gone",
    )
    tally.remove(rows[1])
    assert tally.worst == (9, True, True)
    assert GroupTally().worst is None


kinds = st.sampled_from(
    [
        CauseKind.ACCOUNT_LOST,
        CauseKind.LINK_UNLINKED,
        CauseKind.RECORD_REFUSED,
        CauseKind.DUPLICATE_DATES,
        CauseKind.STUCK,
        CauseKind.TAX_RATE_LOST,
    ]
)
causes = st.builds(
    cause,
    kinds,
    st.sampled_from(["", REFUND, CARD, "connections.commerce", "connections.accounting"]),
    blocks=st.booleans(),
)
companies = st.builds(
    company,
    st.integers(0, 10_000),
    st.none() | causes,
    state=st.none() | st.sampled_from(State),
    days=st.none() | st.integers(0, 60),
    at_least=st.booleans(),
    message=st.text(max_size=20),
    platform=st.sampled_from(["Xero", "MYOB", ""]),
)
fleets = st.lists(companies, unique_by=lambda row: row.company_id, max_size=30)


@given(fleets)
def test_every_company_is_in_exactly_one_group_and_counts_add_up(rows: list[FleetEntry]) -> None:
    groups: dict[str, list[FleetEntry]] = defaultdict(list)
    for row in rows:
        groups[group_of(row).key].append(row)
    tallies = {key: GroupTally(members) for key, members in groups.items()}
    assert sum(tally.count for tally in tallies.values()) == len(rows)
    assert all(state_key(row) in (None, group_of(row).key) for row in rows)
    for key, members in groups.items():
        tally = tallies[key]
        assert tally.count == sum(tally.states.values()) == len(members)
        days = [
            row.judgement.failing_days
            for row in members
            if row.judgement and row.judgement.failing_days is not None
        ]
        assert (tally.worst[0] if tally.worst else None) == max(days, default=None)
        assert tally.state is min(
            (row.judgement.state if row.judgement else State.FINE for row in members), key=list(State).index
        )


@given(fleets, st.data())
def test_a_tally_changed_row_by_row_is_the_same_as_one_made_anew(
    rows: list[FleetEntry], data: st.DataObject
) -> None:
    news = [data.draw(companies)._replace(company_id=row.company_id) for row in rows]
    changed = GroupTally(rows)
    for old, new in zip(rows, news, strict=True):
        changed.remove(old)
        changed.add(new)
    anew = GroupTally(news)
    assert (changed.count, changed.fuses, changed.states, changed.shorts) == (
        anew.count,
        anew.fuses,
        anew.states,
        anew.shorts,
    )


def test_the_most_urgent_company_comes_first() -> None:
    rows = [
        company(1, LOST, state=State.OFF, days=45, name="Off after 31 days"),
        company(2, LOST, state=State.FAILING, days=31, name="In the last day"),
        company(3, LOST, state=State.UNLINKED, days=29, name="Unlinked for 29 days"),
        company(4, LOST, days=25, name="ant"),
        company(5, LOST, days=25, name="Bee"),
        company(6, LOST, days=1, name="Failed once"),
        company(7, state=State.OFF, name="Switched off"),
        company(8, state=State.OVERDUE, name="Overdue"),
        company(9, state=State.QUIET, name="Quiet"),
        company(10, state=State.UNKNOWN, name="Unknown"),
        company(11, LOST, days=30, state=State.RUNNING, name="Running"),
        company(12, state=State.WAITING, name="Waiting"),
        company(
            13, cause(CauseKind.RECONCILE_MANUALLY, blocks=False), state=State.FINE, name="With a remark"
        ),
        company(14, name="a"),
        company(15, name="B"),
        company(16, state=State.NOT_CHECKED, name="Not checked"),
    ]
    mixed = [*rows[1::2], *rows[::2]]
    assert [row.name for row in sorted(mixed, key=urgency)] == [row.name for row in rows]
