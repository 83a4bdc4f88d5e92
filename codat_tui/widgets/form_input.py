"""A dialog for one typed value, checked at each key; an invalid one cannot be entered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from codat_tui.paths import style_sheet
from codat_tui.present import Glyphs
from codat_tui.widgets.literal import literal
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from textual.app import ComposeResult


class FormInput(ModalScreen[str | None]):
    """Dismisses with the text or None.

    *judge* returns what a text means and whether it is valid.
    """

    CSS_PATH = style_sheet("shell/picker.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", id="picker.leave")]

    def __init__(
        self, title: str, value: str, judge: Callable[[str], tuple[str, bool]], glyphs: Glyphs
    ) -> None:
        super().__init__(classes="ascii" if glyphs.is_ascii else None)
        self._heading = title
        self._value = value
        self._judge = judge

    def compose(self) -> ComposeResult:
        with Vertical(id="form-input") as box:
            box.border_title = literal(self._heading)
            box.border_subtitle = with_keys(self, "enter takes it   {picker.leave} leaves")
            line = Input(self._value, compact=True, select_on_focus=False)
            line.cursor_blink = False
            yield line
            yield Static(id="form-input-says", markup=False)

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        text, good = self._judge(event.value)
        says = self.query_one("#form-input-says", Static)
        says.update(text)
        says.set_class(not good, "wrong")

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        _, good = self._judge(event.value)
        if good:
            self.dismiss(event.value)

    def action_leave(self) -> None:
        self.dismiss(None)
