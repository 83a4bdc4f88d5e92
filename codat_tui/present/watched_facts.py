"""What is told of a followed or ended sync besides its phases, as lines of label and value; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from codat_tui.models.local import Loaded
from codat_tui.present.activity import second, sync_end_cell
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.text import ago
from codat_tui.present.written_records import WrittenLine, pushed_words, written_lines
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus
    from codat_tui.models.journal import JournalEntry, SyncEnd
    from codat_tui.models.local import FleetEntry, RemoteState, Watch
    from codat_tui.models.written_records import WrittenRecords
    from codat_tui.rules.diagnosis.messages import Explanation

NO_USUAL = "not known yet: it takes three of its syncs followed from here to the end"


def watch_facts(
    watch: Watch,
    state: RemoteState[WrittenRecords],
    syncs: Sequence[SyncStatus],
    explained: Explanation | None,
    now: datetime,
    zone: tzinfo,
) -> list[WrittenLine]:
    """Return how an ended sync came out; *syncs* and *explained* are what was read of its company."""
    lines = []
    if watch.usual_seconds is None and watch.error is None:
        lines.append(WrittenLine("usually", NO_USUAL, tone=Tone.MUTED))
    outcome = watch.outcome
    if watch.running or outcome is None:
        return lines
    if _cover(watch, state, syncs):
        lines += written_lines(state, outcome, syncs, now, zone)
    else:
        lines.append(WrittenLine("data pushed", pushed_words(outcome.data_pushed)))
    return [*lines, *_failure(watch.code, explained)]


def ended_facts(entry: JournalEntry, end: SyncEnd, now: datetime, zone: tzinfo) -> list[WrittenLine]:
    """Return what the journal knows of a sync that ended earlier."""
    lines = [
        WrittenLine("asked for", f"{second(entry.at, zone)} {zone}", f"by {entry.who}" if entry.who else "")
    ]
    if end.at is not None:
        lines.append(WrittenLine("end seen", f"{second(end.at, zone)} {zone}", ago(end.at, now)))
    lines.append(WrittenLine("data pushed", pushed_words(end.pushed)))
    return [*lines, *_failure(end.code, None)]


def company_facts(entry: FleetEntry | None, now: datetime) -> list[WrittenLine]:
    """Return the verdict on the company as its row has it, and when its latest sync was read; [] without one."""
    if entry is None or entry.judgement is None or not entry.judgement.headline:
        return []
    read = f"latest sync read {ago(entry.sync.checked_at, now)}" if entry.sync is not None else ""
    return [WrittenLine("company", entry.judgement.headline, read)]


def ended_cells(name: str, end: SyncEnd, now: datetime, glyphs: Glyphs) -> tuple[Cell, Cell, Cell]:
    """Return an ended sync as a quiet row: company, end, age of the end."""
    return (
        Cell(name, Tone.MUTED),
        sync_end_cell(end, glyphs)._replace(tone=Tone.MUTED),
        Cell(ago(end.at, now), Tone.MUTED),
    )


def is_before(sync: SyncStatus, watch: Watch | None, entry: JournalEntry | None) -> bool:
    """Return whether *sync* ended before the one that *watch* follows or *entry* started."""
    if describe(sync.code).state is SyncState.RUNNING:
        return False
    own: set[str] = set()
    began = None
    if watch is not None:
        own, began = {watch.sync_id, watch.commerce_sync_id}, watch.started_at
    elif entry is not None:
        own, began = {entry.outcome}, entry.at
    at = read_instant(sync.sync_utc)
    # Not each of Codat's answers has both ids.
    later = began is not None and at is not None and at >= began
    return not later and own.isdisjoint({sync.sync_id, sync.commerce_sync_id} - {""})


def _cover(watch: Watch, state: RemoteState[WrittenRecords], syncs: Sequence[SyncStatus]) -> bool:
    """Whether the records were read after the sync's end; those read before may lack some that it wrote.

    The sync must be in the list too, which tells its records from those of the next one.
    """
    if not isinstance(state, Loaded) or watch.ended_at is None or state.at < watch.ended_at:
        return False
    return bool(watch.sync_id) and any(each.sync_id == watch.sync_id for each in syncs)


def _failure(code: int | None, explained: Explanation | None) -> list[WrittenLine]:
    meaning = describe(code)
    if meaning.state is not SyncState.FAILED:
        return []
    means = explained.problem if explained is not None else meaning.meaning
    remedy = explained.remedy if explained is not None else meaning.remedy
    lines = [WrittenLine("means", means)]
    return [*lines, WrittenLine("to do", remedy, tone=Tone.ACTION)] if remedy else lines
