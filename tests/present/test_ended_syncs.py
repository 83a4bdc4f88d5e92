"""What Watching tells of ended syncs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from codat_tui.models.changes import IntentState
from codat_tui.models.codat import SyncStatus
from codat_tui.models.journal import JournalEntry, SyncEnd
from codat_tui.models.local import Watch
from codat_tui.present import Glyphs
from codat_tui.present.ended_syncs import earlier_cells, earlier_lines, end_lines, is_before, started_by

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
ENTRY = JournalEntry(
    "i1", NOW - timedelta(hours=3), "anna", "acme", "request-sync", "Start a sync", "c1", "Oak & Ember", "", "",
    IntentState.DONE, "own", sync_end=SyncEnd(4000, "Configuration", None),
)  # fmt: skip
WATCH = Watch("w1", "c1", "Oak & Ember", NOW, commerce_sync_id="own")


def sync(
    code: int = 2000, at: datetime = NOW - timedelta(days=1), sync_id: str = "", commerce_sync_id: str = ""
) -> SyncStatus:
    return SyncStatus(code=code, sync_utc=at.isoformat(), sync_id=sync_id, commerce_sync_id=commerce_sync_id)


def test_a_row_of_the_journal_says_its_end_and_its_age() -> None:
    texts = [cell.text for cell in earlier_cells(ENTRY, "Oak & Ember", NOW, Glyphs.unicode())]
    assert texts == ["Oak & Ember", "✖ 4000 Configuration", "", "3 h ago", ""]


def test_its_lines_say_who_started_it_and_what_the_end_means() -> None:
    told = [cell.text for line in earlier_lines(ENTRY, UTC, "UTC", 60) for cell in line]
    assert told[0] == "Started 23 Nov 2026 11:02 UTC by anna"
    assert told[1:]
    assert all(len(line) <= 60 for line in told)


def test_a_running_watch_has_no_end_and_an_ended_one_codats_message_first() -> None:
    assert end_lines(WATCH, 60) == []
    ended = SyncStatus(code=4000, error_message="The account is gone.")
    [first, *rest] = [line[0].text for line in end_lines(replace(WATCH, ended_at=NOW, outcome=ended), 60)]
    assert first == "The account is gone."
    assert rest


def test_a_followed_sync_is_known_again_in_the_journal() -> None:
    assert started_by(WATCH, ENTRY)
    assert not started_by(replace(WATCH, company_id="c2"), ENTRY)
    assert not started_by(replace(WATCH, commerce_sync_id="", sync_id=""), replace(ENTRY, outcome=""))


@pytest.mark.parametrize(
    ("each", "before"),
    [
        (sync(), True),
        (sync(code=1000), False),
        (sync(sync_id="own"), False),
        (sync(commerce_sync_id="own"), False),
        (sync(at=NOW), False),
    ],
)
def test_earlier_syncs_are_those_that_ended_before_this_one_began(each: SyncStatus, before: bool) -> None:
    assert is_before(each, WATCH, None) is before
    assert is_before(each, None, replace(ENTRY, at=NOW)) is before
