"""Exports a table to a file in the current folder."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING, Any

from codat_tui.models.errors import CodatError
from codat_tui.paths import folder_of_start
from codat_tui.present.panels import Problem
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.toasts import notify_problem
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.table import VirtualTable
from codat_tui.words import count

if TYPE_CHECKING:
    from textual.screen import Screen

    from codat_tui.clock import Clock
    from codat_tui.present.export import Format


def export_table(screen: Screen[Any], clock: Clock) -> None:
    """Ask for a format, then export the focused table or else the first visible one."""
    tables = [table for table in screen.query(VirtualTable) if table.display]
    table = screen.focused if isinstance(screen.focused, VirtualTable) else next(iter(tables), None)
    if table is None:
        screen.notify("There is no table here to export.")
        return

    def chosen(format: Format | None) -> None:
        if format is not None:
            run_job(screen, partial(_export, screen, clock, table, format), group="export")

    screen.app.push_screen(routes.EXPORT_MENU.screen(count(table.passing_count, "row")), chosen)


async def _export(screen: Screen[Any], clock: Clock, table: VirtualTable[Any], format: Format) -> None:
    # The first paint exports nothing.
    from codat_tui.present.data.exporting import export_data
    from codat_tui.present.export import export
    from codat_tui.services.exporting import write_export

    rows = table.shown_rows()
    # Many rows take a while, and nothing of the table is needed for them.
    sections = table.section_texts()
    text = await asyncio.to_thread(export_data, rows, format, *sections) or export(*table.as_text(), format)
    try:
        path = await write_export(folder_of_start(), table.id or "table", format, clock.now(), text)
    except CodatError as error:
        notify_problem(screen, Problem.of(error))
        return
    screen.notify(f"{count(len(rows), 'row')} in {path}", title="Exported")
