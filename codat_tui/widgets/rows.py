"""Rows by key with order, filter, marks and sections, without a terminal.

Invariant: order and membership change only by sort, filter or refresh; a patch changes values in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import compress, groupby, islice
from typing import Any, Generic, TypeVar

R = TypeVar("R")


class Rows(Generic[R]):
    """Rows with unique keys; *shown* holds the keys that passed the filter, in order.

    *order* gives the sort value while no column is sorted; without it the given order stays. With sections, *shown*
    holds the key of each section before those of its rows, or alone while it is folded.
    """

    def __init__(self, key: Callable[[R], str], order: Callable[[R], Any] | None = None) -> None:
        self._key = key
        self._given_order = order
        self._rows: dict[str, R] = {}
        self._order: list[str] = []
        self._values: dict[str, Any] = {}
        self._predicate: Callable[[R], bool] | None = None
        self._sort: Callable[[R], Any] | None = order
        self._reverse = False
        self._section_of: Callable[[R], str] | None = None
        # Kept while the sections are not shown, so that coming back to them costs little.
        self._known_section_of: Callable[[R], str] | None = None
        self._section_keys: dict[str, str] = {}
        self._unfolded: set[str] = set()
        self._placed: dict[str, str] = {}
        # Whether the order is another than sorting would give now.
        self._unsorted = False
        # Keys of rows that have changed since they were filtered and placed.
        self._changed: set[str] = set()
        self.sections: dict[str, list[str]] = {}
        """Keys of the rows of each section that passed the filter, by the section's key."""
        self.shown: list[str] = []
        self.marked: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, key: str) -> R:
        return self._rows[key]

    def all(self) -> list[R]:
        return list(self._rows.values())

    def key_of(self, row: R) -> str:
        return self._key(row)

    def get(self, key: str | None) -> R | None:
        """Return the row of *key*, shown or not."""
        return None if key is None else self._rows.get(key)

    def every(self) -> Iterable[R]:
        """Return all rows, shown or not."""
        return self._rows.values()

    def position(self, key: str | None) -> int | None:
        """Return the index of *key* among the shown rows and sections."""
        if key is None or not (key in self._rows or key in self.sections):
            return None
        try:
            return self.shown.index(key)
        except ValueError:
            return None

    @property
    def is_filtered(self) -> bool:
        return self._predicate is not None

    def passes(self, key: str) -> bool:
        """Return whether the row, as it is now, passes the filter and belongs to the section it stands in."""
        row = self._rows[key]
        if self._predicate is not None and not self._predicate(row):
            return False
        return self._section_of is None or self._section_key(key) == self._placed.get(key)

    def members(self, section: str) -> Sequence[str]:
        """Return the keys of a section's rows that, as they are now, pass the filter and belong to it."""
        keys = self.sections.get(section, ())
        if all(self._placed.get(key) != section for key in self._changed):
            return keys
        return [key for key in keys if key not in self._changed or self.passes(key)]

    def section_of(self, key: str | None) -> str | None:
        """Return the section in which a row stands, or the key itself if it is a section's; None without sections."""
        if key is None or not self.sections:
            return None
        return key if key in self.sections else self._placed.get(key)

    def set_sections(self, section_of: Callable[[R], str] | None) -> None:
        """Put rows with the same section together, in the order of their first rows; None ends that."""
        if section_of is not None:
            self._expect_sections(section_of)
        self._section_of = section_of
        if self._unsorted:
            self.arrange()
        else:
            self._select()

    def learn_sections(self, section_of: Callable[[R], str], most: int) -> None:
        """Find out the sections of at most so many rows before `set_sections` needs them."""
        self._expect_sections(section_of)
        known = self._section_keys
        fresh = list(islice((key for key in self._rows if key not in known), most))
        known.update((key, section_of(self._rows[key])) for key in fresh)

    def _expect_sections(self, section_of: Callable[[R], str]) -> None:
        if section_of != self._known_section_of:
            self._known_section_of, self._section_keys = section_of, {}

    def fold(self, sections: Iterable[str], folded: bool) -> None:
        """Show or hide the rows of these sections; a new section is folded."""
        if folded:
            self._unfolded.difference_update(sections)
        else:
            self._unfolded.update(sections)
        self._unfold()

    def is_folded(self, section: str) -> bool:
        return section not in self._unfolded

    def replace(self, rows: Iterable[R]) -> None:
        """Replace all rows; of rows with one key the last wins. Marks of removed rows are removed."""
        self._rows = {self._key(row): row for row in rows}
        self._order = list(self._rows)
        self._values, self._section_keys = {}, {}
        self.marked = self.marked & self._rows.keys() if self.marked else self.marked
        self.arrange()

    def append(self, rows: Iterable[R]) -> set[str]:
        """Add rows below, unsorted; return the keys that were known and changed in place."""
        incoming = {self._key(row): row for row in rows}
        changed = self.patch(incoming)
        fresh = [key for key in incoming if key not in changed]
        self._rows.update((key, incoming[key]) for key in fresh)
        self._order += fresh
        self._unsorted = True
        predicate = self._predicate
        passing = fresh if predicate is None else [key for key in fresh if predicate(incoming[key])]
        if self._section_of is None:
            self.shown += passing
        else:
            self._place(passing)
            self._placed.update((key, self._section_keys[key]) for key in passing)
            self._unfold()
        return changed

    def patch(self, rows: Mapping[str, R]) -> set[str]:
        """Replace the values of known rows, order unchanged; return the known keys."""
        changed = rows.keys() & self._rows.keys()
        values, sort = self._values, self._sort
        for key in changed:
            row = self._rows[key] = rows[key]
            self._section_keys.pop(key, None)
            if sort is not None and key in values:
                value = sort(row)
                self._unsorted = self._unsorted or value != values[key]
                values[key] = value
        self._changed |= changed
        return changed

    def filter(self, predicate: Callable[[R], bool] | None, narrower: bool = False) -> None:
        """Show only rows that pass; None shows all. *narrower*: none passes but those that passed before."""
        # A row that has changed may pass now, and in sections the rows stand in another order.
        narrower = narrower and self._predicate is not None and not self._changed and self._section_of is None
        self._predicate = predicate
        self._select(self.shown if narrower else self._order)

    def sort(self, sort: Callable[[R], Any] | None, reverse: bool) -> None:
        """Sort; equal rows keep their order, rows without a value come last."""
        sort, reverse = (self._given_order, False) if sort is None else (sort, reverse)
        if sort is not self._sort:
            self._values = {}
        self._sort = sort
        self._reverse = reverse
        self.arrange()

    def arrange(self) -> None:
        """Sort and filter again with the current values."""
        if self._sort is not None:
            values = self._sort_values(self._sort)
            last: list[str] = []
            if None in values.values():
                last = [key for key in self._order if values[key] is None]
                self._order = [key for key in self._order if values[key] is not None]
            self._order.sort(key=values.__getitem__, reverse=self._reverse)
            self._order += last
        self._unsorted = False
        self._select()

    def _sort_values(self, sort: Callable[[R], Any]) -> dict[str, Any]:
        # Computed once for each row while the column stays the same.
        known = self._values
        if not known:
            self._values = known = dict(zip(self._rows, map(sort, self._rows.values()), strict=True))
        elif len(known) < len(self._rows):
            known.update({key: sort(row) for key, row in self._rows.items() if key not in known})
        return known

    def _select(self, keys: Sequence[str] | None = None) -> None:
        """Show those of *keys* that pass; without, of all rows."""
        keys = self._order if keys is None else keys
        predicate, rows = self._predicate, self._rows
        if predicate is None:
            passing = list(keys)
        elif keys is self._order:
            # All rows are tried in the order in which they came, which is the order in memory: in any other it takes
            # twice as long.
            passed = set(compress(rows, map(predicate, rows.values())))
            passing = [key for key in keys if key in passed]
        else:
            passing = [key for key in keys if predicate(rows[key])]
        self.sections, self._placed, self._changed = {}, {}, set()
        if self._section_of is None:
            self.shown = passing
        else:
            self._place(passing)
            self._placed = self._section_keys.copy()
            self._unfold()

    def _place(self, keys: Sequence[str]) -> None:
        # Few passes that do little for each row: somebody waits while a large list is placed.
        known, sections = self._section_keys, self.sections
        if len(known) < len(self._rows):
            self._find_sections()
        found = list(map(known.__getitem__, keys))
        start = 0
        for section, run in groupby(found):
            end = start + len(list(run))
            sections.setdefault(section, []).extend(keys[start:end])
            start = end

    def _find_sections(self) -> None:
        section_of, known = self._section_of, self._section_keys
        assert section_of is not None
        # In the order in which the rows came, which is the order in memory: in any other it takes three times as long.
        known.update((key, section_of(row)) for key, row in self._rows.items() if key not in known)

    def _section_key(self, key: str) -> str:
        # Computed once; only a patch of the row makes it be computed again.
        section = self._section_keys.get(key)
        if section is None:
            assert self._section_of is not None
            section = self._section_keys[key] = self._section_of(self._rows[key])
        return section

    def _unfold(self) -> None:
        shown: list[str] = []
        for section, keys in self.sections.items():
            shown.append(section)
            if section in self._unfolded:
                shown += keys
        self.shown = shown

    def nearest(self, before: list[str], index: int) -> int:
        """Return the shown index nearest to *before[index]* of an earlier list; 0 if none is left."""
        if not self.shown or not before:
            return 0
        same = self.position(before[index])
        if same is None:
            # A row that was folded away is below its section.
            same = self.position(self.section_of(before[index]))
        if same is not None:
            return same
        left = set(before).intersection(self.shown)
        for distance in range(1, len(before) if left else 0):
            for candidate in (index + distance, index - distance):
                if 0 <= candidate < len(before) and before[candidate] in left:
                    return self.shown.index(before[candidate])
        return 0
