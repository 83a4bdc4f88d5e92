"""Companies by cause: what a section's heading says, and what is to be done first in the fleet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from itertools import islice
from typing import NamedTuple

from codat_tui.models.diagnosis import State
from codat_tui.models.local import FleetEntry
from codat_tui.present import Cell, fleet_cells
from codat_tui.present.cause_groups import (
    MOST_NAMES,
    GroupFacts,
    group_lines,
    group_words,
    heading_cells,
    headline_words,
    member_cells,
)
from codat_tui.present.remedies import key_of_remedy
from codat_tui.rules.fleet.cause_groups import STATE_GROUPS, CauseGroup, GroupTally, group_of, state_key
from codat_tui.rules.fleet.first_thing import FirstThing, FleetCauses
from codat_tui.rules.fleet.outages import Outage, outages
from codat_tui.screens.shell.desk import Desk
from codat_tui.widgets.table import Sections, VirtualTable

LABELS = ("group",)
"""Columns of an export by cause, before those of the list."""


class _Counted(NamedTuple):
    """A section's *tally*, made when it had these *keys*, so many of them."""

    keys: Sequence[str]
    number: int
    tally: GroupTally


class CauseSections:
    """The sections of *table* by cause, each counted once and then row by row."""

    def __init__(
        self,
        table: VirtualTable[FleetEntry],
        desk: Desk,
        zone: Callable[[], tzinfo],
        remedy_key: Callable[[], str],
    ) -> None:
        self._table = table
        self._desk = desk
        self._zone = zone
        self._remedy_key = remedy_key
        self._groups: dict[str, CauseGroup] = dict(STATE_GROUPS)
        self._counted: dict[str, _Counted] = {}
        self._causes = FleetCauses()
        self._outages: dict[CauseGroup, Outage] = {}
        self.sections: Sections[FleetEntry] = Sections(self.key_of, self._heading, LABELS, self._texts)

    # What the fleet says

    def replaced(self, entries: Iterable[FleetEntry]) -> None:
        self._causes.replace(entries)
        self._counted.clear()

    def appended(self, entries: Iterable[FleetEntry]) -> None:
        self._causes.add(entries)

    def patched(self, before: Mapping[str, FleetEntry], after: Mapping[str, FleetEntry]) -> None:
        """The rows of *after* stood in the table as in *before*."""
        for company_id, old in before.items():
            new = after[company_id]
            self._causes.change(old, new)
            section = self._table.section_of(company_id)
            counted = self._counted.get(section or "")
            if section is None or counted is None:
                continue
            if self._table.is_filtered:
                # Whether it passed the filter before is not known any more.
                del self._counted[section]
                continue
            for entry, by in ((old, -1), (new, 1)):
                if self.key_of(entry) == section:
                    self._count(counted.tally, section, entry, by)

    def look_for_outages(self, entries: Iterable[FleetEntry]) -> None:
        """Find out anew what looks like an outage: it takes a look at every row."""
        found = outages(entries)
        self._outages = {
            group: outage
            for outage in found
            for group in self._causes.tallies
            if group.kind is outage.kind and group.platform == outage.platform
        }

    # Sections

    def key_of(self, entry: FleetEntry) -> str:
        """Return the key of the section to which a company belongs."""
        # Most companies are fine: a large fleet is grouped quickly.
        key = state_key(entry)
        if key is None:
            group = group_of(entry)
            key = group.key
            self._groups.setdefault(key, group)
        return key

    def facts(self, section: str) -> GroupFacts:
        """Return what is told of a section: of its rows that pass the filter and still belong to it."""
        keys = self._table.sections[section]
        counted = self._counted.get(section)
        if counted is None or counted.keys is not keys or counted.number != len(keys):
            counted = self._counted[section] = _Counted(keys, len(keys), self._counted_anew(section))
        return self._facts(self._groups[section], counted.tally)

    def _counted_anew(self, section: str) -> GroupTally:
        if self._has_cause(section):
            return GroupTally(self._rows(section))
        tally = GroupTally()
        tally.company_ids.update(self._table.section_keys(section))
        return tally

    def _count(self, tally: GroupTally, section: str, entry: FleetEntry, by: int) -> None:
        if self._has_cause(section):
            (tally.add if by > 0 else tally.remove)(entry)
        elif by > 0:
            tally.company_ids.add(entry.company_id)
        else:
            tally.company_ids.discard(entry.company_id)

    def _has_cause(self, section: str) -> bool:
        # Of companies without a cause only the number is told, and they are most of the fleet.
        group = self._groups[section]
        return group.kind is not None or group.state is State.FAILING

    def _facts(self, group: CauseGroup, tally: GroupTally) -> GroupFacts:
        state = group.state or tally.state
        outage, onset = self._outages.get(group), tally.onset(self._zone())
        return GroupFacts(group, tally.count, state, tally.short, tally.worst, outage, onset)

    def _rows(self, section: str) -> Iterator[FleetEntry]:
        # One by one: of a large group, most callers want the first few.
        for key in self._table.sections.get(section, ()):
            row = self._table.row(key)
            if row is not None and self._table.passes(key):
                yield row

    def first_member(self, section: str) -> FleetEntry | None:
        """Return the company of a section that comes first."""
        return next(self._rows(section), None)

    def sole_member(self, section: str) -> FleetEntry | None:
        """Return the only company of a section, None where there are several."""
        return self.first_member(section) if self.facts(section).number == 1 else None

    def member_cells(self, entry: FleetEntry, now: datetime, narrow: bool) -> tuple[Cell, ...]:
        """Return the cells of a row in its section."""
        if self.key_of(entry) == self._table.section_of(entry.company_id):
            return member_cells(entry, now, self._zone(), self._desk.glyphs, narrow)
        return fleet_cells(entry, now, self._desk.glyphs, narrow)

    def members(self, section: str) -> list[FleetEntry]:
        """Return the companies that a key on the section's heading means, in order."""
        return list(self._rows(section))

    def _heading(self, section: str, keys: Sequence[str]) -> tuple[Sequence[Cell], Sequence[Sequence[Cell]]]:
        facts = self.facts(section)
        sole = self.sole_member(section)
        return heading_cells(
            facts, self._remedy(facts), sole, self._desk.clock.now(), self._zone(), self._desk.glyphs
        )

    def _remedy(self, facts: GroupFacts) -> tuple[str, str]:
        """Return the key of the group's remedy and what it does; empty where it does nothing."""
        word = key_of_remedy(facts.group.remedy, facts.group.field).word
        return (self._remedy_key(), word) if word else ("", "")

    def words(self, facts: GroupFacts) -> str:
        return group_words(facts, self._desk.clock.now(), self._zone())

    def _texts(self, section: str, keys: Sequence[str]) -> Sequence[str]:
        return (self.words(self.facts(section)),)

    def lines(self, section: str, cells: int) -> list[tuple[Cell, ...]]:
        """Return what stands beside the list while the cursor is on the section's heading."""
        if section not in self._table.sections:
            # Filtered or sorted away: the cursor's next place has not been told yet.
            return []
        facts = self.facts(section)
        now = self._desk.clock.now()
        remedy = " ".join(self._remedy(facts))
        members = list(islice(self._rows(section), MOST_NAMES))
        return group_lines(facts, members, remedy, now, self._zone(), self._desk.glyphs, cells)

    # The headline

    def first(self) -> FirstThing | None:
        """Return what is to be done first in the whole fleet."""
        return self._causes.first({group for group, outage in self._outages.items() if not outage.over})

    def first_words(self, thing: FirstThing) -> str:
        facts = self._facts(thing.group, thing.tally)
        sole = self._table.row(next(iter(thing.tally.company_ids))) if facts.number == 1 else None
        name = sole.full_name if sole is not None else ""
        return headline_words(thing, facts, name, self._desk.clock.now(), self._zone())

    def outage_going_on(self) -> GroupFacts | None:
        """Return the largest group that looks like an outage now."""
        going_on = [group for group, outage in self._outages.items() if not outage.over]
        group = max(going_on, key=lambda each: self._causes.tallies[each].count, default=None)
        return self._facts(group, self._causes.tallies[group]) if group is not None else None
