"""The platforms that Codat can link.

One document, read once and on request; after a failure the known list stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from codat_tui.models.local import Failed, Loaded, RemoteState, known
from codat_tui.paths import style_sheet
from codat_tui.present import Cell
from codat_tui.present.integrations import (
    integration_cells,
    integration_counts,
    integration_fields,
    integration_search_text,
)
from codat_tui.present.panels import EmptyPanel, LoadingPanel, PanelState, Problem
from codat_tui.rules.filtering.word_filter import FilterField, WordFilter, in_text
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.base import Desk, leaving
from codat_tui.screens.shell.filtering import FilteringScreen
from codat_tui.widgets.columns import Column
from codat_tui.widgets.filter_line import FilterLine
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.state_panel import Banner, StatePanel
from codat_tui.widgets.table import VirtualTable, fits
from codat_tui.words import count

if TYPE_CHECKING:
    from textual import events

    from codat_tui.models.codat import Integration

    Integrations = tuple[Integration, ...]

_NONE = EmptyPanel("Codat lists no integration", "Ask Codat which platforms this client may use.")


def _columns(narrow: bool) -> tuple[Column[Integration], ...]:
    types: Column[Integration] = Column("types", "Data types", 20, flex=3)
    return (
        Column("name", "Platform", 22, flex=1, sort=lambda each: each.name.casefold()),
        Column("kind", "Kind", 11, sort=lambda each: each.source_type.casefold() or None),
        Column("key", "Key", 5, sort=lambda each: each.key),
        Column("enabled", "State", 10, sort=lambda each: not each.enabled),
        Column("beta", "Beta", 4, sort=lambda each: not each.is_beta),
        Column("offline", "Offline", 7, sort=lambda each: not each.is_offline_connector),
        *(() if narrow else (types,)),
    )


class IntegrationsScreen(FilteringScreen):
    CSS_PATH = style_sheet("integrations/screen.tcss")
    CRUMBS = ("Integrations",)
    FILTERED = ("integration", "integrations")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", id="integrations.filter"),
        Binding("c", "copy_key", "copy key", id="integrations.copy_key"),
        *leaving(refresh=True),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._narrow = False

    def compose_body(self) -> Iterable[Widget]:
        yield Banner(self.desk.glyphs)
        table: VirtualTable[Integration] = VirtualTable(
            _columns(narrow=False),
            self._cells,
            lambda integration: integration.key,
            glyphs=self.desk.glyphs,
            id="integrations",
        )
        yield table
        yield StatePanel(self.desk.glyphs)
        hint = "name, key, kind, beta, offline, enabled, disabled, data type"
        yield FilterLine(placeholder=hint, id="filter", returns_to="#integrations")

    @property
    def table(self) -> VirtualTable[Integration]:
        return cast("VirtualTable[Integration]", self.query_one("#integrations", VirtualTable))

    def _cells(self, integration: Integration) -> tuple[Cell, ...]:
        cells = integration_cells(integration, self.desk.glyphs)
        return cells[:-1] if self._narrow else cells

    def on_mount(self) -> None:
        document = self.services.documents.integrations()
        self.follow(document.subscribe(self._show))
        self._show(document.state)
        self.table.focus()
        if not isinstance(document.state, Loaded):
            self.action_refresh()

    def on_resize(self, event: events.Resize) -> None:
        self._narrow = not fits(_columns(False), event.size.width)
        self.table.set_columns(_columns(self._narrow))

    def _show(self, state: RemoteState[Integrations]) -> None:
        rows = known(state)
        problem = Problem.of(state.error) if isinstance(state, Failed) else None
        panel: PanelState | None = None
        if not rows:
            waiting = LoadingPanel("Reading the integrations")
            panel = problem or (_NONE if isinstance(state, Loaded) else waiting)
        self.query_one(Banner).problem = problem if rows else None
        self.query_one(StatePanel).state = panel
        self.table.display = panel is None
        self.table.set_rows(rows or ())
        if isinstance(state, Loaded):
            self.show_as_of(state.at)
        self._show_counts()

    def _show_counts(self) -> None:
        table = self.table
        shown = (table.row(key) for key in table.shown_keys())
        self.breadcrumbs.status = integration_counts(each for each in shown if each is not None)
        self.header.counts = count(self.table.total_count, "integration") if self.table.total_count else ""

    @on(VirtualTable.Opened, "#integrations")
    def _open(self, event: VirtualTable.Opened) -> None:
        integration = self.table.row(event.key)
        if integration is not None:
            self.app.push_screen(routes.INTEGRATION_DETAIL.screen(self.desk, integration))

    def action_copy_key(self) -> None:
        if self.table.cursor_key:
            self.copy(self.table.cursor_key, "the platform's key")

    def action_refresh(self) -> None:
        run_job(self, self._read, group="integrations", exclusive=True)

    async def _read(self) -> None:
        if isinstance(self.services.state, Failed):
            await self.services.reconnect()
        await self.services.documents.integrations().read()

    def read_filter(self, line: str) -> WordFilter[Integration]:
        return WordFilter.parse(line, in_text(integration_search_text), self.filter_fields())

    def filter_fields(self) -> Sequence[FilterField[Integration]]:
        return integration_fields()

    def filter_changed(self) -> None:
        self.show_matches(self.table, None, attrgetter("name"))
        self._show_counts()
