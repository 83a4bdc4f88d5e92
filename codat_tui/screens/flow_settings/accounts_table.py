"""The table of accounts, and the platforms to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.present import Cell, Glyphs
from codat_tui.present.flow_accounts import AccountRow, account_cells
from codat_tui.widgets.columns import Column
from codat_tui.widgets.table import VirtualTable, fits

if TYPE_CHECKING:
    from codat_tui.models.codat import Integration

_COLUMNS: tuple[Column[AccountRow], ...] = (
    Column("account", "Account", 32, flex=1),
    Column("seen", "What merchants see", 32, flex=1),
    Column("key", "Key", 30, flex=1),
)


class AccountsTable(VirtualTable[AccountRow]):
    """Space and enter switch the selected row."""

    MARKS = SORTS = OPENS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "open", "show/hide", id="accounts.turn"),
    ]

    def __init__(self, glyphs: Glyphs, id: str | None = None) -> None:
        super().__init__((), self._account_cells, _key, glyphs=glyphs, id=id)
        self._narrow = False
        self.set_columns(_COLUMNS)

    def fit_to(self, cells: int) -> None:
        """Leave out the keys on a screen of so many cells if it has no room for them."""
        self._narrow = not fits(_COLUMNS, cells)
        self.set_columns(_COLUMNS[:-1] if self._narrow else _COLUMNS)

    def _account_cells(self, row: AccountRow) -> tuple[Cell, ...]:
        cells = account_cells(row, self._glyphs)
        return cells[:2] if self._narrow else cells


def _key(row: AccountRow) -> str:
    return row.key


def platforms_of(integrations: Iterable[Integration] | None) -> tuple[tuple[str, str], ...]:
    """Key and name of the commerce platforms, in Codat's order."""
    return tuple(
        (each.key, each.name or each.key)
        for each in integrations or ()
        if each.source_type.casefold() == "commerce"
    )
