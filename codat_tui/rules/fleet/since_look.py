"""What has changed in the fleet since it was last looked at; pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from codat_tui.models.diagnosis import State
from codat_tui.models.local import FleetEntry
from codat_tui.models.shift import Look, Seen, SinceLook
from codat_tui.rules.fleet.query import needs_person, state_of

_NOT_KNOWN = frozenset({State.NOT_CHECKED, State.UNKNOWN, State.RUNNING})


def look_at(entries: Iterable[FleetEntry], now: datetime) -> Look:
    """Return what is seen now."""
    return Look(now, {entry.company_id: _seen(entry) for entry in entries if needs_person(entry)})


def since_look(entries: Iterable[FleetEntry], earlier: Look) -> SinceLook:
    """Compare with an earlier look; a company whose state is not known now has not recovered."""
    new: list[str] = []
    still: list[str] = []
    recovered: list[str] = []
    for entry in entries:
        before = entry.company_id in earlier.needing
        if needs_person(entry):
            (still if before else new).append(entry.company_id)
        elif before and state_of(entry) not in _NOT_KNOWN:
            recovered.append(entry.company_id)
    return SinceLook(tuple(new), tuple(still), tuple(recovered))


def _seen(entry: FleetEntry) -> Seen:
    cause = entry.judgement.cause if entry.judgement is not None else None
    return Seen(entry.name, cause.short if cause is not None else state_of(entry).words)
