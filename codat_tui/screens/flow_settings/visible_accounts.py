"""Chooses which accounts a commerce platform's merchants see in the Sync Flow.

Each platform is read, kept as a draft and saved independently.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.widget import Widget

from codat_tui.models.errors import CodatError
from codat_tui.models.local import Failed, Loaded, RemoteState, known
from codat_tui.models.writes import SaveVisibleAccounts
from codat_tui.paths import style_sheet
from codat_tui.present.flow_accounts import account_rows, detail, status_cells
from codat_tui.present.panels import LoadingPanel, Problem
from codat_tui.rules.flow_settings.visible_accounts import COMMERCE_PLATFORMS, AccountsEdit
from codat_tui.screens.flow_settings.accounts_table import AccountsTable, platforms_of
from codat_tui.screens.flow_settings.tab import FlowScreen, FlowWrite
from codat_tui.screens.shell.base import Desk
from codat_tui.services.edits.sessions import accounts_session
from codat_tui.services.writing.visible_accounts import SaveVisibleAccountsOperation
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.picker import Picked, Picker, PickRow
from codat_tui.widgets.state_panel import Banner, StatePanel
from codat_tui.widgets.tabs import Tabs
from codat_tui.widgets.words_of_keys import with_keys

if TYPE_CHECKING:
    from textual import events

    from codat_tui.models.codat import Integration, VisibleAccounts
    from codat_tui.services.documents import Document


class VisibleAccountsScreen(FlowScreen):
    """One platform at a time."""

    CSS_PATH = style_sheet("flow_settings/visible_accounts.tcss")
    TAB = "Visible accounts"
    OPERATION = SaveVisibleAccountsOperation.NAME
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "review", "review", id="accounts.review"),
        Binding("tab", "platform(1)", "next platform", id="accounts.next_platform"),
        Binding(
            "shift+tab", "platform(-1)", "previous platform", show=False, id="accounts.previous_platform"
        ),
        Binding("p", "pick_platform", "platform", id="accounts.platform"),
        Binding("backspace,delete", "put_back", "put back", show=False, id="accounts.put_back"),
        Binding("c", "copy_key", "copy the key", show=False, id="accounts.copy_key"),
        *FlowScreen.FLOW_BINDINGS,
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.platforms: tuple[tuple[str, str], ...] = COMMERCE_PLATFORMS
        self.platform = self.platforms[0][0]
        self.session = accounts_session(desk.services.drafts)
        self._followed: set[str] = set()

    def compose_body(self) -> Iterable[Widget]:
        yield Banner(self.desk.glyphs)
        yield Tabs([name for _, name in self.platforms])
        with Container(id="accounts-room"):
            yield AccountsTable(self.desk.glyphs, id="accounts")
        yield CellLines(id="outcomes")
        yield CellLines(id="detail")
        yield StatePanel(self.desk.glyphs)

    @property
    def table(self) -> AccountsTable:
        return self.query_one("#accounts", AccountsTable)

    @property
    def edit(self) -> AccountsEdit | None:
        """None before the first reading."""
        return self.session.of(self.platform)

    @property
    def platform_name(self) -> str:
        return dict(self.platforms).get(self.platform, self.platform)

    # What the services say

    def on_mount(self) -> None:
        self.query_one("#outcomes").display = False
        integrations = self.services.documents.integrations()
        self.follow(integrations.subscribe(self._integrations_changed))
        self._integrations_changed(integrations.state)
        self._show_platform()
        self.table.focus()
        if known(integrations.state) is None:
            run_job(self, integrations.read, group="integrations", exclusive=True)

    def _integrations_changed(self, state: RemoteState[tuple[Integration, ...]]) -> None:
        found = platforms_of(known(state))
        if found and found != self.platforms:
            self.platforms = found
            self.query_one(Tabs).labels = tuple(name for _, name in found)
            if self.platform not in dict(found):
                self.platform = found[0][0]
                self._show_platform()
            self._show()

    def _document(self) -> Document[VisibleAccounts]:
        return self.services.documents.visible_accounts(self.platform)

    async def read(self) -> None:
        await self._document().read()

    def _show_platform(self) -> None:
        document, key = self._document(), self.platform
        if key not in self._followed:
            self._followed.add(key)
            self.follow(document.subscribe(lambda _: self._read_anew(key)))
        self._read_anew(key)
        if known(document.state) is None:
            run_job(self, document.read, group=f"accounts {key}", exclusive=True)

    def _read_anew(self, key: str) -> None:
        state = self.services.documents.visible_accounts(key).state
        if isinstance(state, Loaded) and self.session.take(key, state.value):
            run_job(self, partial(self._take_up_draft, key), group=f"draft {key}", exclusive=True)
        self._show()

    async def _take_up_draft(self, key: str) -> None:
        if await self.session.take_up_draft(key):
            name = dict(self.platforms).get(key, key)
            keys = (
                "Your unsaved changes are back. {accounts.review} reviews them, {flow.discard} discards them."
            )
            self.notify(with_keys(self, keys), title=name)
            self._show()

    def settled(self, name: str, write: FlowWrite | None) -> None:
        edit = self.session.of(write.platform_key) if isinstance(write, SaveVisibleAccounts) else None
        if isinstance(write, SaveVisibleAccounts) and edit is not None:
            self.session.put(write.platform_key, edit.saved(write))
            self._show()

    # Drawing

    def _show(self) -> None:
        state = self._document().state
        edit = self.edit
        panel: LoadingPanel | Problem | None = None
        if edit is None and isinstance(state, Failed):
            panel = self._problem(state.error)
        elif edit is None:
            panel = LoadingPanel(f"Reading the accounts that merchants of {self.platform_name} see")
        self.query_one(StatePanel).state = panel
        self.query_one("#accounts-room").display = self.query_one("#detail").display = panel is None
        if panel is None and self.focused is None:
            # A hidden table loses the focus.
            self.set_focus(self.table)
        banner = self.query_one(Banner)
        banner.problem = self._problem(state.error) if isinstance(state, Failed) and edit else None
        self.query_one(Tabs).active = [key for key, _ in self.platforms].index(self.platform)
        if isinstance(state, Loaded):
            self.show_as_of(state.at)
        self.table.set_rows(account_rows(edit) if edit is not None else ())
        self.breadcrumbs.status = status_cells(edit, self.desk.glyphs) if edit is not None else ()
        self._show_detail()

    def _problem(self, error: CodatError) -> Problem:
        """The problem; without a client id, how to configure it."""
        facts = known(self.services.state)
        if facts is None or facts.client_id:
            return Problem.of(error)
        section = f"[profiles.{self.desk.profile.name}]"
        return Problem(
            "The profile has no client_id",
            "Reading what merchants see needs your client's id, which no request returns. Codat's Portal shows "
            f'it: Account, then Account details. Put client_id = "…" under {section} in '
            f"{self.desk.config_path}, and start codat-tui again.",
            offer=None,
        )

    @on(AccountsTable.Highlighted, "#accounts")
    def _show_detail(self) -> None:
        edit = self.edit
        row = self.table.cursor_row
        lines = detail(row, edit, self.platform_name, self.desk.glyphs) if edit is not None else ()
        self.query_one("#detail", CellLines).lines = lines

    def on_resize(self, event: events.Resize) -> None:
        self.table.fit_to(event.size.width)

    # Platforms

    def action_platform(self, step: int) -> None:
        keys = [key for key, _ in self.platforms]
        self.show_platform(keys[(keys.index(self.platform) + step) % len(keys)])

    @on(Tabs.Chosen)
    def _platform_chosen(self, event: Tabs.Chosen) -> None:
        self.show_platform(self.platforms[event.index][0])

    def show_platform(self, key: str) -> None:
        self.platform = key
        self._show_platform()

    def action_pick_platform(self) -> None:
        def picked(keys: Picked | None) -> None:
            if keys:
                self.show_platform(keys[0])

        rows = [PickRow(key, name, note=key) for key, name in self.platforms]
        self.app.push_screen(Picker("Commerce platform", rows, (self.platform,), self.desk.glyphs), picked)

    # Editing

    def _choose(self, edit: AccountsEdit) -> None:
        self.session.put(self.platform, edit)
        self._show()

    @on(AccountsTable.Opened, "#accounts")
    def _turn(self) -> None:
        row, edit = self.table.cursor_row, self.edit
        if row is None or edit is None or row.is_heading or not self.may_edit():
            return
        if row.meaning is not None:
            self._choose(edit.with_meaning(row.meaning))
        elif row.locked:
            self.notify("Codat always shows this account.", title=f"{row.title} is required")
        else:
            self._choose(edit.toggle(row.key))

    def action_put_back(self) -> None:
        if self.edit is not None and self.edit.changed:
            self._choose(self.edit.without_edits())

    def action_discard(self) -> None:
        dropped = self.session.discard(self.platform)
        if dropped is not None:
            back = with_keys(self, "Discarded. {flow.discard} restores it.")
            self.notify(back if dropped else "The edit is restored.", timeout=3)
            self._show()

    def action_review(self) -> None:
        edit = self.edit
        if edit is None or not edit.changed:
            self.notify("Nothing is changed.")
        elif edit.problem:
            self.notify(edit.problem, title="Not sent", severity="warning")
        else:
            write = edit.write(self.platform, self.platform_name)
            self.save(self.platform_name, write, f"Visible accounts, {self.platform_name}")

    def action_copy_key(self) -> None:
        row = self.table.cursor_row
        if row is not None and not row.is_heading and row.meaning is None:
            self.copy(row.key, "the key")
