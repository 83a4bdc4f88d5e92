"""The framework's own DataTable: `data_table.py ROWS`; `s` sorts, ctrl+q ends."""

from __future__ import annotations

import sys
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable

from tests.bench.apps.rows import COLUMNS, fleet_rows


class TableApp(App[None]):
    """One DataTable with a row cursor; each `s` sorts by the other of two columns."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("s", "sort", priority=True)]

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count
        self._sorted_by = "company"

    def compose(self) -> ComposeResult:
        yield DataTable[str](cursor_type="row")

    def on_mount(self) -> None:
        table = self._table
        for key in COLUMNS:
            table.add_column(key, key=key)
        for row in fleet_rows(self._count):
            table.add_row(*row)
        table.focus()

    def action_sort(self) -> None:
        """Sort by the other column."""
        self._sorted_by = "status" if self._sorted_by == "company" else "company"
        self._table.sort(self._sorted_by, reverse=True)

    @property
    def _table(self) -> DataTable[str]:
        return self.query_one(DataTable)


if __name__ == "__main__":
    TableApp(int(sys.argv[1])).run()
