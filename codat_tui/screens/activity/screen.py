"""The journal of changes and the ledger of requests, in two tabs.

Both come from this machine's store; only an undo sends a request.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from codat_tui.models.changes import IntentState
from codat_tui.models.errors import CodatError
from codat_tui.models.journal import JournalEntry, LedgerEntry
from codat_tui.paths import style_sheet
from codat_tui.present.activity import (
    journal_counts,
    journal_fields,
    journal_search_text,
    ledger_counts,
    ledger_fields,
    ledger_search_text,
)
from codat_tui.present.panels import EmptyPanel, LoadingPanel, Problem
from codat_tui.present.ticket import change_ticket
from codat_tui.rules.filtering.word_filter import FilterField, WordFilter, in_text
from codat_tui.screens.activity.detail import curl_of, journal_detail, ledger_detail
from codat_tui.screens.activity.log import Log
from codat_tui.screens.activity.tables import JournalTable, LedgerTable
from codat_tui.screens.shell.base import Desk, leaving
from codat_tui.screens.shell.filtering import FilteringScreen
from codat_tui.screens.shell.routes import ActivityTab
from codat_tui.screens.shell.write_sheets import ask_for_write
from codat_tui.widgets.filter_line import FilterLine
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.state_panel import Banner, StatePanel
from codat_tui.widgets.table import VirtualTable

TABS = ("Journal", "Requests")
_IDS = ("journal", "requests")
_NOTHING = (
    EmptyPanel(
        "Nothing was changed yet", "Every change that you confirm is written down here, with its outcome."
    ),
    EmptyPanel("No request yet", "Every request to Codat is written down here, without its contents."),
)


class ActivityScreen(FilteringScreen):
    """*tab* is shown first."""

    CSS_PATH = style_sheet("activity/screen.tcss")
    CRUMBS = ("Activity",)
    FILTERED = ("entry", "entries")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "filter", "filter", id="activity.filter"),
        Binding("right_square_bracket", "tab(1)", "other tab", id="activity.next_tab"),
        Binding(
            "left_square_bracket",
            "tab(-1)",
            "tab before",
            show=False,
            id="activity.tab_before",
        ),
        Binding("z", "undo", "undo", id="activity.undo"),
        Binding("u", "check_again", "check again", id="activity.check_again"),
        Binding("c", "copy_correlation", "copy correlation id", id="activity.copy_correlation"),
        Binding("C", "copy_ticket", "copy for a ticket", show=False, id="activity.copy_ticket"),
        Binding("D", "copy_curl", "copy as curl", id="activity.copy_curl"),
        *leaving(),
    ]

    def __init__(self, desk: Desk, tab: ActivityTab = ActivityTab.JOURNAL) -> None:
        super().__init__(desk)
        self._tab = tab
        activity = self.services.activity

        async def journal(limit: int, before: JournalEntry | None) -> tuple[JournalEntry, ...]:
            return await activity.journal(limit, before.at if before else None)

        async def ledger(limit: int, before: LedgerEntry | None) -> tuple[LedgerEntry, ...]:
            return await activity.ledger(limit, before.entry_id if before else None)

        self._logs: tuple[Log[Any], Log[Any]] = (
            Log(journal, lambda entry: entry.intent_id),
            Log(ledger, lambda entry: str(entry.entry_id)),
        )

    def compose_body(self) -> Iterable[Widget]:
        glyphs = self.desk.glyphs
        yield Banner(glyphs)
        yield JournalTable(self.desk)
        yield LedgerTable(self.desk)
        yield StatePanel(glyphs)
        hint = "words, names, ids, failed, a status, a path"
        yield FilterLine(placeholder=hint, id="filter", returns_to=".active")

    @property
    def table(self) -> VirtualTable[Any]:
        return self.query_one(f"#{_IDS[self._tab]}", VirtualTable)

    @property
    def entry(self) -> JournalEntry | LedgerEntry | None:
        return cast("JournalEntry | LedgerEntry | None", self.table.cursor_row)

    def on_mount(self) -> None:
        self.breadcrumbs.tabs = TABS
        self.follow(self.services.activity.subscribe(lambda _: self._grown()))
        self.follow(self.desk.zones.subscribe(lambda _: self._zone_changed()))
        self._show_tab()

    def on_screen_resume(self) -> None:
        self.action_refresh()

    def _zone_changed(self) -> None:
        self.query_one(JournalTable).lay_out()
        self.query_one(LedgerTable).lay_out()

    def _grown(self) -> None:
        if self.is_current:
            self.action_refresh()

    # Reading

    def action_refresh(self) -> None:
        run_job(self, partial(self._read, self._tab), group=f"read {_IDS[self._tab]}", exclusive=True)

    async def _read(self, tab: int) -> None:
        await self._logs[tab].refresh()
        self._show(tab)

    @on(VirtualTable.Highlighted)
    def _moved(self, event: VirtualTable.Highlighted) -> None:
        self.refresh_bindings()
        keys = event.table.shown_keys()
        if event.key is not None and event.table is self.table and keys and keys[-1] == event.key:
            run_job(
                self, partial(self._read_older, self._tab), group=f"older {_IDS[self._tab]}", exclusive=True
            )

    async def _read_older(self, tab: int) -> None:
        if await self._logs[tab].older():
            self._show(tab)

    def _show(self, tab: int) -> None:
        if tab != self._tab or not self.is_mounted:
            return
        log = self._logs[tab]
        problem = Problem.of(log.error) if log.error else None
        self.query_one(Banner).problem = problem if log.rows else None
        panel = self.query_one(StatePanel)
        if log.rows:
            panel.state = None
        else:
            waiting = LoadingPanel(f"Reading the {_IDS[tab]}")
            panel.state = problem or (waiting if log.rows is None else _NOTHING[tab])
        self.table.display = bool(log.rows)
        on_top = self.table.scroll_offset.y == 0
        self.table.set_rows(log.rows or ())
        if on_top:
            # The cursor stays on its row; scroll up so that new entries above it are visible.
            self.table.scroll_to(y=0, animate=False)
        self._show_counts()

    def _show_counts(self) -> None:
        shown = [row for row in map(self.table.row, self.table.shown_keys()) if row is not None]
        counted = journal_counts(shown) if self._tab == ActivityTab.JOURNAL else ledger_counts(shown)
        self.breadcrumbs.status = counted

    # Tabs

    def open_tab(self, index: int) -> None:
        self._tab = ActivityTab(index)
        # The other tab has its own fields.
        self.set_filter(self.filter_text)
        self._show_tab()
        self.action_refresh()

    def _show_tab(self) -> None:
        self.breadcrumbs.active_tab = self._tab
        for name in _IDS:
            table = self.query_one(f"#{name}", VirtualTable)
            table.set_class(table is self.table, "active")
            table.display = False
        self._show(self._tab)
        self.set_focus(self.table)
        self.refresh_bindings()

    def read_filter(self, line: str) -> WordFilter[Any]:
        if self._tab == ActivityTab.JOURNAL:
            return WordFilter.parse(line, in_text(journal_search_text), self.filter_fields())
        requests = self.query_one(LedgerTable)

        def facts(entry: LedgerEntry) -> str:
            return ledger_search_text(entry, requests.company_of(entry))

        return WordFilter.parse(line, in_text(facts), self.filter_fields())

    def filter_fields(self) -> Sequence[FilterField[Any]]:
        fields = journal_fields if self._tab == ActivityTab.JOURNAL else ledger_fields
        return fields(self.desk.clock.now(), self.zone)

    def filter_changed(self) -> None:
        self.show_matches(self.table)
        self._show_counts()

    # Acting

    @on(VirtualTable.Opened)
    def _open(self) -> None:
        match self.entry:
            case JournalEntry() as entry:
                self.app.push_screen(journal_detail(self.desk, entry))
            case LedgerEntry() as entry:
                self.app.push_screen(ledger_detail(self.desk, entry))

    def action_copy_correlation(self) -> None:
        entry = self.entry
        if entry is not None and entry.correlation_id:
            self.copy(entry.correlation_id, "the correlation id")
        elif entry is not None:
            self.notify("Codat gave no correlation id for it.")

    def action_copy_ticket(self) -> None:
        if isinstance(self.entry, JournalEntry):
            self.copy(change_ticket(self.entry, self.desk.profile), "the change for a ticket")

    def action_copy_curl(self) -> None:
        if isinstance(self.entry, LedgerEntry):
            self.copy(curl_of(self.desk, self.entry), "the request; the key is masked")

    def action_undo(self) -> None:
        entry = self.entry
        if isinstance(entry, JournalEntry):
            run_job(self, partial(self._undo, entry), group="undo", exclusive=True)

    async def _undo(self, entry: JournalEntry) -> None:
        try:
            write = await self.services.changing.undo(entry.intent_id)
        except CodatError as error:
            self.notify_error(error, severity="warning")
            return
        if self.still_here():
            ask_for_write(self, write, f"Undo: {entry.title}", undoes=True)

    def action_check_again(self) -> None:
        if isinstance(self.entry, JournalEntry):
            self.services.changing.check_again(self.entry.intent_id)
            self.notify("Checking whether it happened…", title=self.entry.title, timeout=3)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        match action:
            case "undo" | "copy_ticket":
                return self._tab == ActivityTab.JOURNAL
            case "check_again":
                entry = self.entry if self.is_mounted and self._tab == ActivityTab.JOURNAL else None
                unsettled = (IntentState.UNKNOWN, IntentState.OPEN)
                return isinstance(entry, JournalEntry) and entry.state in unsettled
            case "copy_curl":
                return self._tab == ActivityTab.REQUESTS
        return super().check_action(action, parameters)
