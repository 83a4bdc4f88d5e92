"""One connection in full: every field the server sent under its own name, and every error with its dates."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from codat_tui.paths import style_sheet
from codat_tui.present.connections import error_lines, platform_of, wire_facts
from codat_tui.present.overview import Setting
from codat_tui.screens.shell.desk import Desk
from codat_tui.screens.shell.outside import copy_text
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.sheet import Fact, facts_text
from codat_tui.widgets.tones import tone_styles

if TYPE_CHECKING:
    from textual.app import ComposeResult

    from codat_tui.models.codat import Connection

FRAME = 5
"""Cells that frame, padding and scrollbar take from the text."""
WIDEST = 96


class ConnectionDetailScreen(ModalScreen[None]):
    """Closed by `esc`; scrolls where there is much."""

    CSS_PATH = style_sheet("company/connection_detail.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,enter,q", "dismiss", "close", id="detail.close"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="detail.down"),
        Binding("up,k", "scroll(-1)", "Up", show=False, id="detail.up"),
        Binding("c", "copy_link", "copy link", show=False, id="detail.copy_link"),
        Binding("i", "copy_id", "copy id", show=False, id="detail.copy_id"),
    ]

    def __init__(self, desk: Desk, connection: Connection, company_name: str, zone: tzinfo) -> None:
        super().__init__(classes="ascii" if desk.glyphs.is_ascii else None)
        self._desk = desk
        self._connection = connection
        self._company_name = company_name
        self._zone = zone

    def compose(self) -> ComposeResult:
        """Wire names and values above, errors below."""
        with VerticalScroll(id="detail") as box:
            box.border_title = f"{platform_of(self._connection)} of {self._company_name}"
            box.border_subtitle = "c copy link   i copy id   esc close"
            facts = [Fact("company", self._company_name)]
            facts += [Fact(label, value) for label, value in wire_facts(self._connection, self._zone)]
            yield Static(facts_text(facts, tone_styles(self.app.theme_variables)))
            width = min(WIDEST, self.app.size.width) - FRAME
            setting = Setting(self._desk.clock.now(), self._desk.glyphs, width, self._zone)
            errors = CellLines(id="errors")
            errors.lines = tuple(error_lines(self._connection, setting))
            yield errors

    def action_copy_link(self) -> None:
        """Copy the address at which the merchant links it."""
        copy_text(self, self._desk, self._connection.link_url, "the link")

    def action_copy_id(self) -> None:
        """Copy the connection's id."""
        copy_text(self, self._desk, self._connection.id, "the connection's id")

    def action_scroll(self, lines: int) -> None:
        """Move the text by *lines*."""
        self.query_one("#detail", VerticalScroll).scroll_relative(y=lines, animate=False)
