"""What a sync wrote, as lines of label and value; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.models.local import Failed, Loading, RemoteState, known
from codat_tui.models.written_records import WrittenRecords
from codat_tui.present.glyphs import Cell, Tone
from codat_tui.present.text import ago, fit, wrap
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.syncs.written_records import (
    RecordState,
    RefusedRecord,
    TypeCount,
    commerce_data,
    counted,
    operations_of,
    refusals,
    warnings_of,
)
from codat_tui.words import count, minute_text

if TYPE_CHECKING:
    from codat_tui.models.codat import PushOperation, SyncStatus

LABEL, LABEL_CELLS = "arrived", 14
RETRY = "Codat's Portal tries them again: Sync Health, Push items, Retry failed items."
INFERRED = "by time: asked for between the start of this sync and the next"
MOST_REASONS = 5
_ONE_AND_MANY = {
    "invoices": ("invoice", "invoices"),
    "creditNotes": ("credit note", "credit notes"),
    "payments": ("payment", "payments"),
    "journalEntries": ("journal entry", "journal entries"),
    "journals": ("journal", "journals"),
}
_TONES = {
    RecordState.WRITTEN: Tone.OK,
    RecordState.REFUSED: Tone.FAILED,
    RecordState.WAITING: Tone.RUNNING,
    RecordState.UNKNOWN: Tone.UNKNOWN,
}
_WORDS = {
    RecordState.WRITTEN: "written",
    RecordState.REFUSED: "refused",
    RecordState.WAITING: "not answered yet",
    RecordState.UNKNOWN: "unclear",
}


class WrittenLine(NamedTuple):
    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.NORMAL


def written_lines(
    state: RemoteState[WrittenRecords],
    status: SyncStatus,
    syncs: Sequence[SyncStatus],
    now: datetime,
    zone: tzinfo,
) -> list[WrittenLine]:
    """Return what sync *status* wrote or tried to write; *syncs* are all of the company's."""
    written_records = known(state)
    if written_records is None:
        if isinstance(state, Failed):
            return [_not_read(state)]
        return [WrittenLine(LABEL, "Reading what was written…", tone=Tone.MUTED)]
    operations = known(written_records.operations)
    if operations is None:
        return [_not_read(written_records.operations), *_commerce(written_records, status, now, zone)]
    own = operations_of(status, syncs, operations)
    if not own:
        nothing = "No record was sent to the accounting software."
        return [WrittenLine(LABEL, nothing, INFERRED), *_commerce(written_records, status, now, zone)]
    lines = [*_counts(counted(own)), WrittenLine("", INFERRED, tone=Tone.MUTED)]
    lines += _refusal_lines(refusals(own))
    lines += [WrittenLine("Codat notes", message) for message in warnings_of(own)[:MOST_REASONS]]
    return lines + _commerce_if_nothing_written(written_records, own, status, now, zone)


def written_cells(lines: Sequence[WrittenLine], room: int) -> list[tuple[Cell, ...]]:
    """Return the lines as rows for *room* cells, values wrapped."""
    rows: list[tuple[Cell, ...]] = []
    for line in lines:
        label = fit(line.label.capitalize(), LABEL_CELLS)
        text = f"{line.value.rstrip('.')}; {line.note}" if line.note else line.value
        for part in wrap(text, room - LABEL_CELLS):
            rows.append((Cell(label, Tone.MUTED), Cell(part, line.tone)))
            label = " " * LABEL_CELLS
    return rows


def pushed_words(pushed: bool | None) -> str:
    """Return Codat's `dataPushed` in a word."""
    return {True: "yes", False: "no", None: "not said"}[pushed]


def record_words(data_type: str, number: int) -> str:
    """Return "2 credit notes"; an unknown type keeps Codat's name."""
    one, many = _ONE_AND_MANY.get(data_type, (data_type, data_type))
    return count(number, one, many)


def _counts(rows: Iterable[TypeCount]) -> Iterator[WrittenLine]:
    """Yield a line for each state, "1 invoice, 2 payments written", the good ones first."""
    label = LABEL
    for state, word in _WORDS.items():
        said = [record_words(row.data_type, number) for row in rows if (number := row.states.get(state))]
        if said:
            yield WrittenLine(label, f"{', '.join(said)} {word}", tone=_TONES[state])
            label = ""


def _refusal_lines(rows: tuple[RefusedRecord, ...]) -> list[WrittenLine]:
    if not rows:
        return []
    lines = [
        WrittenLine(
            "refused" if row is rows[0] else "",
            f"{record_words(row.data_type, row.number)}: {row.reason or 'Codat gives no reason.'}",
            tone=Tone.FAILED,
        )
        for row in rows[:MOST_REASONS]
    ]
    if len(rows) > MOST_REASONS:
        lines.append(WrittenLine("", f"{len(rows) - MOST_REASONS} more reasons"))
    return [*lines, WrittenLine("retry", RETRY, tone=Tone.ACTION)]


def _not_read(state: RemoteState[object]) -> WrittenLine:
    if isinstance(state, Failed):
        return WrittenLine(LABEL, f"{state.error.title}. {state.error.next_step}", tone=Tone.MUTED)
    return WrittenLine(LABEL, "Reading what was written…", tone=Tone.MUTED)


def _commerce_if_nothing_written(
    written_records: WrittenRecords,
    own: Iterable[PushOperation],
    status: SyncStatus,
    now: datetime,
    zone: tzinfo,
) -> list[WrittenLine]:
    written = any(operation.status.casefold() == "success" for operation in own)
    return [] if written else _commerce(written_records, status, now, zone)


def _commerce(
    written_records: WrittenRecords, status: SyncStatus, now: datetime, zone: tzinfo
) -> list[WrittenLine]:
    # Old commerce data explains only a sync that succeeded and wrote nothing.
    if describe(status.code).state not in (SyncState.WRITTEN, SyncState.NOTHING_WRITTEN):
        return []
    label = "commerce data"
    state = written_records.data_statuses
    statuses = known(state)
    if statuses is None:
        if isinstance(state, Failed):
            return [WrittenLine(label, f"{state.error.title}. {state.error.next_step}", tone=Tone.MUTED)]
        return [WrittenLine(label, "Reading…", tone=Tone.MUTED)] if isinstance(state, Loading) else []
    found = commerce_data(statuses)
    if found.read_at is None:
        return [WrittenLine(label, "Codat names no reading of it.", tone=Tone.WARNING)]
    said = f"read {minute_text(found.read_at, zone)} {zone}, {ago(found.read_at, now)}"
    if not found.failed:
        return [WrittenLine(label, said)]
    failed = ", ".join(f"{name} {word}" for name, word in found.failed)
    return [WrittenLine(label, said, f"last reading not complete: {failed}", Tone.WARNING)]
