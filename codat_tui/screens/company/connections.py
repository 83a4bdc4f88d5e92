"""The connections of one company: link state, errors and actions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from codat_tui.models.local import Failed, Loaded, Loading, RemoteState
from codat_tui.models.overview import CompanyOverview
from codat_tui.paths import style_sheet
from codat_tui.present import Cell
from codat_tui.present.connections import (
    connection_cells,
    connection_lines,
    errors_of,
    needs_person,
    platform_of,
)
from codat_tui.present.overview import DrawingContext
from codat_tui.present.panels import EmptyPanel, LoadingPanel, PanelState, Problem
from codat_tui.rules.dates import read_instant
from codat_tui.rules.fleet.links import connection_at, side_of
from codat_tui.screens.company.connection_actions import ConnectionActions
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.base import Desk
from codat_tui.screens.shell.company_tab import LEAVING
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.columns import Column
from codat_tui.widgets.state_panel import Banner, StatePanel
from codat_tui.widgets.table import VirtualTable, fits
from codat_tui.widgets.words_of_keys import key_of, with_keys

if TYPE_CHECKING:
    from textual import events

    from codat_tui.models.codat import Connection
    from codat_tui.models.diagnosis import Cause

NONE_YET = (
    "{connections.new} creates one for the merchant to link. "
    "{connections.flow_link} asks for a Sync Flow link, which brings both that a sync needs."
)


def _columns(narrow: bool, zone: str) -> tuple[Column[Connection], ...]:
    read: Column[Connection] = Column(
        "read", f"Data read ({zone})", 17, sort=lambda row: read_instant(row.last_sync)
    )
    return (
        Column("platform", "Platform", 14, flex=1, sort=lambda row: platform_of(row).casefold()),
        Column("kind", "Kind", 10, sort=lambda row: row.source_type.casefold()),
        Column("link", "Link", 22, flex=1, sort=lambda row: row.status.casefold()),
        *(() if narrow else (read,)),
        Column("age", "Data read" if narrow else "Age", 10, right=True),
        Column("errors", "Errors", 10, sort=lambda row: len(errors_of(row, True))),
    )


class ConnectionsScreen(ConnectionActions):
    CSS_PATH = style_sheet("company/connections.tcss")
    TAB = "Connections"
    MEND_HERE = "copy link"
    BINDINGS: ClassVar[list[BindingType]] = [
        *ConnectionActions.ACTION_BINDINGS,
        Binding("p", "path", "guided path", show=False, id="connections.path"),
        *LEAVING,
    ]

    def __init__(self, desk: Desk, company_id: str, on: str = "") -> None:
        """*on*: a connection's id, or a side ("connections.accounting") to connect if it has none."""
        super().__init__(desk, company_id)
        self._on = on
        self._placed = False
        self._written = ""
        self._narrow = False

    def compose_body(self) -> Iterable[Widget]:
        yield Banner(self.desk.glyphs)
        table: VirtualTable[Connection] = VirtualTable(
            _columns(False, self.zone_label),
            self._cells,
            lambda connection: connection.id,
            glyphs=self.desk.glyphs,
            id="connections",
        )
        table.needs_person = needs_person
        yield table
        with VerticalScroll(id="chosen", can_focus=False):
            yield CellLines(id="lines")
        yield StatePanel(self.desk.glyphs)

    @property
    def table(self) -> VirtualTable[Connection]:
        return cast("VirtualTable[Connection]", self.query_one("#connections", VirtualTable))

    @property
    def connection(self) -> Connection | None:
        return self.table.cursor_row

    @property
    def _setting(self) -> DrawingContext:
        return DrawingContext(self.desk.clock.now(), self.desk.glyphs, self.size.width - 7, self.zone)

    def _cells(self, connection: Connection) -> tuple[Cell, ...]:
        cells = connection_cells(connection, self._setting, self.follow_of(connection))
        return (*cells[:3], *cells[4:]) if self._narrow else cells

    def on_mount(self) -> None:
        self.table.focus()

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out(not fits(_columns(False, self.zone_label), event.size.width))

    def zone_changed(self) -> None:
        self._lay_out(self._narrow)
        super().zone_changed()

    def draw_ages(self) -> None:
        super().draw_ages()
        self._draw_lines()

    def _lay_out(self, narrow: bool) -> None:
        # One flag for columns and cells: the table draws rows between a resize and this handler.
        self._narrow = narrow
        self.table.set_columns(_columns(narrow, self.zone_label))
        self._draw_lines()

    def show_overview(self, state: RemoteState[CompanyOverview]) -> None:
        part = self.overview.connections if self.overview else state
        rows, panel = self.connections or (), self._panel(state)
        if isinstance(part, Failed) and rows:
            self.query_one(Banner).problem = Problem.of(part.error)
        self.query_one(StatePanel).state = panel
        for selector in ("#connections", "#chosen"):
            self.query_one(selector).display = panel is None
        self.table.set_rows(rows)
        self.table.redraw()
        if rows and not self._placed:
            self._place_cursor(rows)
        if self._written and self.table.move_to(self._written):
            self._written = ""
        self._draw_lines()
        if isinstance(part, Loaded) and self._on:
            self._connect_if_asked(rows)

    def _place_cursor(self, rows: Sequence[Connection]) -> None:
        """Begin where asked, else on the connection that stops or may stop the syncs."""
        causes = self.verdict.causes if self.verdict is not None else ()
        broken = [each for cause in causes for each in (cause.target, cause.field) if each]
        found = (row.id for place in (self._on, *broken) if (row := connection_at(rows, place)) is not None)
        self._placed = True
        self.table.move_to(next(found, rows[0].id))

    def _connect_if_asked(self, rows: Sequence[Connection]) -> None:
        """Choose a platform for the side that was asked for, if it has no connection."""
        asked, self._on = self._on, ""
        kind = side_of(asked)
        if kind is not None and connection_at(rows, asked) is None:
            self.create_connection(kind)

    def _panel(self, state: RemoteState[CompanyOverview]) -> PanelState | None:
        if self.connections:
            return None
        part = self.overview.connections if self.overview else state
        match part:
            case Failed(error):
                return Problem.of(error)
            case Loading():
                return LoadingPanel(f"Reading the connections of {self.company_name}")
            case _:
                return EmptyPanel(f"{self.company_name} has no connection", with_keys(self, NONE_YET))

    @on(VirtualTable.Highlighted, "#connections")
    def _draw_lines(self) -> None:
        connection = self.connection
        lines = (
            ()
            if connection is None
            else connection_lines(
                connection, self._setting, self.follow_of(connection), partial(key_of, self)
            )
        )
        self.query_one("#lines", CellLines).lines = tuple(lines)
        self.show_remedy()

    @on(VirtualTable.Opened, "#connections")
    def _open(self, event: VirtualTable.Opened) -> None:
        connection = self.table.row(event.key)
        if connection is not None:
            self.open_detail(connection)

    def stands_on(self, cause: Cause) -> bool:
        at = connection_at(self.connections or (), cause.target or cause.field)
        return at is not None and at.id == self.table.cursor_key

    def mend_here(self) -> None:
        self.action_copy_link()

    def connection_changed(self, connection_id: str) -> None:
        """Select it after the next reading; a new connection is not listed before."""
        self._written = connection_id

    def action_path(self) -> None:
        self.app.push_screen(routes.ONBOARDING.screen(self.desk, self.company_id, ""))
