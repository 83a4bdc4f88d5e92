"""The table of accounts, and the platforms to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.present import Cell, Glyphs
from codat_tui.present.flow_accounts import AccountRow, account_cells
from codat_tui.widgets.columns import Column
from codat_tui.widgets.table import VirtualTable

if TYPE_CHECKING:
    from codat_tui.models.codat import Integration


class AccountsTable(VirtualTable[AccountRow]):
    """Space and enter switch the selected row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "open", "show/hide", id="accounts.turn"),
    ]

    def __init__(self, glyphs: Glyphs, id: str | None = None) -> None:
        super().__init__((), self._account_cells, _key, glyphs=glyphs, id=id)
        self._narrow = False
        self.set_narrow(False)

    def set_narrow(self, narrow: bool) -> None:
        """Hide the keys."""
        self._narrow = narrow
        keys: tuple[Column[AccountRow], ...] = () if narrow else (Column("key", "Key", 30, flex=1),)
        self.set_columns(
            (
                Column("account", "Account", 32, flex=1),
                Column("seen", "What merchants see", 32, flex=1),
                *keys,
            )
        )

    def _account_cells(self, row: AccountRow) -> tuple[Cell, ...]:
        cells = account_cells(row, self._glyphs)
        return cells[:2] if self._narrow else cells

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action not in {"mark", "mark_shown", "unmark", "sort_step"}


def _key(row: AccountRow) -> str:
    return row.key


def platforms_of(integrations: Iterable[Integration] | None) -> tuple[tuple[str, str], ...]:
    """Key and name of the commerce platforms, in Codat's order."""
    return tuple(
        (each.key, each.name or each.key)
        for each in integrations or ()
        if each.source_type.casefold() == "commerce"
    )
