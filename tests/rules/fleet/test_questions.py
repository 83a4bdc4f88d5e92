"""More is asked of those companies only whose latest sync leaves something open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from codat_tui.models.local import FleetEntry, LatestSync, PlatformLink
from codat_tui.rules.fleet.questions import Question, questions

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)
BOTH = {Question.SYNCS, Question.CONFIGURATION}


def latest_sync(code: int, hours: float = 11, pushed: bool | None = None) -> LatestSync:
    at = (NOW - timedelta(hours=hours)).isoformat()
    return LatestSync(code, "", at, "", pushed, NOW)


def row(sync: LatestSync | None, *, never: bool = False, linked: str = "Linked") -> FleetEntry:
    sides = PlatformLink("ugxp", "Zettle", "Linked", "1"), PlatformLink("gbol", "Xero", linked, "2")
    return FleetEntry("8a21", "Harbour Lane Coffee", "", "", *sides, sync=sync, never_synced=never)


@pytest.mark.parametrize(
    ("entry", "before", "asked"),
    [
        (row(latest_sync(2000)), None, set()),
        (row(latest_sync(1000)), None, set()),
        (row(latest_sync(4000)), None, BOTH),
        (row(latest_sync(4200)), None, BOTH),
        (row(latest_sync(4220)), None, {Question.SYNCS}),
        (row(latest_sync(5000)), None, {Question.SYNCS}),
        (row(latest_sync(5000, hours=80)), None, BOTH),
        (row(latest_sync(2000, hours=35)), None, set()),
        (row(latest_sync(2000, hours=37)), None, {Question.CONFIGURATION}),
        (row(latest_sync(2040)), latest_sync(2000, hours=35), set()),
        (row(latest_sync(2040)), latest_sync(2040, hours=35), {Question.SYNCS}),
        (row(latest_sync(2040)), None, {Question.SYNCS}),
        (row(latest_sync(2000, pushed=False)), latest_sync(2040, hours=35), {Question.SYNCS}),
        (row(None), None, set()),
        (row(None, never=True), None, {Question.CONFIGURATION}),
        (row(None, never=True, linked="PendingAuth"), None, set()),
    ],
)
def test_what_is_asked(entry: FleetEntry, before: LatestSync | None, asked: set[Question]) -> None:
    assert questions(entry, before, NOW) == asked
