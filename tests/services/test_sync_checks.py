"""What proves that a request without an answer started a sync: another newest sync than just before it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codat_tui.models.codat import SyncStatus
from codat_tui.services.sync_checks import SeenSync, dated_apart, of_request, started_sync

BEFORE = SeenSync("before", "s1", "2026-11-23T03:00:00Z")
UNNAMED = SeenSync("", "", "2026-11-23T03:00:00Z")


@pytest.mark.parametrize(
    ("before", "commerce_sync_id", "sync_id", "sync_utc", "proof"),
    [
        (BEFORE, "before", "s1", "2026-11-23T03:00:00Z", False),
        # The same sync stays the same, however late its date is by this machine's clock.
        (BEFORE, "before", "s1", "2026-11-23T23:00:00Z", False),
        (BEFORE, "after", "s2", "2026-11-23T03:00:00Z", True),
        (BEFORE, "after", "", None, True),
        (BEFORE, "", "s2", None, True),
        (BEFORE, "", "s1", "2026-11-23T23:00:00Z", False),
        (BEFORE, "", "", "2026-11-23T03:00:00Z", False),
        (BEFORE, "", "", "2026-11-23T03:00:01Z", True),
        (UNNAMED, "after", "", "2026-11-23T02:00:00Z", False),
        (UNNAMED, "after", "", "2026-11-23T04:00:00Z", True),
        (UNNAMED, "after", "", "unreadable", False),
        (SeenSync(), "after", "", None, True),
        (SeenSync(), "", "", None, False),
    ],
)
def test_what_proves_a_start(
    before: SeenSync, commerce_sync_id: str, sync_id: str, sync_utc: str | None, proof: bool
) -> None:
    status = SyncStatus(commerce_sync_id=commerce_sync_id, sync_id=sync_id, sync_utc=sync_utc)
    assert (started_sync(before, status) is status) is proof


def test_no_sync_at_all_proves_nothing() -> None:
    assert started_sync(SeenSync(), None) is None


ASKED_AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sync_utc", "apart"),
    [
        ("2026-11-23T14:00:00Z", False),
        ("2026-11-23T14:19:00Z", False),
        ("2026-11-23T14:21:00Z", True),
        ("2026-11-24T02:30:00.1234567Z", True),
        # Without a zone it may be fourteen hours earlier than it looks.
        ("2026-11-24T02:30:00", False),
        ("2026-11-24T06:00:00", True),
        ("2026-11-23T13:41:00Z", False),
        ("2026-11-23T13:39:00Z", True),
        ("2026-11-23T03:00:00", False),
        ("2026-11-23T01:00:00", True),
        ("soon", False),
        (None, False),
    ],
)
def test_a_sync_dated_long_before_or_after_the_request_is_not_its_own(
    sync_utc: str | None, apart: bool
) -> None:
    assert dated_apart(SyncStatus(sync_utc=sync_utc), ASKED_AT) is apart


def test_the_requests_own_sync_is_found_behind_a_later_one() -> None:
    night = SyncStatus(sync_id="s3", sync_utc="2026-11-24T02:30:00Z")
    ours = SyncStatus(sync_id="s2", sync_utc="2026-11-23T14:00:04Z")
    before = SyncStatus(sync_id="s1", sync_utc="2026-11-23T03:00:00Z")
    assert of_request([night, ours, before], BEFORE, ASKED_AT) is ours
    assert of_request([night, before], BEFORE, ASKED_AT) is None
    assert of_request([night, ours], SeenSync("", "s2", ours.sync_utc), ASKED_AT) is None
    assert of_request([SyncStatus(sync_id="s2", sync_utc="2026-11-23T14:00:04")], BEFORE, ASKED_AT) is None
