"""What is told of a watched sync: only what was read after its end, and nothing that is not known."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from codat_tui.models.codat import SyncStatus
from codat_tui.models.local import Loaded, Loading, RemoteState, Watch
from codat_tui.models.written_records import WrittenRecords
from codat_tui.present.watched_facts import NO_USUAL, is_before, watch_facts

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)
SYNC = SyncStatus(sync_id="s", code=4000, word="ConfigurationError", data_pushed=False)
RUNNING = Watch("w", "c", "Harbour Lane Coffee", NOW - timedelta(minutes=9), sync_id="s")
ENDED = Watch(
    "w",
    "c",
    "Harbour Lane Coffee",
    NOW - timedelta(minutes=9),
    sync_id="s",
    code=4000,
    outcome=SYNC,
    ended_at=NOW,
    usual_seconds=40.0,
)
RECORDS = WrittenRecords("c", Loaded((), NOW), Loaded({}, NOW), 0)


def test_a_running_sync_says_only_that_its_usual_time_is_not_known() -> None:
    (line,) = watch_facts(RUNNING, Loading(), (), None, NOW, UTC)
    assert line.value == NO_USUAL


@pytest.mark.parametrize(
    ("state", "syncs", "label"),
    [
        (Loading(), (SYNC,), "data pushed"),
        (Loaded(RECORDS, NOW - timedelta(seconds=1)), (SYNC,), "data pushed"),
        (Loaded(RECORDS, NOW), (), "data pushed"),
        (Loaded(RECORDS, NOW), (SYNC,), "arrived"),
    ],
)
def test_records_are_told_only_where_they_were_read_after_the_end(
    state: RemoteState[WrittenRecords], syncs: tuple[SyncStatus, ...], label: str
) -> None:
    lines = watch_facts(ENDED, state, syncs, None, NOW, UTC)
    assert [line.label for line in lines] == [label, "means", "to do"]


@pytest.mark.parametrize(
    ("each", "before"),
    [
        (SyncStatus(code=2000, sync_utc="2026-11-22T14:00:00Z"), True),
        (SyncStatus(code=1000, sync_utc="2026-11-22T14:00:00Z"), False),
        (SyncStatus(code=2000, sync_utc="2026-11-22T14:00:00Z", sync_id="s"), False),
        (SyncStatus(code=2000, sync_utc="2026-11-23T14:00:00Z"), False),
    ],
)
def test_earlier_syncs_are_those_that_ended_before_this_one_began(each: SyncStatus, before: bool) -> None:
    assert is_before(each, RUNNING, None) is before
