"""What a sync wrote, as lines of label and value; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.models.arrived import Arrived
from codat_tui.models.local import Failed, Loading, RemoteState, known
from codat_tui.present.glyphs import Cell, Tone
from codat_tui.present.text import age, fit, wrap
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.syncs.arrived import (
    Fate,
    RefusedRecord,
    TypeCount,
    commerce_data,
    counted,
    operations_of,
    refusals,
    warnings_of,
)
from codat_tui.words import count, exact

if TYPE_CHECKING:
    from codat_tui.models.codat import PushOperation, SyncStatus

LABEL, LABEL_CELLS = "arrived", 14
RETRY = "Codat's Portal tries them again: Sync Health, Push items, Retry failed items."
INFERRED = "by time: asked for since this sync began and before the next one did"
MOST_REASONS = 5
_ONE_AND_MANY = {
    "invoices": ("invoice", "invoices"),
    "creditNotes": ("credit note", "credit notes"),
    "payments": ("payment", "payments"),
    "journalEntries": ("journal entry", "journal entries"),
    "journals": ("journal", "journals"),
}
_TONES = {
    Fate.WRITTEN: Tone.OK,
    Fate.REFUSED: Tone.FAILED,
    Fate.WAITING: Tone.RUNNING,
    Fate.UNKNOWN: Tone.UNKNOWN,
}
_WORDS = {
    Fate.WRITTEN: "written",
    Fate.REFUSED: "refused",
    Fate.WAITING: "not answered yet",
    Fate.UNKNOWN: "unclear",
}


class ArrivedLine(NamedTuple):
    label: str
    value: str
    note: str = ""
    tone: Tone = Tone.NORMAL


def arrived_lines(
    state: RemoteState[Arrived], status: SyncStatus, syncs: Sequence[SyncStatus], now: datetime, zone: tzinfo
) -> list[ArrivedLine]:
    """Return what sync *status* wrote or tried to write; *syncs* are all of the company's."""
    arrived = known(state)
    if arrived is None:
        if isinstance(state, Failed):
            return [_not_read(state)]
        return [ArrivedLine(LABEL, "Reading what was written…", tone=Tone.MUTED)]
    operations = known(arrived.operations)
    if operations is None:
        return [_not_read(arrived.operations), *_commerce(arrived, status, now, zone)]
    own = operations_of(status, syncs, operations)
    if not own:
        nothing = "No record was sent to the accounting software."
        return [ArrivedLine(LABEL, nothing, INFERRED), *_commerce(arrived, status, now, zone)]
    rows = counted(own)
    lines = [_counts(row, LABEL if row is rows[0] else "") for row in rows]
    lines.append(ArrivedLine("", INFERRED, tone=Tone.MUTED))
    lines += _refusal_lines(refusals(own))
    lines += [ArrivedLine("Codat notes", message) for message in warnings_of(own)[:MOST_REASONS]]
    return lines + _commerce_if_nothing_written(arrived, own, status, now, zone)


def arrived_cells(lines: Sequence[ArrivedLine], room: int) -> list[tuple[Cell, ...]]:
    """Return the lines as rows for *room* cells, values wrapped."""
    rows: list[tuple[Cell, ...]] = []
    for line in lines:
        label = fit(line.label.capitalize(), LABEL_CELLS)
        text = f"{line.value}; {line.note}" if line.note else line.value
        for part in wrap(text, room - LABEL_CELLS):
            rows.append((Cell(label, Tone.MUTED), Cell(part, line.tone)))
            label = " " * LABEL_CELLS
    return rows


def record_words(data_type: str, number: int) -> str:
    """Return "2 credit notes"; an unknown type keeps Codat's name."""
    one, many = _ONE_AND_MANY.get(data_type, (data_type, data_type))
    return count(number, one, many)


def _counts(row: TypeCount, label: str) -> ArrivedLine:
    fates = [fate for fate in Fate if row.fates.get(fate)]
    first, *others = fates
    said = [f"{record_words(row.data_type, row.fates[first])} {_WORDS[first]}"]
    said += [f"{row.fates[fate]} {_WORDS[fate]}" for fate in others]
    worst = Fate.REFUSED if Fate.REFUSED in fates else fates[-1]
    return ArrivedLine(label, ", ".join(said), tone=_TONES[worst])


def _refusal_lines(rows: tuple[RefusedRecord, ...]) -> list[ArrivedLine]:
    if not rows:
        return []
    lines = [
        ArrivedLine(
            "refused" if row is rows[0] else "",
            f"{record_words(row.data_type, row.number)}: {row.reason or 'Codat gives no reason.'}",
            tone=Tone.FAILED,
        )
        for row in rows[:MOST_REASONS]
    ]
    if len(rows) > MOST_REASONS:
        lines.append(ArrivedLine("", f"{len(rows) - MOST_REASONS} more reasons"))
    return [*lines, ArrivedLine("retry", RETRY, tone=Tone.ACTION)]


def _not_read(state: RemoteState[object]) -> ArrivedLine:
    if isinstance(state, Failed):
        return ArrivedLine(LABEL, f"{state.error.title}. {state.error.next_step}", tone=Tone.MUTED)
    return ArrivedLine(LABEL, "Reading what was written…", tone=Tone.MUTED)


def _commerce_if_nothing_written(
    arrived: Arrived, own: Iterable[PushOperation], status: SyncStatus, now: datetime, zone: tzinfo
) -> list[ArrivedLine]:
    written = any(operation.status.casefold() == "success" for operation in own)
    return [] if written else _commerce(arrived, status, now, zone)


def _commerce(arrived: Arrived, status: SyncStatus, now: datetime, zone: tzinfo) -> list[ArrivedLine]:
    # Old commerce data explains only a sync that succeeded and wrote nothing.
    if describe(status.code).state not in (SyncState.WRITTEN, SyncState.NOTHING_WRITTEN):
        return []
    label = "commerce data"
    state = arrived.data_statuses
    statuses = known(state)
    if statuses is None:
        if isinstance(state, Failed):
            return [ArrivedLine(label, f"{state.error.title}. {state.error.next_step}", tone=Tone.MUTED)]
        return [ArrivedLine(label, "Reading…", tone=Tone.MUTED)] if isinstance(state, Loading) else []
    found = commerce_data(statuses)
    if found.read_at is None:
        return [ArrivedLine(label, "Codat names no reading of it.", tone=Tone.WARNING)]
    said = f"read {exact(found.read_at, zone)} {zone}, {age(found.read_at, now)}"
    if not found.failed:
        return [ArrivedLine(label, said)]
    failed = ", ".join(f"{name} {word}" for name, word in found.failed)
    return [ArrivedLine(label, said, f"last reading not complete: {failed}", Tone.WARNING)]
