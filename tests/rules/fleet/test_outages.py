"""Many companies of one platform that fail alike since one moment look like an outage; fewer, or others, do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from codat_tui.models.diagnosis import CauseKind, State
from codat_tui.models.local import FleetEntry
from codat_tui.rules.fleet.outages import LEAST, SHARE, outages, outages_touching
from tests.rules.fleet.fleet_rows import cause, company

NIGHT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
SERVER = cause(CauseKind.SERVER_ERROR)


def failed(number: int, minutes: int = 0, platform: str = "Xero") -> FleetEntry:
    at = NIGHT + timedelta(minutes=minutes)
    synced = at.isoformat().replace("+00:00", "Z")
    return company(number, SERVER, days=1, since=at, synced=synced, platform=platform)


def good(number: int, minutes: int, platform: str = "Xero") -> FleetEntry:
    synced = (NIGHT + timedelta(minutes=minutes)).isoformat().replace("+00:00", "Z")
    return company(number, synced=synced, platform=platform)


def test_most_that_synced_since_then_fail_alike() -> None:
    rows = [
        failed(1),
        failed(2, 40),
        failed(3, 25),
        good(4, 10),
        good(5, -30),
        good(6, 20, "QuickBooks Online"),
    ]
    (found,) = outages(rows)
    assert (found.platform, found.kind, found.failing, found.synced) == ("Xero", CauseKind.SERVER_ERROR, 3, 4)
    assert found.since == NIGHT
    assert found.company_ids == {"id-1", "id-2", "id-3"}
    assert not found.over


def test_a_good_sync_after_the_last_failure_means_that_it_is_over() -> None:
    (found,) = outages([failed(1), failed(2, 5), failed(3, 9), good(4, 30), good(5, 40), good(6, 4)])
    assert (found.recovered, found.over) == (2, True)
    assert outages_touching([found], ["id-1"]) == ()


def test_none_without_enough_of_the_same() -> None:
    few = [failed(1), failed(2)]
    two_platforms = [failed(1), failed(2), failed(3, platform="MYOB")]
    a_minority = [failed(1), failed(2), failed(3), *(good(each, each) for each in range(4, 9))]
    not_together = [failed(1), failed(2, 3 * 24 * 60), failed(3, 6 * 24 * 60)]
    since_ever = [
        each._replace(judgement=each.judgement._replace(since=None))
        for each in a_minority[:3]
        if each.judgement
    ]
    ours = [company(each, cause(CauseKind.ACCOUNT_LOST), since=NIGHT) for each in range(5)]
    unlinked = [company(each, SERVER, state=State.UNLINKED, since=NIGHT) for each in range(5)]
    for rows in ([], few, two_platforms, a_minority, not_together, since_ever, ours, unlinked):
        assert outages(rows) == ()


def test_older_failures_of_the_same_kind_are_not_part_of_it() -> None:
    (found,) = outages([failed(0, -20 * 24 * 60), failed(1), failed(2, 1), failed(3, 2)])
    assert found.company_ids == {"id-1", "id-2", "id-3"}
    assert found.since == NIGHT


def test_each_platform_has_its_own_the_largest_first() -> None:
    rows = [*map(failed, range(3)), *(failed(each, platform="MYOB") for each in range(10, 14))]
    assert [(each.platform, each.failing) for each in outages(rows)] == [("MYOB", 4), ("Xero", 3)]


def test_a_batch_is_warned_of_the_outages_it_touches() -> None:
    found = outages([*map(failed, range(3)), *(failed(each, platform="MYOB") for each in range(10, 14))])
    touching = outages_touching(found, ["id-11", "id-12", "id-99"])
    assert [(each.platform, number) for each, number in touching] == [("MYOB", 2)]


hours = st.integers(-200, 200)


@given(st.lists(st.tuples(st.booleans(), hours, st.sampled_from(["Xero", "MYOB"])), max_size=40))
def test_every_outage_counts_what_it_says(drawn: list[tuple[bool, int, str]]) -> None:
    rows = [
        (failed if fails else good)(number, hour * 60, platform)
        for number, (fails, hour, platform) in enumerate(drawn)
    ]
    failing = {row.company_id: row.judgement.since for row in rows if row.judgement is not None}
    for each in outages(rows):
        assert LEAST <= each.failing == len(each.company_ids) <= each.synced
        assert each.failing >= SHARE * each.synced
        began = [since for company_id in each.company_ids if (since := failing[company_id])]
        assert min(began) == each.since
        assert max(began) - each.since <= timedelta(days=1)
        assert each.recovered <= each.synced - each.failing
