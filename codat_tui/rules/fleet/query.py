"""The state of each company, their order and their number; pure, and fast for 50,000 rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import TypeAlias

from codat_tui.models.diagnosis import DAYS_UNTIL_OFF, Remedy, State
from codat_tui.models.local import FleetEntry
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.fleet.links import LinkState, read_link
from codat_tui.rules.fleet.snooze import is_snoozed

# Most urgent first: the order of the status column.
SEVERITY = {state: rank for rank, state in enumerate(State)}
_OF_SYNC = {
    SyncState.FAILED: State.FAILING,
    SyncState.RUNNING: State.RUNNING,
    SyncState.WRITTEN: State.FINE,
    SyncState.NOTHING_WRITTEN: State.FINE,
    SyncState.UNKNOWN: State.UNKNOWN,
}
_STATES = len(SEVERITY)
_DEAD = frozenset({LinkState.UNLINKED, LinkState.DEAUTHORIZED})
_UNFINISHED = frozenset({LinkState.PENDING, LinkState.NONE})

# Not a named tuple: its creation would delay the first paint.
Fuse: TypeAlias = tuple[int, bool, bool]
"""Failed days of Codat's 31, whether they are a lower bound, and whether they run out: not while no sync is tried."""


def state_of(entry: FleetEntry) -> State:
    """Return a company's state: from its judgement, else from its links and latest sync."""
    if entry.judgement is not None:
        return entry.judgement.state
    # One cached lookup: this runs for every row of a large fleet whenever it is put in order.
    commerce, accounting, sync = entry.commerce, entry.accounting, entry.sync
    return _of_row(
        commerce.status if commerce is not None else None,
        accounting.status if accounting is not None else None,
        sync is not None,
        sync.code if sync is not None else None,
        entry.never_synced,
    )


@lru_cache(maxsize=10_000)
def _of_row(
    commerce: str | None, accounting: str | None, synced: bool, code: int | None, never_synced: bool
) -> State:
    links = {read_link(commerce), read_link(accounting)}
    if links & _DEAD:
        return State.UNLINKED
    if not synced:
        return State.WAITING if never_synced else State.NOT_CHECKED
    state = _of_code(code)
    return State.UNLINKED if links & _UNFINISHED and state is State.FINE else state


@lru_cache(maxsize=1_000)
def _of_code(code: int | None) -> State:
    return _OF_SYNC[describe(code).state]


def needs_person(entry: FleetEntry) -> bool:
    return state_of(entry).needs_person


def is_in_need(entry: FleetEntry) -> bool:
    """Return whether a company needs a person and is not snoozed."""
    return needs_person(entry) and not is_snoozed(entry)


def fuse_of(entry: FleetEntry) -> Fuse | None:
    """Return a company's failed days as a fuse, None for none."""
    judgement = entry.judgement
    if judgement is None or judgement.failing_days is None:
        return None
    burns = judgement.days_left is not None or judgement.at_least
    return judgement.failing_days, judgement.at_least, burns


def urgency(entry: FleetEntry) -> tuple[int, str]:
    """Return the sort value of a list in which the most urgent company comes first.

    Whoever needs a person: by failed days, most first, then by state. Then the snoozed, then all others by state.
    Then by name.
    """
    state = state_of(entry)
    judgement = entry.judgement
    if state.needs_person and is_snoozed(entry):
        rank = (DAYS_UNTIL_OFF + 1) * _STATES + SEVERITY[state]
    elif state.needs_person:
        days = judgement.failing_days if judgement is not None else None
        rank = (DAYS_UNTIL_OFF - min(days or 0, DAYS_UNTIL_OFF)) * _STATES + SEVERITY[state]
    else:
        # Of those that are fine, the ones with a remark first.
        cause = judgement.cause if judgement is not None else None
        remark = cause is not None and cause.remedy is not Remedy.NONE
        rank = (DAYS_UNTIL_OFF + 1 + SEVERITY[state]) * _STATES + (not remark)
    return rank, entry.name.casefold()


class StateCounts:
    """How many companies are in which state."""

    def __init__(self) -> None:
        # Updated row by row: counting all rows again is slow in a large fleet.
        self._known: dict[str, State] = {}
        self._snoozed: set[str] = set()
        self.counts: Counter[State] = Counter()

    def replace(self, entries: Iterable[FleetEntry]) -> None:
        """Count these companies only."""
        self._known.clear()
        self._snoozed.clear()
        self.counts.clear()
        self.update(entries)

    def update(self, entries: Iterable[FleetEntry]) -> None:
        """Count these companies, again or for the first time."""
        for entry in entries:
            if entry.notes or self._snoozed:
                asleep = needs_person(entry) and is_snoozed(entry)
                (self._snoozed.add if asleep else self._snoozed.discard)(entry.company_id)
            now, before = state_of(entry), self._known.get(entry.company_id)
            if now is before:
                continue
            if before is not None:
                self.counts[before] -= 1
            self._known[entry.company_id] = now
            self.counts[now] += 1

    @property
    def snoozed(self) -> int:
        """Return how many of those that need a person are snoozed."""
        return len(self._snoozed)
