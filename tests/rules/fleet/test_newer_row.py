"""A row contradicts what was read only where it was told something else, later."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from codat_tui.models.diagnosis import Judgement, State
from codat_tui.models.local import FleetEntry, LatestSync, Loaded, Loading, PlatformLink, RemoteState
from codat_tui.models.overview import CompanyOverview
from codat_tui.rules.fleet.newer_row import contradicts, judged_better
from tests.present.overviews import NOW, overview, sync

XERO = PlatformLink("gbol", "Xero", "Linked", "x1")
LATER, EARLIER = NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)


def row(code: int, checked_at: datetime, accounting: PlatformLink = XERO) -> FleetEntry:
    glance = LatestSync(code, "", "2026-11-23T12:00:00", "", None, checked_at)
    return FleetEntry("c1", "Harbour", "", "", None, accounting, sync=glance)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (row(4000, LATER), False),
        (row(2000, LATER), True),
        (row(2000, EARLIER), False),
        (row(2000, NOW), False),
        (row(4000, EARLIER, XERO._replace(status="Unlinked")), True),
        (FleetEntry("c1", "Harbour", "", "", None, XERO), False),
    ],
)
def test_another_sync_seen_later_or_other_links_contradict(entry: FleetEntry, expected: bool) -> None:
    read = overview(latest=sync(4000), company=row(4000, NOW))
    assert contradicts(entry, read) is expected


def test_a_sync_contradicts_that_there_was_none_and_nothing_where_it_was_never_read() -> None:
    assert contradicts(row(2000, LATER), overview(latest=None))
    assert not contradicts(row(2000, LATER), overview())


FAILING = Judgement(State.FAILING, failing_days=25, days_left=6)
HALF = overview(latest=sync(4000))
WHOLE = overview(connections=(), latest=None, last_successful=None, syncs=(), configuration=None)


@pytest.mark.parametrize(
    ("judgement", "state", "expected"),
    [
        (FAILING, Loading(HALF), FAILING),
        (FAILING, Loading(WHOLE), None),
        (FAILING, Loaded(HALF, NOW), None),
        (FAILING, Loading(), None),
        (None, Loading(HALF), None),
    ],
)
def test_the_row_judges_better_only_while_half_is_read(
    judgement: Judgement | None, state: RemoteState[CompanyOverview], expected: Judgement | None
) -> None:
    entry = FleetEntry("c1", "Harbour", "", "", None, XERO, judgement=judgement)
    assert judged_better(entry, state) is expected
    assert judged_better(None, state) is None
