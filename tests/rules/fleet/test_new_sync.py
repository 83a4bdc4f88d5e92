"""A company is asked again when data was read since, or when its daily sync is due; not otherwise."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from codat_tui.rules.fleet.new_sync import MARGIN, probably_synced

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CHECKED = NOW - HOUR


@pytest.mark.parametrize(
    ("latest", "data_read", "synced"),
    [
        (NOW - 13 * HOUR, NOW - 13 * HOUR, False),
        (NOW - 13 * HOUR, CHECKED - MARGIN, False),
        (NOW - 13 * HOUR, CHECKED - MARGIN / 2, True),
        (NOW - 13 * HOUR, NOW, True),
        (NOW - 23 * HOUR, None, False),
        (NOW - 24 * HOUR, None, True),
        (NOW - 90 * HOUR, NOW - 90 * HOUR, True),
        (None, None, False),
        (None, NOW - 2 * HOUR, False),
        (None, NOW, True),
    ],
)
def test_what_is_a_sign_of_a_new_sync(
    latest: datetime | None, data_read: datetime | None, synced: bool
) -> None:
    assert probably_synced(latest, data_read, CHECKED, NOW) is synced
