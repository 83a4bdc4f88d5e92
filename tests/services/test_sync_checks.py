"""What proves that a request without an answer started a sync: another newest sync than just before it."""

from __future__ import annotations

import pytest

from codat_tui.models.codat import SyncStatus
from codat_tui.services.sync_checks import SeenSync, started_sync

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
