"""The table of accounts, the platforms to choose from, and the choices that are not saved yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.models.local import Loaded
from codat_tui.models.writes import SaveVisibleAccounts
from codat_tui.present import Cell, Glyphs
from codat_tui.present.flow_accounts import AccountRow, account_cells
from codat_tui.rules.flow_settings.visible_accounts import Choice, same
from codat_tui.screens.flow_settings.session import Keep
from codat_tui.widgets.columns import Column
from codat_tui.widgets.form_tabs import FormTabs
from codat_tui.widgets.one_line import KEEP, Part
from codat_tui.widgets.table import VirtualTable

if TYPE_CHECKING:
    from codat_tui.models.codat import Integration, VisibleAccounts
    from codat_tui.services.drafts import Drafts

DRAFT = "visible-accounts"


class AccountsTable(VirtualTable[AccountRow]):
    """Meanings and accounts; space and enter choose what is under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "open", "show/hide", key_display="space", id="accounts.turn"),
    ]

    def __init__(self, glyphs: Glyphs, id: str | None = None) -> None:
        super().__init__((), self._account_cells, _key, glyphs=glyphs, id=id)
        self._narrow = False
        self.be_narrow(False)

    def be_narrow(self, narrow: bool) -> None:
        """Leave the keys out where there is no room for them."""
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
        """A form has neither marks nor an order of its own."""
        return action not in {"mark", "mark_shown", "unmark", "sort_step"}


def _key(row: AccountRow) -> str:
    return row.key


class PlatformTabs(FormTabs):
    """The platforms, once Codat has said which there are."""

    def name_all(self, labels: Iterable[str]) -> None:
        """Other platforms in place of those shown."""
        self._labels = tuple(labels)
        self.show_again()

    def left(self) -> Sequence[Part]:
        """The labels; where there is no room for all, those farthest from the active one go first."""
        ranked = enumerate(super().left())
        return [
            part._replace(rank=KEEP - 2 * abs(index - self.active) + (index > self.active))
            for index, part in ranked
        ]


def platforms_of(integrations: Iterable[Integration] | None) -> tuple[tuple[str, str], ...]:
    """The commerce platforms among *integrations*, in the server's order, as key and name."""
    return tuple(
        (each.key, each.name or each.key)
        for each in integrations or ()
        if each.source_type.casefold() == "commerce"
    )


class Choices:
    """The choice of each platform that was read, and its draft.

    *keep* runs what saves a draft, longer than any screen lives.
    """

    def __init__(self, drafts: Drafts, keep: Keep) -> None:
        self._drafts = drafts
        self._keep = keep
        self._choices: dict[str, Choice] = {}
        self._taken: dict[str, Loaded[VisibleAccounts]] = {}
        self._followed: set[str] = set()
        self._sought: set[str] = set()
        self._drafts_are_in: set[str] = set()
        self._discarded: dict[str, Choice] = {}

    def of(self, key: str) -> Choice | None:
        """The choice of a platform; None until it was read."""
        return self._choices.get(key)

    def ready(self, key: str) -> bool:
        """Whether a platform was read and its draft taken up."""
        return key in self._drafts_are_in

    def follow_once(self, key: str, follow: Callable[[], None]) -> None:
        """Call *follow* the first time this platform is shown."""
        if key not in self._followed:
            self._followed.add(key)
            follow()

    def take(self, key: str, state: Loaded[VisibleAccounts]) -> bool:
        """Take what the server says now; an edit goes on upon it. False where it was taken before."""
        if self._taken.get(key) is state:
            return False
        self._taken[key] = state
        accounts, before = state.value.visible_accounts, self.of(key)
        self.put(key, Choice.of(accounts) if before is None else before.rebase(accounts))
        return True

    async def take_up_draft(self, key: str) -> bool:
        """Go on with the edit that was left, once; whether there was one."""
        if key in self._sought:
            return False
        self._sought.add(key)
        draft = await self._drafts.load(DRAFT, key)
        self._drafts_are_in.add(key)
        choice = self.of(key)
        if choice is None or choice.changed:
            return False
        self.put(key, choice.with_draft(draft))
        return self._choices[key].changed

    def put(self, key: str, choice: Choice) -> None:
        """Go on with *choice*, and keep it."""
        before = self.of(key)
        self._choices[key] = choice
        if key not in self._sought or before == choice:
            return
        if choice.changed:
            self._keep(self._drafts.save(DRAFT, key, choice.as_draft()))
        else:
            self._keep(self._drafts.drop(DRAFT, key))

    def saved(self, write: SaveVisibleAccounts) -> None:
        """Codat has *write*; an edit that was changed since stays, begun from it."""
        choice = self.of(write.platform_key)
        if choice is None:
            return
        if same(choice.wanted, write.wanted):
            self.put(write.platform_key, Choice.of(write.wanted))
        else:
            self.put(write.platform_key, Choice(write.wanted, write.wanted, choice.meaning, choice.ticked))

    def discard(self, key: str) -> bool | None:
        """Drop the edit (True), or bring back the one dropped last (False); None where there is neither."""
        choice = self.of(key)
        if choice is None:
            return None
        if choice.changed:
            self._discarded[key] = choice
            self.put(key, choice.put_back())
            return True
        dropped = self._discarded.pop(key, None)
        if dropped is None:
            return None
        self.put(key, Choice(dropped.shown, choice.there, dropped.meaning, dropped.ticked))
        return False
