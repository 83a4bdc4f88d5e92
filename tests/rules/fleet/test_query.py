"""Which companies a filter shows and how each stands: by table, and kept right while rows change."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.diagnosis import Judgement, State
from codat_tui.models.local import FleetEntry, LatestSync, PlatformLink
from codat_tui.rules.fleet.query import StateCounts, is_in_need, state_of

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)


def entry(
    code: int | None = 2000,
    *,
    linked: str = "Linked",
    name: str = "Harbour Lane Coffee",
    company_id: str = "8a21",
) -> FleetEntry:
    sync = (
        None if code is None else LatestSync(code, "Complete", None, "Account 7c1e is not active", None, NOW)
    )
    return FleetEntry(
        company_id,
        name,
        "Two bars and a roastery",
        "region=uk plan=pro",
        PlatformLink("ugxp", "Zettle", "Linked", "conn-1"),
        PlatformLink("gbol", "Xero", linked, "conn-2"),
        ("conn-3",),
        sync,
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (entry(4000), State.FAILING),
        (entry(4040, linked="Unlinked"), State.UNLINKED),
        (entry(2000, linked="Unlinked"), State.UNLINKED),
        (entry(2000, linked="PendingAuth"), State.UNLINKED),
        (entry(1000), State.RUNNING),
        (entry(2000), State.FINE),
        (entry(2040), State.FINE),
        (entry(9999), State.UNKNOWN),
        (entry(None), State.NOT_CHECKED),
        (entry(None, linked="Deauthorized"), State.UNLINKED),
        (entry(None, linked="PendingAuth"), State.NOT_CHECKED),
        (entry(None)._replace(never_synced=True), State.WAITING),
        (entry(2000)._replace(accounting=None), State.UNLINKED),
        (entry(2000)._replace(judgement=Judgement(State.OFF)), State.OFF),
        (entry(4000)._replace(judgement=Judgement(State.OVERDUE)), State.OVERDUE),
    ],
)
def test_how_a_company_stands(row: FleetEntry, expected: State) -> None:
    assert state_of(row) is expected


def test_only_failing_keeps_who_needs_a_person() -> None:
    assert [is_in_need(row) for row in (entry(4000), entry(linked="Unlinked"), entry(), entry(1000))] == [
        True,
        True,
        False,
        False,
    ]


judgements = st.none() | st.builds(Judgement, st.sampled_from(State))


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([None, 1000, 2000, 2040, 4000]), judgements)))
def test_the_tally_counts_what_a_count_anew_would_and_every_company_once(
    changes: list[tuple[int, int | None, Judgement | None]],
) -> None:
    tally, rows = StateCounts(), {}
    for number, code, judgement in changes:
        row = entry(code, company_id=str(number))._replace(judgement=judgement)
        rows[number] = row
        tally.update([row])
    counted = StateCounts()
    counted.replace(rows.values())
    assert +tally.counts == +counted.counts
    assert tally.counts.total() == len(rows)
