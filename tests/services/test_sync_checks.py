"""What proves that a request without an answer started a sync: a new commerceSyncId, or a date not before it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codat_tui.models.codat import SyncStatus
from codat_tui.services.sync_checks import started_sync

ASKED = datetime(2026, 11, 23, 14, 2, 31, 700_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("commerce_sync_id", "sync_utc", "proof"),
    [
        ("before", "2026-11-23T03:00:00Z", False),
        ("after", "2026-11-23T03:00:00Z", True),
        ("after", None, True),
        ("before", "2026-11-23T14:02:32Z", True),
        ("before", "2026-11-23T14:02:31Z", True),
        ("before", "2026-11-23T14:02:30Z", False),
        ("", "2026-11-23T14:03:00Z", True),
        ("", "unreadable", False),
        ("", None, False),
    ],
)
def test_what_proves_a_start(commerce_sync_id: str, sync_utc: str | None, proof: bool) -> None:
    status = SyncStatus(commerce_sync_id=commerce_sync_id, sync_utc=sync_utc)
    assert (started_sync("before", status, ASKED) is status) is proof


def test_no_sync_at_all_proves_nothing() -> None:
    assert started_sync("", None, ASKED) is None
