"""The fleet by cause and by platform, as other programs get it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from codat_tui.models.diagnosis import CauseKind
from codat_tui.present.data.companies import verdict_of_entry
from codat_tui.present.data.encoding import plain
from codat_tui.present.data.groups import OnsetData, by_cause, by_platform
from tests.rules.fleet.fleet_rows import cause, company

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_cause_has_the_day_on_which_most_began_and_a_platform_has_none() -> None:
    lost = cause(CauseKind.ACCOUNT_LOST)
    rows = [
        company(1, lost, since=NOON),
        company(2, lost, since=NOON + timedelta(hours=3)),
        company(3, lost, since=NOON - timedelta(days=2)),
        company(4, lost, since=NOON - timedelta(days=2), at_least=True),
        company(5),
    ]
    data = [plain(verdict_of_entry(row)) for row in rows]
    (group,) = by_cause(data)
    assert group.onset == OnsetData(date(2026, 11, 21), 2, "2 of 4 since 21 Nov")
    assert {each.onset for each in by_platform(data)} == {None}
