"""Which records a sync wrote, by type of data, and what was refused and why.

No field of a push operation names its sync: the records of a sync are those asked for between its beginning and
that of the next one. That is our inference.
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
"""How the names of commerce data begin."""


class Fate(StrEnum):
    """What became of a record."""

    WRITTEN = "written"
    REFUSED = "refused"
    WAITING = "waiting"
    UNKNOWN = "unknown"


class TypeCount(NamedTuple):
    """How many records of one type of data had each fate."""

    data_type: str
    fates: Mapping[Fate, int]


class Refused(NamedTuple):
    """So many records of one type of data that were refused for one reason, "" when Codat gives none."""

    data_type: str
    reason: str
    number: int


class CommerceData(NamedTuple):
    """When the commerce data was last read (None: never, or not said), and the types whose last reading failed, with
    Codat's word."""

    read_at: datetime | None
    failed: tuple[tuple[str, str], ...]


_FATES = {
    "success": Fate.WRITTEN,
    "failed": Fate.REFUSED,
    "timedout": Fate.REFUSED,
    "pending": Fate.WAITING,
}
_GOOD_READINGS = frozenset(
    ("complete", "initial", "queued", "fetching", "mapqueued", "mapping", "notsupported")
)


def fate_of(operation: PushOperation) -> Fate:
    """By Codat's word, without case; a word that is not known is not guessed."""
    return _FATES.get(operation.status.strip().casefold(), Fate.UNKNOWN)


def raises_question(status: SyncStatus | None) -> bool:
    """Whether only its records can tell what came of the sync: one that was refused something, or wrote nothing."""
    if status is None:
        return False
    state = describe(status.code).state
    nothing_written = state is SyncState.WRITTEN and status.data_pushed is False
    return status.code == WRITE_ERROR or state is SyncState.NOTHING_WRITTEN or nothing_written


def newest_operations(operations: Iterable[PushOperation]) -> tuple[PushOperation, ...]:
    """In the order in which they were asked for, the last first; Codat documents no order."""
    return tuple(sorted(operations, key=lambda each: _key(each.requested_on_utc), reverse=True))


def operations_of(
    status: SyncStatus, syncs: Iterable[SyncStatus], operations: Iterable[PushOperation]
) -> tuple[PushOperation, ...]:
    """The records asked for since the sync began and before the next of *syncs* did."""
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
    """The number of records by type of data and fate, in the order of the types' names."""
    found: dict[str, Counter[Fate]] = {}
    for operation in operations:
        found.setdefault(operation.data_type, Counter())[fate_of(operation)] += 1
    return tuple(TypeCount(data_type, found[data_type]) for data_type in sorted(found))


def refusals(operations: Iterable[PushOperation]) -> tuple[Refused, ...]:
    """Why records were refused, the most frequent reason first."""
    found = Counter(
        (operation.data_type, reason_of(operation))
        for operation in operations
        if fate_of(operation) is Fate.REFUSED
    )
    return tuple(Refused(*key, number) for key, number in found.most_common())


def reason_of(operation: PushOperation) -> str:
    """Codat's message about the record, else the first of its validation."""
    if operation.error_message:
        return operation.error_message
    errors = operation.validation.errors if operation.validation else None
    return next((item.message for item in errors or () if item.message), "")


def warnings_of(operations: Sequence[PushOperation]) -> tuple[str, ...]:
    """What Codat's validation warns of, each sentence once."""
    found = (
        item.message
        for operation in operations
        if operation.validation
        for item in operation.validation.warnings or ()
    )
    return tuple(dict.fromkeys(message for message in found if message))


def commerce_data(statuses: Mapping[str, DataStatus]) -> CommerceData:
    """The oldest successful reading of what is read from the commerce software."""
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
