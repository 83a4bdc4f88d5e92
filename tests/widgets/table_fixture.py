"""A table of a hundred rows on a terminal of ten, and what it drew."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from textual.pilot import Pilot

from codat_tui.present import Cell, Tone
from codat_tui.widgets.columns import Column
from codat_tui.widgets.table import VirtualTable
from tests.widgets.harness import Heard, WidgetApp, lines


class Row(NamedTuple):
    key: str
    name: str
    size: int


COLUMNS: list[Column[Row]] = [
    Column("name", "Name", 12, flex=1, sort=lambda row: row.name),
    Column("size", "Size", 6, right=True, sort=lambda row: row.size),
    Column("note", "Note", 6),
]
ROWS = [Row(f"k{number}", f"row {number:03}", number % 7) for number in range(100)]


class Fixture:
    """A table in an app, its cells callable counting which rows it drew."""

    def __init__(self, rows: list[Row] = ROWS, columns: list[Column[Row]] = COLUMNS) -> None:
        self.drawn: list[str] = []
        self.heard = Heard(
            VirtualTable.Highlighted, VirtualTable.Opened, VirtualTable.SortChanged, VirtualTable.MarksChanged
        )
        self.table: VirtualTable[Row] = VirtualTable(
            columns, self.cells, lambda row: row.key, empty_text="Nothing matches."
        )
        self.table.set_rows(rows)
        self.app = WidgetApp(lambda: [self.table])

    def cells(self, row: Row) -> tuple[Cell, ...]:
        self.drawn.append(row.key)
        return Cell(row.name), Cell(str(row.size), Tone.MUTED), Cell("note")

    @asynccontextmanager
    async def running(self, width: int = 40, height: int = 11) -> AsyncIterator[Pilot[None]]:
        """The app on a terminal of ten rows and the labels, the table focused and painted."""
        async with self.app.run_test(size=(width, height), message_hook=self.heard) as pilot:
            self.table.focus()
            await pilot.pause()
            yield pilot

    def names(self) -> list[str]:
        """The first column as it is on screen."""
        return [line[3:].split("  ")[0] for line in lines(self.table)[1:]]

    def bar(self) -> list[int]:
        """The lines that carry the cursor's bar."""
        return [number for number, line in enumerate(lines(self.table)) if line.startswith("▌")]
