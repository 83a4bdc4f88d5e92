"""The list of all companies and their states, flat or by cause; the program's first screen.

Updates change rows in place; order and filter results change only when the person asks or comes back. Only while
companies arrive, and nobody has touched the list, does it keep itself in order.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property, lru_cache, partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widget import Widget

from codat_tui.models.local import (
    Failed,
    FleetAppended,
    FleetChange,
    FleetEntry,
    FleetPatched,
    FleetPhase,
    FleetReplaced,
    FleetState,
    Loaded,
    LoadPhase,
    ProfileFacts,
    RemoteState,
    SweepPhase,
)
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, fleet_cells
from codat_tui.present.fleet import (
    companies_words,
    connection_panel,
    counts,
    panel_for,
    sweep_question,
    unseen_marks,
)
from codat_tui.present.panels import Problem
from codat_tui.present.remedies import Place, remedy_key
from codat_tui.rules.filtering.word_filter import FilterField, WordFilter
from codat_tui.rules.fleet.filter import FleetSearch
from codat_tui.rules.fleet.query import SEVERITY, StateCounts, is_in_need, state_of, urgency
from codat_tui.rules.fleet.self_ordering import SelfOrdering
from codat_tui.screens.fleet.preview_reading import PREVIEW_FROM, PreviewReading
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.base import Desk, leaving
from codat_tui.screens.shell.filtering import FilteringScreen
from codat_tui.screens.shell.mending import MEND, MEND_ID, mend_row
from codat_tui.screens.shell.write_sheets import ask_to_sync, ask_to_sync_each, writing_is_off
from codat_tui.widgets.columns import Column
from codat_tui.widgets.company_preview import CompanyPreview
from codat_tui.widgets.footer import FooterLine
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.state_panel import Banner, StatePanel
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import key_of, with_keys

if TYPE_CHECKING:
    from textual import events

    from codat_tui.models.diagnosis import Cause
    from codat_tui.screens.fleet.by_cause import CauseSections
    from codat_tui.screens.fleet.first_line import FirstLine
    from codat_tui.widgets.filter_line import FilterLine

WRITING_SECONDS = 0.001
"""Seconds in which the drawn row reaches the terminal."""
SECOND_PANE_FROM, WIDE_PANE_FROM = 160, 184
"""From these widths the preview has more room: the table's columns have what they need."""
PLATFORM_NAMES = 196
"""From this width, platforms have full names: the status text needs the space more."""
FILTER_HINT = "name, id, tag, platform, status; status:failing platform:xero code:4xxx since:7d who:us"
FLAT, BY_CAUSE = 0, 1
"""The arrangements, as tabs."""
KEPT = ("companies", "arrangement")
"""Where the arrangement is kept on this machine."""
LEARNT_AT_ONCE, TEXTS_AT_ONCE = 2_000, 1_000
"""Rows whose cause, and whose searched text, is found out ahead between two keys."""


def _columns(narrow: bool) -> tuple[Column[FleetEntry], ...]:
    return (
        Column(
            "name", "Company", 18 if narrow else 20, flex=1, most=44, sort=lambda entry: entry.name.casefold()
        ),
        Column("days", "Days", 6, right=True, sort=_days),
        Column("status", "Status", 22, flex=3, most=52, sort=lambda entry: SEVERITY[state_of(entry)]),
        Column("last_sync", "Last sync", 10, right=True, sort=_last_sync),
        _platform_column("Commerce", narrow),
        _platform_column("Accounting", narrow),
    )


def _platform_column(label: str, narrow: bool) -> Column[FleetEntry]:
    side = label.casefold()
    cells, flex = (4, 0) if narrow else (12, 1)
    return Column(side, label[:3] if narrow else label, cells, flex=flex, most=28, sort=_platform(side))


def _days(entry: FleetEntry) -> int | None:
    days = entry.judgement.failing_days if entry.judgement else None
    # Negative: the most failed days come first.
    return None if days is None else -days


def _platform(side: str) -> Callable[[FleetEntry], str | None]:
    link_of = attrgetter(side)

    def value(entry: FleetEntry) -> str | None:
        link = link_of(entry)
        return _platform_order(link.platform_name, link.status) if link else None

    return value


@lru_cache(maxsize=1_000)
def _platform_order(name: str, status: str) -> str:
    """By platform, then link state. Cached, so that thousands of rows share few texts."""
    return f"{name}\0{status}".casefold()


def _last_sync(entry: FleetEntry) -> str | None:
    return entry.sync.sync_utc if entry.sync else None


class CompaniesScreen(FilteringScreen):
    CSS_PATH = style_sheet("fleet/companies.tcss")
    CRUMBS = ("Companies",)
    FILTERED = ("company", "companies")
    HORIZONTAL_BREAKPOINTS = [
        (0, "-tiny"),
        (80, "-narrow"),
        (PREVIEW_FROM, "-wide"),
        (SECOND_PANE_FROM, "-second"),
        (WIDE_PANE_FROM, "-vast"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        MEND,
        Binding("slash", "filter", "filter", id="companies.filter"),
        Binding("s", "sync", "sync", id="company.sync"),
        Binding("w", "watch", "watch", id="company.watch"),
        Binding("v", "why", "what the verdict rests on", show=False, id="company.why"),
        Binding("tab", "by_cause", "by cause", id="companies.by_cause"),
        Binding("exclamation_mark", "only('needs a person')", "needs a person", id="companies.failing"),
        Binding("f", "first", "go to what is first", show=False, id="companies.first"),
        Binding("z", "fold_all", "fold all groups, or unfold them", show=False, id="companies.fold_all"),
        Binding("plus", "new_company", "new company", show=False, id="companies.new"),
        Binding("H", "gaps", "gaps", show=False, id="companies.gaps"),
        Binding("R", "sweep", "check all", show=False, id="companies.sweep"),
        Binding("c", "copy_id", "copy id", show=False, id="company.copy_id"),
        Binding("C", "copy_ticket", "copy for a ticket", show=False, id="company.copy_ticket"),
        Binding("M", "merchant", "message for the merchant", show=False, id="company.merchant"),
        Binding("E", "evidence", "evidence for Codat", show=False, id="company.evidence"),
        Binding("o", "portal", "open in Codat's Portal", show=False, id="company.portal"),
        Binding("A", "note", "note, snooze", show=False, id="company.note"),
        *leaving(),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._search = FleetSearch(lambda: self.services.fleet.state.entries.values())
        self._state_counts = StateCounts()
        self._asked_company = desk.company
        self._remedy_word = ""
        self._first_line: FirstLine | None = None
        self._has_moved = False
        self._order = SelfOrdering()
        self._other_screen = False
        self.breadcrumbs.tabs = self._tabs()
        # How many are checked, for as long as not all are.
        self.breadcrumbs.keeps_status = True

    @cached_property
    def by_cause(self) -> CauseSections:
        # Made after the first rows are drawn: it is needed for what stands around them.
        from codat_tui.screens.fleet.by_cause import CauseSections

        sections = CauseSections(self.table, self.desk, lambda: self.zone, lambda: key_of(self, MEND_ID))
        sections.replaced(self.table.rows())
        return sections

    @property
    def _made_by_cause(self) -> CauseSections | None:
        return vars(self).get("by_cause")

    def compose_body(self) -> Iterable[Widget]:
        yield Banner(self.desk.glyphs)
        with Horizontal(id="fleet"):
            table = VirtualTable[FleetEntry](
                _columns(narrow=False),
                self._cells,
                lambda entry: entry.company_id,
                order=urgency,
                glyphs=self.desk.glyphs,
                id="companies",
            )
            table.needs_person = is_in_need
            yield table
            yield CompanyPreview(self.desk.clock, self.desk.glyphs, id="preview")
        yield StatePanel(self.desk.glyphs)

    @property
    def table(self) -> VirtualTable[FleetEntry]:
        return cast("VirtualTable[FleetEntry]", self.query_one("#companies", VirtualTable))

    def _cells(self, entry: FleetEntry) -> tuple[Cell, ...]:
        now, glyphs, narrow = self.desk.clock.now(), self.desk.glyphs, self.size.width < PLATFORM_NAMES
        if self.breadcrumbs.active_tab == BY_CAUSE:
            return self.by_cause.member_cells(entry, now, narrow)
        return fleet_cells(entry, now, glyphs, narrow)

    # What the services say

    def on_mount(self) -> None:
        self.follow(self.services.fleet.subscribe(self._fleet_changed))
        self.follow(self.services.subscribe(self._connection_changed))
        self.follow(self._preview.end)
        self._fleet_changed(FleetReplaced())
        self.table.focus()
        self.call_after_refresh(self._mount_lines)

    @property
    def filter_line(self) -> FilterLine:
        # A key may be quicker than the second paint.
        self._mount_lines()
        return super().filter_line

    def _mount_lines(self) -> None:
        if self._first_line is not None:
            return
        # Later than the rest: an input has the most style rules, which would delay the first paint.
        from codat_tui.screens.fleet.first_line import FirstLine
        from codat_tui.widgets.filter_line import FilterLine
        from codat_tui.widgets.headline import Headline

        headline = Headline(id="headline")
        self._first_line = FirstLine(headline, self.table, lambda: self.by_cause, self.desk.glyphs)
        line = FilterLine(placeholder=FILTER_HINT, id="filter", returns_to="#companies")
        self.mount(line, before=self.query_one(FooterLine))
        self.mount(headline, before=self.query_one("#fleet"))
        self._show_first()

    def _connection_changed(self, state: RemoteState[ProfileFacts]) -> None:
        if isinstance(state, Failed):
            self._show_problem(connection_panel(state.error, self.desk.config_path))
        elif isinstance(state, Loaded):
            run_job(self, self._remember_arrangement, group="arrangement", exclusive=True)

    def _fleet_changed(self, change: FleetChange) -> None:
        state, by_cause = self.services.fleet.state, self._made_by_cause
        match change:
            case FleetReplaced():
                self._state_counts.replace(state.entries.values())
                self.table.set_rows(state.entries.values())
                # A mark of a company that is gone is gone.
                self._count_marks()
                if by_cause is not None:
                    by_cause.replaced(state.entries.values())
            case FleetAppended(entries):
                self._state_counts.update(entries)
                if by_cause is not None:
                    by_cause.appended(entries)
                self.table.append_rows(entries)
                self._keep_order(state, len(entries))
            case FleetPatched(patches):
                self._state_counts.update(patches.values())
                before = {key: row for key in patches if (row := self.table.row(key)) is not None}
                self.table.patch(patches)
                if by_cause is not None:
                    by_cause.patched(before, patches)
                if self._preview.patched(patches):
                    self._show_remedy()
                self._keep_order(state, len(patches))
            case FleetPhase():
                self._keep_order(state, 0)
        self._show_state(state)
        if not isinstance(change, FleetPhase):
            self._tell_visible()

    # The order

    def _keep_order(self, state: FleetState, changed: int) -> None:
        """Sort again as companies arrive, as long as nobody has touched the list."""
        step = self._order.change(state, changed)
        if step.recalled:
            # In order, so that only what is below the first of them moves.
            self.table.rearrange()
        if step.ended:
            # Later: a list that has arrived is checked at once.
            self.call_later(self._end_waiting)
        if step.due and self._untouched:
            self._rearrange()
            self.table.action_first()

    def _end_waiting(self) -> None:
        if self._order.settled(self.services.fleet.state):
            run_job(self, self._learn_sections, group="sections", exclusive=True)

    async def _learn_sections(self) -> None:
        # In pieces while nobody waits, so that the first look by cause of a large fleet is not slower than the next.
        for _ in range(0, self.table.total_count, LEARNT_AT_ONCE):
            self.table.learn_sections(self.by_cause.sections, LEARNT_AT_ONCE)
            await asyncio.sleep(0)

    @property
    def _untouched(self) -> bool:
        table = self.table
        at_top = table.cursor_key is None or table.cursor_key == next(iter(table.visible_keys()), None)
        return (
            self.app.screen is self
            and at_top
            and not table.scroll_offset.y
            and not table.marked
            and not self.filter_text
            and not self.filter_only
            and self.focused is table
        )

    def _rearrange(self) -> None:
        self.by_cause.look_for_outages(self.services.fleet.state.entries.values())
        self.table.rearrange()

    async def _remember_arrangement(self) -> None:
        kept = await self.services.drafts.load(*KEPT)
        if kept is not None and kept.get("by_cause") is True:
            self._arrange(BY_CAUSE)

    def _arrange(self, arrangement: int) -> None:
        self.breadcrumbs.active_tab = arrangement
        self.by_cause.look_for_outages(self.services.fleet.state.entries.values())
        self.table.set_sections(self.by_cause.sections if arrangement == BY_CAUSE else None)
        self.refresh_bindings()
        self._show_first()
        self._tell_visible()

    def open_tab(self, index: int) -> None:
        """Show the companies flat or by cause, also at the next start."""
        self._arrange(index)
        self.services.drafts.keep(*KEPT, {"by_cause": True} if index == BY_CAUSE else None)

    def action_by_cause(self) -> None:
        self.action_tab(1)

    def action_fold_all(self) -> None:
        """Fold all groups; when all are folded, unfold them."""
        self.table.fold(self.table.any_unfolded)

    def _tabs(self) -> tuple[str, str]:
        column = next((each for each in _columns(narrow=False) if each.key == self._sort_column), None)
        return (f"by {column.label.lower()}" if column else "by urgency", "by cause")

    @property
    def _sort_column(self) -> str | None:
        return self.table.sort_column if self.is_mounted else None

    @on(VirtualTable.SortChanged, "#companies")
    def _sorted(self) -> None:
        self.breadcrumbs.tabs = self._tabs()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "fold_all":
            return self.breadcrumbs.active_tab == BY_CAUSE
        return super().check_action(action, parameters)

    # What is to be done first

    def _show_first(self) -> None:
        if self._first_line is not None:
            self._first_line.show(self.services.fleet.state, self._state_counts.counts)

    def action_first(self) -> None:
        """Put the cursor on what is to be done first."""
        self._mount_lines()
        said = self._first_line.go() if self._first_line is not None else ""
        if said:
            self.notify(with_keys(self, said))

    def on_headline_chosen(self) -> None:
        self.action_first()

    def _show_state(self, state: FleetState) -> None:
        self._show_problem(panel_for(state))
        self.header.counts = companies_words(state)
        self.show_as_of(state.as_of or state.kept_at)
        snoozed = self._state_counts.snoozed
        longest, *shorter = counts(self._state_counts.counts, state, self.desk.glyphs, snoozed)
        self.breadcrumbs.status, self.breadcrumbs.shorter = longest, tuple(shorter)
        self._show_first()
        if state.phase is LoadPhase.LOADED and self._asked_company:
            asked, self._asked_company = self._asked_company, ""
            self.open_named(asked)

    def _show_problem(self, panel: Any) -> None:
        rows = bool(self.services.fleet.state.entries)
        problem = panel if isinstance(panel, Problem) else None
        self.query_one(Banner).problem = problem if rows else None
        self.query_one(StatePanel).state = None if rows else panel
        self.query_one("#fleet").display = rows or panel is None

    def _tell_visible(self) -> None:
        sections = self.table.sections
        self.services.fleet.visible([key for key in self.table.visible_keys() if key not in sections])

    def draw_ages(self) -> None:
        super().draw_ages()
        self.query_one(CompanyPreview).draw()

    def on_resize(self, event: events.Resize) -> None:
        self.table.set_columns(_columns(event.size.width < PLATFORM_NAMES))
        self.call_after_refresh(self._tell_visible)

    # The row under the cursor

    @on(VirtualTable.Highlighted, "#companies")
    def _moved(self, event: VirtualTable.Highlighted) -> None:
        event.stop()
        # The row is drawn first. What is told of it follows, once for several keys that come quicker.
        if not self._has_moved:
            self._has_moved = True
            self.call_after_refresh(self._rest_on)

    async def _rest_on(self) -> None:
        # The thread that writes to the terminal gets the interpreter only while nothing else is done.
        await asyncio.sleep(WRITING_SECONDS)
        self._has_moved = False
        if not self.query(CompanyPreview):  # the program ends
            return
        self._preview.show(self._sole_row(), self._group_lines())
        self._tell_visible()
        self._show_remedy()
        if self._first_line is not None:
            self._first_line.show_key()

    def _show_remedy(self) -> None:
        """Name the remedy's key anew when it does something else than before."""
        word = remedy_key(self._cause()).word
        if word != self._remedy_word:
            self._remedy_word = word
            self.refresh_bindings()

    def _sole_row(self) -> FleetEntry | None:
        """Return the company under the cursor, which may be the only one of a group."""
        section = self.table.cursor_section
        if section is None:
            return self.table.cursor_row
        return self.by_cause.sole_member(section)

    def _group_lines(self) -> Callable[[int], Sequence[tuple[Cell, ...]]] | None:
        section = self.table.cursor_section
        if section is None or self._sole_row() is not None:
            return None
        return partial(self.by_cause.lines, section)

    @cached_property
    def _preview(self) -> PreviewReading:
        return PreviewReading(self, self.query_one(CompanyPreview))

    def on_screen_suspend(self) -> None:
        self.services.refreshing.hide(self)
        # A sheet or a menu over the list is not another screen.
        self._other_screen = not isinstance(self.app.screen, ModalScreen)

    def on_screen_resume(self) -> None:
        """Show what came of what was done on other screens."""
        self.services.refreshing.show(self)
        if self._other_screen:
            self._other_screen = False
            self._rearrange()
            self._show_first()
        self._preview.read_again()

    @on(VirtualTable.MarksChanged, "#companies")
    def _count_marks(self) -> None:
        marked = len(self.table.marked)
        self.header.marks = f"{self.desk.glyphs.mark} {marked:,} marked" if marked else ""

    @on(VirtualTable.Opened, "#companies")
    def _open(self, event: VirtualTable.Opened) -> None:
        self.open_company(event.key)

    def read_filter(self, line: str) -> WordFilter[FleetEntry]:
        return self._search.filter(line, self.desk.clock.now(), self.zone)

    def action_filter(self) -> None:
        super().action_filter()
        run_job(self, self._learn_texts, group="texts", exclusive=True)

    async def _learn_texts(self) -> None:
        # While the first word is thought of, so that its first letter need not wait for all of them.
        rows = list(self.table.rows())
        for start in range(0, len(rows), TEXTS_AT_ONCE):
            self._search.learn(rows[start : start + TEXTS_AT_ONCE])
            await asyncio.sleep(0)

    def filter_fields(self) -> Sequence[FilterField[FleetEntry]]:
        return self._search.fields(self.desk.clock.now(), self.zone)

    def filter_changed(self) -> None:
        self.show_matches(self.table, is_in_need if self.filter_only else None, attrgetter("name"))
        self._tell_visible()

    def action_back(self) -> None:
        if self.filter_text or self.filter_only:
            super().action_back()
        else:
            # The first screen has no screen to go back to.
            self.services.fleet.cancel_load()

    # Acting

    def action_refresh(self) -> None:
        state = self.services.fleet.state
        if isinstance(self.services.state, Failed) or state.phase is LoadPhase.FAILED:
            run_job(self, self.services.reconnect, group="connect", exclusive=True)
        else:
            self.services.fleet.refresh()
        self._order.await_again()
        self._rearrange()

    def action_new_company(self) -> None:
        if writing_is_off(self):
            return
        self.app.push_screen(routes.NEW_COMPANY.screen(self.desk))

    def action_gaps(self) -> None:
        self.app.push_screen(routes.GAPS.screen(self.desk, ""))

    def action_sweep(self) -> None:
        fleet = self.services.fleet
        if fleet.state.sweep is SweepPhase.RUNNING:
            fleet.cancel_sweep()
            self.notify("Stopped checking; what was found stays.")
        elif fleet.state.entries:
            self.confirm_sweep(sweep_question(fleet.sweep_cost()))

    def confirm_sweep(self, cost: str) -> None:
        """Open the sheet with the cost in requests."""

        def decided(yes: bool | None) -> None:
            if yes:
                self.services.fleet.sweep_all()

        self.app.push_screen(routes.SWEEP_SHEET.screen(self.desk, cost), decided)

    def _entry(self) -> FleetEntry | None:
        """Return the company that a key for one company means; on a heading of several, say how to choose one."""
        if self.table.cursor_section is not None and self._sole_row() is None:
            self.notify(with_keys(self, "This is a group. {table.open} unfolds it, then choose a company."))
        return self._sole_row()

    def action_sync(self) -> None:
        row, section, marked = self.table.cursor_row, self.table.cursor_section, self.table.marked
        if marked and (row is None or marked != {row.company_id}):
            self._sync_marked(row)
        elif section is not None:
            self._sync_group(section)
        elif row is not None:
            ask_to_sync(self, row.company_id)

    def _sync_group(self, section: str) -> None:
        from codat_tui.models.batches import BatchMember  # the first paint needs no writes

        members = [BatchMember(each.company_id, each.name) for each in self.by_cause.members(section)]
        if len(members) == 1:
            ask_to_sync(self, members[0].company_id)
        elif members:
            ask_to_sync_each(self, members)

    def _sync_marked(self, under_cursor: FleetEntry | None) -> None:
        """Open the sheet for the marked companies, which first names those that are not to be seen."""
        from codat_tui.models.batches import BatchMember  # the first paint needs no writes

        table = self.table
        rows = [row for key in table.marked if (row := table.row(key)) is not None]
        rows.sort(key=lambda each: each.name.casefold())
        # Those of a group under the cursor are what its heading means.
        here = table.section_keys(table.cursor_section or "")
        shown, visible = set(table.passing_keys()), {*table.visible_keys(), *here}
        hidden = [row.full_name for row in rows if row.company_id not in shown]
        elsewhere = [row.full_name for row in rows if row.company_id in shown - visible]
        other = under_cursor is not None and under_cursor.company_id not in table.marked
        said = unseen_marks(hidden, elsewhere, under_cursor.full_name if under_cursor and other else "")
        members = [BatchMember(row.company_id, row.name) for row in rows]
        ask_to_sync_each(self, members, said, lambda: table.action_unmark())

    def action_watch(self) -> None:
        entry = self._entry()
        if entry is not None:
            self.watch_company(entry.company_id, entry.name, entry.sync.code if entry.sync else None)

    def action_why(self) -> None:
        """Show what the verdict on the company under the cursor rests on."""
        entry = self._entry()
        if entry is not None:
            self.app.push_screen(routes.WHY.screen(self.desk, entry.company_id, entry.name))

    def binding_words(self) -> dict[str, str]:
        other = self._tabs()[FLAT] if self.breadcrumbs.active_tab == BY_CAUSE else ""
        return {MEND_ID: remedy_key(self._cause()).word, **({"companies.by_cause": other} if other else {})}

    def _most_urgent(self) -> FleetEntry | None:
        """Return the company under the cursor; of a group, the one that comes first."""
        section = self.table.cursor_section
        return self.table.cursor_row if section is None else self.by_cause.first_member(section)

    def _cause(self) -> Cause | None:
        """What is to be mended first under the cursor."""
        entry = self._most_urgent()
        return entry.judgement.cause if entry is not None and entry.judgement is not None else None

    def action_mend(self) -> None:
        """Go to what mends the company under the cursor; of a group, all its companies or the most urgent one."""
        entry = self._most_urgent()
        if remedy_key(self._cause()).place is Place.SYNC and self.table.cursor_section is not None:
            self._sync_group(self.table.cursor_section)
        elif entry is not None:
            mend_row(self, entry, lambda: self._is_under_cursor(entry.company_id))

    def _is_under_cursor(self, company_id: str) -> bool:
        here = self._most_urgent()
        return here is not None and here.company_id == company_id

    def action_merchant(self) -> None:
        """Write to the merchant under the cursor."""
        entry = self._entry()
        if entry is not None:
            self.app.push_screen(routes.MERCHANT.screen(self.desk, entry.company_id, entry.name))

    def action_note(self) -> None:
        """Write a note about the company under the cursor, or snooze it."""
        entry = self.table.cursor_row
        if entry is not None:
            self.app.push_screen(routes.NOTE.screen(self.desk, entry.company_id, entry.name, entry.judgement))

    def action_evidence(self) -> None:
        """Collect the evidence about the company under the cursor for Codat."""
        entry = self._entry()
        if entry is not None:
            self.app.push_screen(routes.EVIDENCE.screen(self.desk, entry.company_id, entry.name))

    def action_portal(self) -> None:
        entry = self._entry()
        if entry is not None:
            self.open_portal(entry.company_id)

    def action_copy_id(self) -> None:
        section = self.table.cursor_section
        here = self.table.section_keys(section) if section is not None else [self.table.cursor_key or ""]
        keys = sorted(self.table.marked or here)
        if keys and keys[0]:
            self.copy("\n".join(keys), f"{len(keys)} ids" if len(keys) > 1 else "the company's id")

    def action_copy_ticket(self) -> None:
        entry = self._entry()
        if entry is not None:
            self.copy_ticket(entry.company_id, entry.name)
