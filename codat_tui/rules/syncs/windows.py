"""The period of a sync up to now or up to a date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING

from codat_tui.rules.syncs.due_times import (
    DAY,
    NOT_SEEN,
    ScheduleMemory,
    first_start,
    last_due,
    schedule_zone,
)
from codat_tui.rules.syncs.periods import Basis, Period, coverage
from codat_tui.words import day_text

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, SyncStatus

_REASONS = {
    Basis.DUE: "the due time that the last successful sync reached",
    Basis.STATED: "the end of the last successful sync's range",
    Basis.NOT_KNOWN: "before the last successful sync, whose range is not known",
}
BEFORE = "before the last successful sync; which due time it reached is not certain"


@dataclass(frozen=True, slots=True)
class SyncWindow:
    """In UTC. *start_reason*: origin of *start*, or why it is None.

    *days*: started days of 24 hours; None without *start*.
    """

    start: datetime | None
    start_reason: str
    finish: datetime
    days: int | None


def latest_window(
    last_successful: SyncStatus | None,
    configuration: Configuration | None,
    now: datetime,
    sync_to: datetime | None = None,
    syncs: Sequence[SyncStatus] = (),
    memory: ScheduleMemory = NOT_SEEN,
) -> SyncWindow:
    """The period of "sync latest", from Codat's documentation.

    From the end of the last successful sync's period, or else the configured start date, to *sync_to* or now;
    *start* is never later than certain. Empty, with a reason, when the start is after the end. *syncs* make
    the last one's period more certain.
    """
    finish = sync_to or now
    everything = (*syncs, last_successful) if last_successful is not None else syncs
    covered = coverage(everything, configuration, now, memory)
    if covered.last is not None:
        start, reason = _reached(covered.last, configuration, alone=not syncs)
    elif last_successful is not None:
        return SyncWindow(None, "the last successful sync is not known", finish, None)
    else:
        begins, reason = first_start(configuration), "the configured start date"
        if begins is None:
            return SyncWindow(None, f"{reason} is not known", finish, None)
        start = begins
    if start > finish:
        day = day_text(start, schedule_zone(configuration))
        return SyncWindow(finish, f"{reason}, {day}, lies after the end: nothing to sync", finish, 0)
    return SyncWindow(start, reason, finish, ceil((finish - start) / DAY))


def _reached(last: Period, configuration: Configuration | None, alone: bool) -> tuple[datetime, str]:
    if last.basis is Basis.NOT_KNOWN and alone:
        # Without its neighbours it may be a scheduled sync that ran late; a day before is before its due time.
        return last_due(configuration, last.finish - DAY) or last.finish - DAY, BEFORE
    exact = last.basis is not Basis.DUE or last.reached == last.finish
    return last.reached, _REASONS[last.basis] if exact else BEFORE
