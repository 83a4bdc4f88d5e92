"""Rows by key with order, filter and marks, without a terminal.

Invariant: order and membership change only by sort, filter or refresh; a patch changes values in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

R = TypeVar("R")


class Rows(Generic[R]):
    """Rows with unique keys; *shown* holds the keys that passed the filter, in order."""

    def __init__(self, key: Callable[[R], str]) -> None:
        self._key = key
        self._rows: dict[str, R] = {}
        self._order: list[str] = []
        self._values: dict[str, Any] = {}
        self._predicate: Callable[[R], bool] | None = None
        self._sort: Callable[[R], Any] | None = None
        self._reverse = False
        self.shown: list[str] = []
        self.marked: frozenset[str] = frozenset()

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, key: str) -> R:
        return self._rows[key]

    def get(self, key: str | None) -> R | None:
        """Return the row of *key*, shown or not."""
        return None if key is None else self._rows.get(key)

    def position(self, key: str | None) -> int | None:
        """Return the index of *key* among the shown rows."""
        if key is None or key not in self._rows:
            return None
        try:
            return self.shown.index(key)
        except ValueError:
            return None

    def passes(self, key: str) -> bool:
        """Return whether the row, as it is now, passes the filter."""
        return self._predicate is None or self._predicate(self._rows[key])

    def replace(self, rows: Iterable[R]) -> None:
        """Replace all rows; of rows with one key the last wins. Marks of removed rows are removed."""
        self._rows = {self._key(row): row for row in rows}
        self._order = list(self._rows)
        self._values = {}
        self.marked = self.marked & self._rows.keys() if self.marked else self.marked
        self.arrange()

    def append(self, rows: Iterable[R]) -> set[str]:
        """Add rows below, unsorted; return the keys that were known and changed in place."""
        incoming = {self._key(row): row for row in rows}
        changed = self.patch(incoming)
        fresh = [key for key in incoming if key not in changed]
        self._rows.update((key, incoming[key]) for key in fresh)
        self._order += fresh
        self.shown += [key for key in fresh if self.passes(key)]
        return changed

    def patch(self, rows: Mapping[str, R]) -> set[str]:
        """Replace the values of known rows, order unchanged; return the known keys."""
        changed = rows.keys() & self._rows.keys()
        for key in changed:
            self._rows[key] = rows[key]
            self._values.pop(key, None)
        return changed

    def filter(self, predicate: Callable[[R], bool] | None) -> None:
        """Show only rows that pass; None shows all."""
        self._predicate = predicate
        self._select()

    def sort(self, sort: Callable[[R], Any] | None, reverse: bool) -> None:
        """Sort; equal rows keep their order, rows without a value come last."""
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
        self._select()

    def _sort_values(self, sort: Callable[[R], Any]) -> dict[str, Any]:
        # Computed once for each row while the column stays the same.
        known = self._values
        if not known:
            self._values = known = dict(zip(self._rows, map(sort, self._rows.values()), strict=True))
        elif len(known) < len(self._rows):
            known.update({key: sort(row) for key, row in self._rows.items() if key not in known})
        return known

    def _select(self) -> None:
        if self._predicate is None:
            self.shown = self._order.copy()
        else:
            predicate, rows = self._predicate, self._rows
            self.shown = [key for key in self._order if predicate(rows[key])]

    def nearest(self, before: list[str], index: int) -> int:
        """Return the shown index nearest to *before[index]* of an earlier list; 0 if none is left."""
        if not self.shown or not before:
            return 0
        same = self.position(before[index])
        if same is not None:
            return same
        positions = {key: place for place, key in enumerate(self.shown)}
        for distance in range(1, len(before)):
            for candidate in (index + distance, index - distance):
                if 0 <= candidate < len(before) and before[candidate] in positions:
                    return positions[before[candidate]]
        return 0
