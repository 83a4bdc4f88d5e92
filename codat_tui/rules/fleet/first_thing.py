"""The one thing to do first in a fleet; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from codat_tui.models.diagnosis import DAYS_UNTIL_OFF, Remedy
from codat_tui.models.local import FleetEntry
from codat_tui.rules.fleet.cause_groups import CauseGroup, GroupTally, group_of
from codat_tui.rules.fleet.query import SEVERITY
from codat_tui.rules.fleet.snooze import is_snoozed

_NOTHING_TO_DO = frozenset({Remedy.NONE, Remedy.WAIT})


class FirstThing(NamedTuple):
    """A group that needs a person; *days* of Codat's 31, None without failed days."""

    group: CauseGroup
    tally: GroupTally
    days: int | None


class FleetCauses:
    """The judged companies of a fleet by group, kept row by row."""

    def __init__(self) -> None:
        self.tallies: dict[CauseGroup, GroupTally] = {}
        self._snoozed: dict[CauseGroup, int] = {}

    def replace(self, entries: Iterable[FleetEntry]) -> None:
        """Count these companies only."""
        self.tallies.clear()
        self._snoozed.clear()
        self.add(entries)

    def add(self, entries: Iterable[FleetEntry]) -> None:
        # Most are fine and have no judgement: a large list is read quickly.
        for entry in entries:
            if entry.judgement is not None:
                group = group_of(entry)
                self.tallies.setdefault(group, GroupTally()).add(entry)
                if is_snoozed(entry):
                    self._snoozed[group] = self._snoozed.get(group, 0) + 1

    def change(self, old: FleetEntry, new: FleetEntry) -> None:
        """Count *new* in place of *old*."""
        if old.judgement is not None:
            group = group_of(old)
            tally = self.tallies[group]
            tally.remove(old)
            if is_snoozed(old):
                self._snoozed[group] -= 1
            if not tally.count:
                del self.tallies[group]
        self.add((new,))

    def first(self, waiting: Collection[CauseGroup] = ()) -> FirstThing | None:
        """Return the group to handle first, None when nobody can do anything; *waiting*: groups that must wait.

        A group that is snoozed as a whole is not among them.

        Whose days run out next; then whose have run out; then by state, and the larger group.
        """
        found = [
            _thing(group, tally)
            for group, tally in self.tallies.items()
            if tally.state.needs_person and group.remedy not in _NOTHING_TO_DO and group not in waiting
            if self._snoozed.get(group, 0) < tally.count
        ]
        return min(found, key=_rank, default=None)


def _thing(group: CauseGroup, tally: GroupTally) -> FirstThing:
    running_out = [days for days, _, burns in tally.fuses if burns and days < DAYS_UNTIL_OFF]
    days = max(running_out, default=tally.worst[0] if tally.worst else None)
    return FirstThing(group, tally, days)


def _rank(thing: FirstThing) -> tuple[bool, int, int, int, str]:
    days = thing.days or 0
    burns = any(burning and failed < DAYS_UNTIL_OFF for failed, _, burning in thing.tally.fuses)
    return not burns, -days, SEVERITY[thing.tally.state], -thing.tally.count, thing.group.key
