"""The form for a connection's credentials: names and hidden values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from codat_tui.paths import style_sheet
from codat_tui.present import Glyphs
from codat_tui.secret import Secret
from codat_tui.widgets.literal import literal
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from textual.app import ComposeResult

MOST = 8
"""Codat documents no platform that needs as many pairs."""
INTRODUCTION = (
    "The names are those the platform asks for, such as apiKey. Values are hidden, sent once and not kept."
)
NAME_MISSING = "A value has no name."
NAME_TWICE = "Two values have the same name."
VALUE_MISSING = "A name has no value."
NOTHING = "Type at least one name and its value."


class AuthorizeScreen(ModalScreen[Mapping[str, Secret]]):
    """Dismisses with the credentials, or None."""

    CSS_PATH = style_sheet("company/authorize.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "review", "review", id="authorize.review"),
        Binding("escape", "leave", "leave", id="authorize.leave"),
    ]

    def __init__(self, platform: str, company_name: str, glyphs: Glyphs) -> None:
        super().__init__(classes="ascii" if glyphs.is_ascii else None)
        self._heading = f"Authorise {platform} of {company_name}"

    def compose(self) -> ComposeResult:
        with Vertical(id="authorize") as box:
            box.border_title = literal(self._heading)
            box.border_subtitle = with_keys(
                self, "enter next   {authorize.review} review   {authorize.leave} leave"
            )
            yield Static(INTRODUCTION, classes="muted", markup=False)
            with VerticalScroll(id="pairs", can_focus=False):
                yield Pair()
            yield Static(id="authorize-says", markup=False)

    def on_mount(self) -> None:
        self.query(Input).first().focus()

    @property
    def _pairs(self) -> list[Pair]:
        return list(self.query(Pair))

    @on(Input.Changed)
    def _typed(self) -> None:
        self.query_one("#authorize-says", Static).update("")
        pairs = self._pairs
        if len(pairs) < MOST and all(pair.begun for pair in pairs):
            self.query_one("#pairs").mount(Pair())

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        # Enter goes to the next field; from an empty name or the last field to the review.
        fields = list(self.query(Input))
        last = event.input is fields[-1]
        if last or (event.input.has_class("pair-name") and not event.value):
            self.action_review()
        else:
            fields[fields.index(event.input) + 1].focus()

    def action_review(self) -> None:
        pairs = [pair for pair in self._pairs if pair.begun]
        names = [pair.name_typed for pair in pairs]
        problem = ""
        if not pairs:
            problem = NOTHING
        elif not all(names):
            problem = NAME_MISSING
        elif len(set(names)) < len(names):
            problem = NAME_TWICE
        elif not all(pair.value_typed for pair in pairs):
            problem = VALUE_MISSING
        if problem:
            self.query_one("#authorize-says", Static).update(problem)
            return
        credentials = {pair.name_typed: Secret(pair.value_typed) for pair in pairs}
        self._wipe()
        self.dismiss(credentials)

    def action_leave(self) -> None:
        self._wipe()
        self.dismiss(None)

    def _wipe(self) -> None:
        with self.prevent(Input.Changed):
            for field in self.query(Input):
                field.value = ""


class Pair(Horizontal):
    def compose(self) -> ComposeResult:
        name = Input(placeholder="name", compact=True, classes="pair-name")
        value = Input(placeholder="value, hidden", compact=True, password=True, classes="pair-value")
        for field in (name, value):
            field.cursor_blink = False
            yield field

    @property
    def name_typed(self) -> str:
        return self.query_one(".pair-name", Input).value.strip()

    @property
    def value_typed(self) -> str:
        """Exactly as typed."""
        return self.query_one(".pair-value", Input).value

    @property
    def begun(self) -> bool:
        return self.is_mounted and bool(self.name_typed or self.value_typed)
