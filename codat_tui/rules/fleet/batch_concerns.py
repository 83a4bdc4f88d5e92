"""What speaks against each sync of a batch before it is confirmed, by what is known of the fleet; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.models.diagnosis import CauseKind, Certainty, State
from codat_tui.rules.fleet.next_sync import fails_with
from codat_tui.rules.fleet.outages import Outage
from codat_tui.rules.fleet.query import state_of

if TYPE_CHECKING:
    from codat_tui.models.batches import BatchMember
    from codat_tui.models.local import FleetEntry


class Concern(StrEnum):
    """In the order of the sheet; each sync has the first that is true of it."""

    RUNNING = "running"
    IN_A_BATCH = "in a batch"
    UNLINKED = "unlinked"
    WILL_FAIL = "will fail"
    OUTAGE = "outage"
    OFF_AFTER_ERRORS = "off after errors"
    OFF = "off"
    OVERLAPS = "overlaps"
    NOT_CHECKED = "not checked"
    NONE = "none"

    @property
    def troubling(self) -> bool:
        """Whether it is a reason to leave the sync out."""
        return self not in (Concern.NOT_CHECKED, Concern.NONE)


class Proposed(NamedTuple):
    """One sync of a batch before it is confirmed; *entry* is None for a company that the fleet does not list."""

    member: BatchMember
    entry: FleetEntry | None
    concern: Concern


def concern_of(
    member: BatchMember,
    entry: FleetEntry | None,
    outages: Sequence[Outage] = (),
    *,
    running: Collection[str] = (),
    in_a_batch: Collection[str] = (),
    overlapping: Collection[BatchMember] = (),
) -> Concern:
    """Return what speaks most against this sync.

    *running* and *in_a_batch* are companies with a followed sync, or in a batch that has not ended; *overlapping*
    are syncs whose range another one covered in part.
    """
    state = state_of(entry) if entry is not None else State.NOT_CHECKED
    cause = entry.judgement.cause if entry is not None and entry.judgement is not None else None
    if member.company_id in in_a_batch:
        return Concern.IN_A_BATCH
    if member.company_id in running or state in (State.RUNNING, State.STUCK):
        return Concern.RUNNING
    if state is State.UNLINKED:
        return Concern.UNLINKED
    # What a sync said then may have changed since: only what is so now says how the next one ends.
    if cause is not None and cause.certainty is Certainty.NOW and fails_with(cause):
        return Concern.WILL_FAIL
    if any(not each.over and member.company_id in each.company_ids for each in outages):
        return Concern.OUTAGE
    if state is State.OFF:
        after_errors = cause is not None and cause.kind is CauseKind.SWITCHED_OFF_AFTER_ERRORS
        return Concern.OFF_AFTER_ERRORS if after_errors else Concern.OFF
    if member in overlapping:
        return Concern.OVERLAPS
    return Concern.NOT_CHECKED if state is State.NOT_CHECKED else Concern.NONE
