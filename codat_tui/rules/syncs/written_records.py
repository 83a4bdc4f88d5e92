"""Counts the records a sync wrote, by data type, and why others were refused.

Codat names no sync on a push operation. Inferred: a sync's records are those requested between its start and
the next sync's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant

if TYPE_CHECKING:
    from codat_tui.models.codat import DataStatus, PushOperation, SyncStatus

WRITE_ERROR = 5130
COMMERCE = "commerce-"
"""Prefix of commerce data types."""


class RecordState(StrEnum):
    """The result of a record."""

    WRITTEN = "written"
    REFUSED = "refused"
    WAITING = "waiting"
    UNKNOWN = "unknown"


class TypeCount(NamedTuple):
    """Number of records of one type by fate."""

    data_type: str
    states: Mapping[RecordState, int]


class RefusedRecord(NamedTuple):
    """Records of one type refused for one reason, "" when Codat gives none."""

    data_type: str
    reason: str
    number: int


class CommerceData(NamedTuple):
    """*read_at* is None when never read or unknown. *failed*: types and Codat's status of a failed
    reading.
    """

    read_at: datetime | None
    failed: tuple[tuple[str, str], ...]


_RECORD_STATES = {
    "success": RecordState.WRITTEN,
    "failed": RecordState.REFUSED,
    "timedout": RecordState.REFUSED,
    "pending": RecordState.WAITING,
}
_GOOD_READINGS = frozenset(
    ("complete", "initial", "queued", "fetching", "mapqueued", "mapping", "notsupported")
)


def record_state_of(operation: PushOperation) -> RecordState:
    return _RECORD_STATES.get(operation.status.strip().casefold(), RecordState.UNKNOWN)


def raises_question(status: SyncStatus | None) -> bool:
    """Whether only the records can show the sync's result: it wrote nothing, or some were refused."""
    if status is None:
        return False
    state = describe(status.code, status.data_pushed).state
    return status.code == WRITE_ERROR or state in (SyncState.NOTHING_WRITTEN, SyncState.NOTHING_PUSHED)


def newest_operations(operations: Iterable[PushOperation]) -> tuple[PushOperation, ...]:
    # Codat documents no order.
    return tuple(sorted(operations, key=lambda each: _key(each.requested_on_utc), reverse=True))


def operations_of(
    status: SyncStatus, syncs: Iterable[SyncStatus], operations: Iterable[PushOperation]
) -> tuple[PushOperation, ...]:
    """Records requested since the sync began and before the next of *syncs*."""
    began = read_instant(status.sync_utc)
    if began is None:
        return ()
    later = (read_instant(each.sync_utc) for each in syncs)
    ends = min((moment for moment in later if moment is not None and moment > began), default=None)
    return tuple(
        operation
        for operation in operations
        if (asked := read_instant(operation.requested_on_utc)) is not None
        and began <= asked
        and (ends is None or asked < ends)
    )


def counted(operations: Iterable[PushOperation]) -> tuple[TypeCount, ...]:
    """By data type, sorted by name."""
    found: dict[str, Counter[RecordState]] = {}
    for operation in operations:
        found.setdefault(operation.data_type, Counter())[record_state_of(operation)] += 1
    return tuple(TypeCount(data_type, found[data_type]) for data_type in sorted(found))


def refusals(operations: Iterable[PushOperation]) -> tuple[RefusedRecord, ...]:
    """Most frequent reason first."""
    found = Counter(
        (operation.data_type, reason_of(operation))
        for operation in operations
        if record_state_of(operation) is RecordState.REFUSED
    )
    return tuple(RefusedRecord(*key, number) for key, number in found.most_common())


def reason_of(operation: PushOperation) -> str:
    """Codat's message, else its first validation error."""
    if operation.error_message:
        return operation.error_message
    errors = operation.validation.errors if operation.validation else None
    return next((item.message for item in errors or () if item.message), "")


def warnings_of(operations: Sequence[PushOperation]) -> tuple[str, ...]:
    """Codat's validation warnings, each once."""
    found = (
        item.message
        for operation in operations
        if operation.validation
        for item in operation.validation.warnings or ()
    )
    return tuple(dict.fromkeys(message for message in found if message))


def commerce_data(statuses: Mapping[str, DataStatus]) -> CommerceData:
    """The oldest successful reading of the commerce data types."""
    rows = {name: status for name, status in statuses.items() if name.startswith(COMMERCE)}
    moments = [moment for row in rows.values() if (moment := read_instant(row.last_successful_sync))]
    failed = tuple(
        (name, row.current_status)
        for name, row in sorted(rows.items())
        if row.current_status and row.current_status.casefold() not in _GOOD_READINGS
    )
    return CommerceData(min(moments, default=None), failed)


def _key(text: str | None) -> float:
    moment = read_instant(text)
    return moment.timestamp() if moment is not None else float("-inf")
