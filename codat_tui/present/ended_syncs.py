"""What Watching tells of syncs that have ended, followed ones and those of the journal; pure."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from codat_tui.models.journal import JournalEntry, SyncEnd
from codat_tui.models.local import Watch
from codat_tui.present.activity import sync_end_cell
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.text import ago, wrap
from codat_tui.present.watching import outcome_message
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.words import minute_text

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus

Line = tuple[Cell, ...]


def earlier_cells(
    entry: JournalEntry, name: str, now: datetime, glyphs: Glyphs
) -> tuple[Cell, Cell, Cell, Cell, Cell]:
    """Return a row of Watching for a sync whose end the journal knows: company, end, nothing, age, nothing."""
    end = sync_end_cell(entry.sync_end, glyphs) if entry.sync_end is not None else Cell("")
    return Cell(name, Tone.MUTED), end, Cell(""), Cell(ago(entry.at, now), Tone.MUTED), Cell("")


def earlier_lines(entry: JournalEntry, zone: tzinfo, zone_name: str, room: int) -> list[Line]:
    """Return when and by whom such a sync was started, and what its end means."""
    began = f"Started {minute_text(entry.at, zone)} {zone_name} by {entry.who}"
    return [(Cell(began, Tone.MUTED),), *_meaning_lines(entry.sync_end, room)]


def end_lines(watch: Watch, room: int) -> list[Line]:
    """Return what the end of a followed sync means, after Codat's message; nothing while it runs."""
    if watch.running:
        return []
    outcome = watch.outcome
    end = SyncEnd(outcome.code, outcome.word or "", outcome.data_pushed) if outcome is not None else None
    message = [(Cell(line),) for line in wrap(outcome_message(watch), room)]
    return [*message, *_meaning_lines(end, room)]


def _meaning_lines(end: SyncEnd | None, room: int) -> list[Line]:
    if end is None:
        return []
    meaning = describe(end.code, end.pushed)
    told = ((meaning.meaning, Tone.NORMAL), (meaning.remedy, Tone.MUTED))
    return [(Cell(line, tone),) for text, tone in told if text for line in wrap(text, room)]


def started_by(watch: Watch, entry: JournalEntry) -> bool:
    """Return whether *watch* follows the sync that *entry* started."""
    return watch.company_id == entry.company_id and entry.outcome in _ids(watch)


def is_before(sync: SyncStatus, watch: Watch | None, entry: JournalEntry | None) -> bool:
    """Return whether *sync* ended before the one that *watch* follows or *entry* started."""
    if describe(sync.code).state is SyncState.RUNNING:
        return False
    own = _ids(watch) if watch is not None else {entry.outcome} if entry is not None else set()
    began = watch.started_at if watch is not None else entry.at if entry is not None else None
    at = read_instant(sync.sync_utc)
    # Not each of Codat's answers has both ids.
    later = began is not None and at is not None and at >= began
    return not later and own.isdisjoint({sync.sync_id, sync.commerce_sync_id} - {""})


def _ids(watch: Watch) -> set[str]:
    ids = {watch.sync_id, watch.commerce_sync_id}
    if watch.outcome is not None:
        ids |= {watch.outcome.sync_id, watch.outcome.commerce_sync_id}
    return ids - {""}
