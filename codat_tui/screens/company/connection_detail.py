"""All fields of one connection under Codat's names, and its errors."""

from __future__ import annotations

from datetime import tzinfo
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.present.connections import error_lines, platform_of, raw_fields
from codat_tui.present.overview import DrawingContext, Line
from codat_tui.screens.shell.desk import Desk
from codat_tui.screens.shell.detail import Copy, DetailScreen
from codat_tui.widgets.sheet import FactLine

if TYPE_CHECKING:
    from codat_tui.models.codat import Connection


class ConnectionDetailScreen(DetailScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy('link')", "copy link", show=False, id="detail.copy_link"),
        Binding("i", "copy('id')", "copy id", show=False, id="detail.copy_id"),
    ]

    def __init__(self, desk: Desk, connection: Connection, company_name: str, zone: tzinfo) -> None:
        facts = [FactLine("company", company_name)]
        facts += [FactLine(label, value) for label, value in raw_fields(connection, zone)]

        def errors(width: int) -> list[Line]:
            return error_lines(connection, DrawingContext(desk.clock.now(), desk.glyphs, width, zone))

        copies = {
            "link": Copy(connection.link_url, "the link"),
            "id": Copy(connection.id, "the connection's id"),
        }
        title = f"{platform_of(connection)} of {company_name}"
        super().__init__(desk, title, facts, copies, lines=errors)
