"""Syncs as rows: repeats under one heading that says days and message, and opens."""

from __future__ import annotations

from datetime import UTC

from codat_tui.models.codat import SyncStatus
from codat_tui.present import Glyphs
from codat_tui.present.folded_syncs import SyncRow, sync_row_cells, sync_rows
from tests.present.overviews import NOW, sync

FAILED = [
    sync(4000, syncId=f"f{day}", syncUtc=f"2026-11-{day:02}T02:00:00", errorMessage="gone")
    for day in (23, 22, 21)
]
GOOD = sync(2000, syncId="good", syncUtc="2026-11-20T02:00:00")


def rows(*syncs: SyncStatus, unfolded: tuple[str, ...] = ()) -> list[SyncRow]:
    return list(sync_rows(syncs, unfolded))


def texts(row: SyncRow) -> list[str]:
    return [cell.text for cell in sync_row_cells(row, NOW, Glyphs.unicode(), UTC)]


def test_a_heading_tells_first_and_last_day_how_often_and_the_message() -> None:
    heading, good = rows(*FAILED, GOOD)
    assert texts(heading) == ["▸ 21 Nov – 23 Nov", "12 h ago", "✖ 4000 Configuration", "", "3 days: gone"]
    assert texts(good)[0] == "20 Nov 2026 02:00"


def test_two_on_one_day_are_counted_as_syncs() -> None:
    again = sync(4000, syncId="again", syncUtc="2026-11-23T09:00:00", errorMessage="gone")
    (heading,) = rows(again, *FAILED)
    assert texts(heading)[4] == "4 syncs: gone"


def test_a_heading_keeps_its_key_when_a_newer_one_joins_and_unfolds_by_it() -> None:
    (heading,) = rows(*FAILED)
    newer = sync(4000, syncId="new", syncUtc="2026-11-24T02:00:00", errorMessage="gone")
    joined, *members = rows(newer, *FAILED, unfolded=(heading.key,))
    assert joined.key == heading.key
    assert joined.unfolded
    assert texts(joined)[0].startswith("▾")
    assert [row.sync.sync_id for row in members] == ["new", "f23", "f22", "f21"]
    assert len({row.key for row in (joined, *members)}) == 5


def test_unreadable_dates_are_said() -> None:
    (heading,) = rows(*[sync(5000, syncId=f"{number}", syncUtc="soon") for number in range(3)])
    assert texts(heading)[0] == "▸ dates not known"
