"""When a list of companies that still arrive is put in order without being asked."""

from __future__ import annotations

from typing import NamedTuple

from codat_tui.models.local import FleetState, LoadPhase, SweepPhase

SORTED_WHILE_LOADING = 2_000
"""A list with more companies is sorted when all have arrived."""
SHARE_OF_CHANGES = 10
"""A list that keeps itself in order is sorted again after so many changes for each of its rows: 1/10."""


class Step(NamedTuple):
    """What follows from a change: the rows of an earlier run are *recalled*, sorting is *due*, all has *ended*."""

    recalled: bool
    due: bool
    ended: bool


class SelfOrdering:
    """Sorts while the companies that somebody waits for arrive or are checked, and once at the end."""

    def __init__(self) -> None:
        self._awaited = True
        self._arriving = False
        self._recalling = False
        # Rows of an earlier run were shown: what a person may read already is not put in order under their eyes.
        self._recalled = False
        self._changed = 0

    def await_again(self) -> None:
        """Somebody asked for the companies anew, and waits for them."""
        self._awaited, self._recalled = True, False

    def change(self, state: FleetState, changed: int) -> Step:
        """Take in that so many rows *changed*, or with 0 that something else of the fleet did."""
        arriving = _arriving(state)
        ended = self._arriving and not arriving
        self._arriving = arriving
        recalled = self._recalling and not state.recalling
        self._recalling = state.recalling
        self._recalled = self._recalled or state.recalling
        self._changed += changed
        # A large list is not sorted at every change, and while its pages arrive not at all.
        large = state.phase is LoadPhase.LOADING and len(state.entries) > SORTED_WHILE_LOADING
        enough = (
            arriving
            and not (large or self._recalled)
            and self._changed * SHARE_OF_CHANGES >= len(state.entries)
        )
        due = self._awaited and bool(self._changed) and (enough or ended)
        if due:
            self._changed = 0
        return Step(recalled, due, due and ended)

    def settled(self, state: FleetState) -> bool:
        """Return whether nobody waits any more. Ask after a step that *ended*: a list that has arrived may be
        checked at once, and is awaited still.
        """
        self._awaited = _arriving(state)
        self._recalled = self._recalled and self._awaited
        return not self._awaited


def _arriving(state: FleetState) -> bool:
    return state.phase is LoadPhase.LOADING or state.sweep is SweepPhase.RUNNING
