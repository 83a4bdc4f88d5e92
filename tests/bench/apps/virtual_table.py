"""The program's table with 50,000 rows and a source of status updates: `u` turns it on and off, ctrl+q ends.

A hundred rows a second change their status, in thirty batches as the fleet's service publishes them: one in
ten of them on screen, the others anywhere.
"""

from __future__ import annotations

import asyncio
import itertools
import random
from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from codat_tui.present import Cell, Tone
from codat_tui.themes import DARK
from codat_tui.widgets.table import Column, VirtualTable
from tests.bench.apps.rows import COLUMNS, STATUSES, fleet_rows

ROWS = 50_000
UPDATES_A_SECOND = 100
BATCHES_A_SECOND = 30
ON_SCREEN = 0.1

Row = tuple[str, ...]


class UpdatingTable(App[None]):
    """One VirtualTable whose rows change by themselves."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("u", "updates", priority=True)]

    def __init__(self) -> None:
        super().__init__()
        self.register_theme(DARK)
        self.theme = DARK.name
        self._rows = {row[0]: row for row in fleet_rows(ROWS)}
        self._updating: asyncio.Task[None] | None = None

    def compose(self) -> ComposeResult:
        columns: list[Column[Row]] = [Column(name, name, 16, flex=1) for name in COLUMNS]
        yield VirtualTable[Row](columns, _cells, lambda row: row[0])

    def on_mount(self) -> None:
        self._table.set_rows(self._rows.values())
        self._table.focus()

    def action_updates(self) -> None:
        """Start the source of updates, or stop it."""
        if self._updating is None:
            self._updating = asyncio.create_task(self._update())
        else:
            self._updating.cancel()
            self._updating = None

    async def _update(self) -> None:
        draw = random.Random(1)
        keys = list(self._rows)
        loop = asyncio.get_running_loop()
        started = loop.time()
        done = 0
        for batch in itertools.count(1):
            await asyncio.sleep(max(0.0, started + batch / BATCHES_A_SECOND - loop.time()))
            due = UPDATES_A_SECOND * batch // BATCHES_A_SECOND
            visible = self._table.visible_keys()
            chosen = [draw.choice(visible if draw.random() < ON_SCREEN else keys) for _ in range(due - done)]
            done = due
            for key in chosen:
                self._rows[key] = (*self._rows[key][:-1], draw.choice(STATUSES))
            self._table.patch({key: self._rows[key] for key in chosen})

    @property
    def _table(self) -> VirtualTable[Row]:
        return self.query_one(VirtualTable)


def _cells(row: Row) -> tuple[Cell, ...]:
    return (*(Cell(text) for text in row[:-1]), Cell(row[-1], Tone.OK))


if __name__ == "__main__":
    UpdatingTable().run()
