"""The line above the list of companies: what is to be done first in the fleet, and the key for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from codat_tui.models.diagnosis import State
from codat_tui.models.local import FleetEntry, FleetState
from codat_tui.present import Cell, Glyphs, Tone
from codat_tui.present.fleet import checked_words, health_bar
from codat_tui.present.remedies import key_of_remedy
from codat_tui.rules.fleet.query import urgency
from codat_tui.screens.fleet.by_cause import CauseSections
from codat_tui.screens.shell.mending import MEND_ID
from codat_tui.widgets.headline import Headline
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import with_keys

NOTHING_KNOWN = "Nothing is known that needs a person."
HIDDEN = "The filter hides it. {app.back} clears the filter."


class _First(NamedTuple):
    """What is to be done first: in words, its group and what mends it, if there is anything."""

    words: Cell
    group: str = ""
    remedy: str = ""


class FirstLine:
    """Says in *headline* what is first, and takes the cursor of *table* there. *by_cause* is called where it is needed:
    the groups are not made before there are companies.
    """

    def __init__(
        self,
        headline: Headline,
        table: VirtualTable[FleetEntry],
        by_cause: Callable[[], CauseSections],
        glyphs: Glyphs,
    ) -> None:
        self._headline = headline
        self._table = table
        self._by_cause = by_cause
        self._glyphs = glyphs
        self._first: _First | None = None

    def show(self, fleet: FleetState, states: Counter[State]) -> None:
        """Draw what is first now, and how many companies are in which of the *states*."""
        self._first = self._said(fleet, states)
        self._headline.bar = health_bar(states, self._glyphs)
        self.show_key()

    def show_key(self) -> None:
        """Beside what is first, name the key that goes there, or once there the one that mends it."""
        first = self._first
        cells: tuple[Cell, ...] = () if first is None else (first.words,)
        if first is not None and first.group:
            here = self._group_under_cursor() == first.group
            said = f"{{{MEND_ID}}} {first.remedy}" if here else "{companies.first} go there"
            cells += (Cell(with_keys(self._headline, said), Tone.ACCENT),)
        self._headline.cells = cells
        self._headline.display = bool(cells)

    def go(self) -> str:
        """Put the cursor on what is first: its group, else the most urgent company of it. Return why that is not
        possible, with binding ids for keys; "" where the cursor is there.
        """
        by_cause, table = self._by_cause(), self._table
        thing = by_cause.first()
        if thing is None:
            return NOTHING_KNOWN
        key = thing.group.key
        if table.move_to(key):
            return ""
        rows = (table.row(each) for each in table.shown_keys())
        worst = min((row for row in rows if row and by_cause.key_of(row) == key), key=urgency, default=None)
        if worst is None:
            return HIDDEN
        table.move_to(worst.company_id)
        return ""

    def _said(self, fleet: FleetState, states: Counter[State]) -> _First | None:
        if not fleet.entries:
            return None
        by_cause = self._by_cause()
        thing = by_cause.first()
        if thing is None:
            return _First(Cell(self._nothing(fleet, states), Tone.MUTED))
        group = thing.group
        words = Cell(f"First: {by_cause.first_words(thing)}")
        return _First(words, group.key, key_of_remedy(group.remedy, group.field).word)

    def _nothing(self, fleet: FleetState, states: Counter[State]) -> str:
        outage = self._by_cause().outage_going_on()
        if outage is not None:
            return self._by_cause().words(outage)
        if checked_words(states, fleet):
            said = "Nothing found so far that needs a person; {companies.sweep} checks all."
            return with_keys(self._headline, said)
        return "Nothing needs a person."

    def _group_under_cursor(self) -> str | None:
        entry = self._table.cursor_row
        return self._by_cause().key_of(entry) if entry is not None else self._table.cursor_section
