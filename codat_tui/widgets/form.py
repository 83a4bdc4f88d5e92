"""A form drawn as one table: a row for each setting.

Invariant: it changes no value, it only reports which row the user wants to change.
"""

from __future__ import annotations

from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.present import Cell, Glyphs
from codat_tui.present.mapping import FormRow, form_cells
from codat_tui.widgets.columns import Column
from codat_tui.widgets.table import TableMessage, VirtualTable, fits


def _columns(narrow: bool) -> tuple[Column[FormRow], ...]:
    kind: tuple[Column[FormRow], ...] = () if narrow else (Column("kind", "Classification", 17),)
    return (
        Column("setting", "Setting", 22 if narrow else 30),
        Column("code", "Code", 5),
        Column("value", "Value", 26 if narrow else 34, flex=1),
        *kind,
        Column("beside", "", 16, flex=3),
    )


class FormTable(VirtualTable[FormRow]):
    """The settings of a configuration: `enter` changes one, `space` switches one on or off."""

    MARKS = SORTS = OPENS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,e", "open", "change", id="mapping.change"),
        Binding("space", "switch", "on/off", id="mapping.switch"),
        Binding("backspace,delete", "put_back", "put back", show=False, id="mapping.put_back"),
    ]

    class SwitchAsked(TableMessage):
        def __init__(self, table: VirtualTable[Any], key: str) -> None:
            super().__init__(table)
            self.key = key

    class PutBackAsked(TableMessage):
        """The row's value on the server is wanted back."""

        def __init__(self, table: VirtualTable[Any], key: str) -> None:
            super().__init__(table)
            self.key = key

    def __init__(self, glyphs: Glyphs, id: str | None = None) -> None:
        super().__init__(_columns(False), self._form_cells, _key, glyphs=glyphs, id=id)
        self._narrow = False
        self.needs_person = lambda row: bool(row.findings or row.saved_by_others)

    def fit_to(self, cells: int) -> None:
        """Show the columns for which a screen of so many cells has room."""
        self._narrow = not fits(_columns(False), cells)
        self.set_columns(_columns(self._narrow))

    def _form_cells(self, row: FormRow) -> tuple[Cell, ...]:
        return form_cells(row, self._glyphs, self._narrow)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        # Without rows there is nothing to change.
        if action in {"open", "switch", "put_back"}:
            return self.shown_count > 0
        return super().check_action(action, parameters)

    def action_switch(self) -> None:
        if self.cursor_key is not None:
            self.post_message(self.SwitchAsked(self, self.cursor_key))

    def action_put_back(self) -> None:
        if self.cursor_key is not None:
            self.post_message(self.PutBackAsked(self, self.cursor_key))


def _key(row: FormRow) -> str:
    return row.key
