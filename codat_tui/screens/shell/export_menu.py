"""The menu of export formats."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Static

from codat_tui.paths import style_sheet
from codat_tui.present.export import Format
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from textual.app import ComposeResult


FORMATS = "{export.csv} CSV   {export.json} JSON   {export.markdown} Markdown   {export.leave} cancel"


class ExportMenu(ModalScreen[Format]):
    """Dismisses with the format, or None."""

    CSS_PATH = style_sheet("shell/export_menu.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "choose('csv')", "CSV", id="export.csv"),
        Binding("j", "choose('json')", "JSON", id="export.json"),
        Binding("m", "choose('md')", "Markdown", id="export.markdown"),
        Binding("escape", "dismiss", "cancel", id="export.leave"),
    ]

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what

    def compose(self) -> ComposeResult:
        yield Static(f"Export {self._what} as   {with_keys(self, FORMATS)}", id="export", markup=False)

    def action_choose(self, ending: str) -> None:
        self.dismiss(Format(ending))
