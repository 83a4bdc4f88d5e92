"""Rows by key, their order, filter and marks: what the virtual table shows, without a terminal.

Order and membership change only when a person sorts, filters or refreshes: a patch changes values in place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

R = TypeVar("R")


class Rows(Generic[R]):
    """A list of rows in which each has a key; *shown* are the keys in order that passed the filter."""

    def __init__(self, key: Callable[[R], str]) -> None:
        self._key = key
        self._rows: dict[str, R] = {}
        self._order: list[str] = []
        self._positions: dict[str, int] | None = None
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
        """The row of *key*, shown or not."""
        return None if key is None else self._rows.get(key)

    def position(self, key: str | None) -> int | None:
        """Where *key* is among the shown rows."""
        if self._positions is None:
            self._positions = {shown: index for index, shown in enumerate(self.shown)}
        return None if key is None else self._positions.get(key)

    def passes(self, key: str) -> bool:
        """Whether the row as it is now would pass the filter; a shown one that does not is drawn dimmed."""
        return self._predicate is None or self._predicate(self._rows[key])

    def replace(self, rows: Iterable[R]) -> None:
        """Take *rows* instead of all there were; a later row of the same key wins. Marks of gone rows go."""
        self._rows = {self._key(row): row for row in rows}
        self._order = list(self._rows)
        self.marked = self.marked & self._rows.keys() if self.marked else self.marked
        self.arrange()

    def append(self, rows: Iterable[R]) -> set[str]:
        """Add *rows* below those there are, unsorted; gives the keys that were there and changed in place."""
        incoming = {self._key(row): row for row in rows}
        changed = self.patch(incoming)
        fresh = [key for key in incoming if key not in changed]
        self._rows.update((key, incoming[key]) for key in fresh)
        self._order += fresh
        self.shown += [key for key in fresh if self.passes(key)]
        self._positions = None
        return changed

    def patch(self, rows: Mapping[str, R]) -> set[str]:
        """Put new values in place of known rows, order frozen; gives the keys that were known."""
        changed = rows.keys() & self._rows.keys()
        for key in changed:
            self._rows[key] = rows[key]
        return changed

    def filter(self, predicate: Callable[[R], bool] | None) -> None:
        """Show only the rows that pass *predicate*; None shows all."""
        self._predicate = predicate
        self._select()

    def sort(self, sort: Callable[[R], Any] | None, reverse: bool) -> None:
        """Order by *sort*; equal rows stay as they were, rows without a value come last."""
        self._sort = sort
        self._reverse = reverse
        self.arrange()

    def arrange(self) -> None:
        """Sort and filter again with the present values."""
        if self._sort is not None:
            values = {key: self._sort(row) for key, row in self._rows.items()}
            have = [key for key in self._order if values[key] is not None]
            have.sort(key=values.__getitem__, reverse=self._reverse)
            self._order = have + [key for key in self._order if values[key] is None]
        self._select()

    def _select(self) -> None:
        if self._predicate is None:
            self.shown = self._order.copy()
        else:
            predicate, rows = self._predicate, self._rows
            self.shown = [key for key in self._order if predicate(rows[key])]
        self._positions = None

    def nearest(self, before: list[str], index: int) -> int:
        """The shown position closest to that of *before[index]* in an earlier list; 0 if nothing is left."""
        for distance in range(len(before) if self.shown else 0):
            for candidate in (index + distance, index - distance):
                if 0 <= candidate < len(before):
                    position = self.position(before[candidate])
                    if position is not None:
                        return position
        return 0
