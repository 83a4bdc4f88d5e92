"""One platform: facts, images and supported data types."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from codat_tui.models.local import Failed, Loaded, Loading, RemoteState, known
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone
from codat_tui.present.integrations import (
    Feature,
    Picture,
    detail_lines,
    feature_cells,
    features,
    picture_cells,
    pictures,
)
from codat_tui.present.panels import Problem
from codat_tui.present.text import can_open
from codat_tui.screens.shell.base import CodatScreen, Desk, leaving
from codat_tui.screens.shell.copy_and_open import open_address
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.columns import Column
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.state_panel import Banner
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import key_of, with_keys

if TYPE_CHECKING:
    from codat_tui.models.codat import Branding, Integration

_PICTURES: tuple[Column[Picture], ...] = (
    Column("picture", "Picture", 15, sort=lambda picture: picture.name),
    Column("alt", "Text", 14, flex=1),
    Column("link", "Link", 30, flex=3, sort=lambda picture: picture.link),
)
_FEATURES: tuple[Column[Feature], ...] = (
    Column("datatype", "Data type", 24, flex=1, sort=lambda feature: feature.datatype.casefold()),
    Column("feature", "Feature", 14, flex=1, sort=lambda feature: feature.feature.casefold()),
    Column("state", "How far", 14, flex=1, sort=lambda feature: feature.state.casefold()),
)


class IntegrationDetailScreen(CodatScreen):
    """Tab switches between the tables."""

    CSS_PATH = style_sheet("integrations/detail.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("o", "open_link", "open in the browser", id="integration.open"),
        Binding("c", "copy_link", "copy link", id="integration.copy_link"),
        Binding("tab", "app.focus_next", "other table", show=False, id="integration.next"),
        *leaving(refresh=True, back=True),
    ]

    def __init__(self, desk: Desk, integration: Integration) -> None:
        super().__init__(desk)
        self._integration = integration

    def compose_body(self) -> Iterable[Widget]:
        yield Banner(self.desk.glyphs)
        yield CellLines(id="facts")
        yield VirtualTable[Picture](
            _PICTURES, picture_cells, lambda picture: picture.name, glyphs=self.desk.glyphs, id="pictures"
        )
        yield VirtualTable[Feature](
            _FEATURES,
            feature_cells,
            lambda feature: f"{feature.datatype} {feature.feature}",
            glyphs=self.desk.glyphs,
            empty_text="Codat lists no data type for it.",
            id="features",
        )

    @property
    def table(self) -> VirtualTable[Picture]:
        return cast("VirtualTable[Picture]", self.query_one("#pictures", VirtualTable))

    def on_mount(self) -> None:
        name = self._integration.name or self._integration.key
        self.breadcrumbs.crumbs = ("Integrations", name)
        self.query_one("#facts", CellLines).lines = detail_lines(self._integration, self.desk.glyphs)
        rows = features(self._integration)
        self.query_one("#features", VirtualTable).set_rows(rows)
        self.breadcrumbs.status = (Cell(f"{len(rows)} features", Tone.MUTED),) if rows else ()
        document = self.services.documents.branding(self._integration.key)
        self.follow(document.subscribe(self._show))
        self._show(document.state)
        self.table.focus()
        if not isinstance(document.state, Loaded):
            self.action_refresh()

    def _show(self, state: RemoteState[Branding]) -> None:
        if isinstance(state, Loading):
            self.table.empty_text = "Reading where its pictures are…"
        elif isinstance(state, Failed):
            self.table.empty_text = (
                f"Not read: {state.error.title}. {key_of(self, 'app.refresh')} tries again."
            )
        else:
            self.table.empty_text = "Codat gives no picture of it."
            self.show_as_of(state.at)
        self.query_one(Banner).problem = Problem.of(state.error) if isinstance(state, Failed) else None
        self.table.set_rows(pictures(self._integration, known(state)))

    @on(VirtualTable.Opened, "#pictures")
    def _opened(self) -> None:
        self.action_open_link()

    def action_open_link(self) -> None:
        picture = self.table.cursor_row
        if picture is None:
            self.notify("There is no picture to open.")
        elif can_open(picture.link):
            open_address(self, self.desk, picture.link)
        else:
            said = "Only links of the web are opened. {integration.copy_link} copies it."
            self.notify(with_keys(self, said), severity="warning")

    def action_copy_link(self) -> None:
        picture = self.table.cursor_row
        if picture is not None:
            self.copy(picture.link, "the link")

    def action_refresh(self) -> None:
        document = self.services.documents.branding(self._integration.key)
        run_job(self, document.read, group="branding", exclusive=True)
