"""Time in no successful sync, of one company or of the fleet, in one list whose rows can be synced together."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar, NamedTuple, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget

from codat_tui.models.batches import BatchMember
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone
from codat_tui.present.gaps import gap_cells, look_question, looked_words
from codat_tui.present.panels import EmptyPanel, LoadingPanel, Offer, PanelState
from codat_tui.rules.syncs.periods import Gap
from codat_tui.screens.shell import routes
from codat_tui.screens.shell.base import CodatScreen, Desk, leaving
from codat_tui.screens.shell.write_sheets import ask_to_sync_each
from codat_tui.widgets.columns import Column
from codat_tui.widgets.state_panel import StatePanel
from codat_tui.widgets.table import VirtualTable, fits
from codat_tui.widgets.words_of_keys import with_keys

_UNKNOWN = (
    "A gap is known of a company whose syncs and configuration were read. {gaps.look} reads them and first says "
    "what that costs."
)


class GapRow(NamedTuple):
    """One gap of a company, known as of *at*; *outdated*: a sync has ended since."""

    company_id: str
    name: str
    gap: Gap
    at: datetime
    outdated: bool

    @property
    def key(self) -> str:
        return f"{self.company_id} {self.gap.start.isoformat()}"

    @property
    def member(self) -> BatchMember:
        return BatchMember(self.company_id, self.name, self.gap.start, self.gap.finish)


def _columns(zone: str, narrow: bool) -> tuple[Column[GapRow], ...]:
    return (
        Column("company", "Company", 18, flex=1, sort=lambda row: row.name.casefold()),
        Column("from", f"From ({zone})", 17, sort=lambda row: row.gap.missing_from),
        Column("to", "To", 17, sort=lambda row: row.gap.finish),
        Column("length", "Length", 10, right=True, sort=lambda row: row.gap.missing_from - row.gap.finish),
        *(() if narrow else (Column[GapRow]("sure", "Known", 34, flex=1),)),
    )


class GapsScreen(CodatScreen):
    """With a *company_id* that company's, else the fleet's."""

    CSS_PATH = style_sheet("gaps.tcss")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sync", "sync", id="gaps.sync"),
        Binding("R", "look", "look at the others", id="gaps.look"),
        *leaving(back=True),
    ]

    def __init__(self, desk: Desk, company_id: str = "") -> None:
        super().__init__(desk)
        self._company_id = company_id
        self._narrow = False

    def compose_body(self) -> Iterable[Widget]:
        yield VirtualTable[GapRow](
            _columns(self.zone_label, False),
            self._cells,
            lambda row: row.key,
            glyphs=self.desk.glyphs,
            id="gaps",
        )
        yield StatePanel(self.desk.glyphs)

    @property
    def table(self) -> VirtualTable[GapRow]:
        return cast("VirtualTable[GapRow]", self.query_one("#gaps", VirtualTable))

    def _cells(self, row: GapRow) -> tuple[Cell, ...]:
        now = self.desk.clock.now()
        cells = gap_cells(row.name, row.gap, row.outdated, row.at, now, self.zone)
        return cells[:4] if self._narrow else cells

    def on_mount(self) -> None:
        name = self.services.fleet.full_name(self._company_id)
        self.breadcrumbs.crumbs = ("Companies", name, "Gaps") if self._company_id else ("Companies", "Gaps")
        self.follow(self.services.gaps.subscribe(lambda _: self._show_rows()))
        self.follow(self.desk.zones.subscribe(lambda _: self._show_columns()))
        self._show_rows()
        self.table.focus()

    def on_resize(self) -> None:
        self._show_columns()

    def _show_columns(self) -> None:
        self._narrow = not fits(_columns(self.zone_label, False), self.size.width)
        self.table.set_columns(_columns(self.zone_label, self._narrow))

    @property
    def _companies(self) -> tuple[str, ...]:
        return (self._company_id,) if self._company_id else tuple(self.services.fleet.state.entries)

    def _show_rows(self) -> None:
        gaps = self.services.gaps
        known = [each for company in self._companies if (each := gaps.known(company)) is not None]
        rows = []
        for each in known:
            name = self.services.fleet.full_name(each.company_id)
            rows += [GapRow(each.company_id, name, gap, each.at, each.outdated) for gap in each.gaps]
        self.table.set_rows(rows)
        looking = gaps.looking
        status = [Cell(looked_words(len(known), len(self._companies)), Tone.MUTED)]
        if looking.running:
            status.append(Cell(f"looking: {looking.done} of {looking.total}", Tone.RUNNING))
        elif looking.note:
            status.append(Cell(f"stopped: {looking.note}", Tone.WARNING))
        if rows:
            status.append(Cell(f"{len(rows)} gaps" if len(rows) > 1 else "1 gap", Tone.ACTION))
        self.breadcrumbs.status = tuple(status)
        self.query_one(StatePanel).state = None if rows else self._panel(len(known))
        self.table.display = bool(rows)

    def _panel(self, known: int) -> PanelState:
        looking = self.services.gaps.looking
        if looking.running:
            words = f"{looking.done} of {looking.total} companies"
            return LoadingPanel("Looking for gaps", words, offer=Offer("back", "stop"))
        if known < len(self._companies):
            title = "No gap is known" if known else "Nothing was looked at yet"
            return EmptyPanel(
                title, with_keys(self, f"{looked_words(known, len(self._companies))}. {_UNKNOWN}")
            )
        return EmptyPanel("No gaps", "All time up to the last due time is in a successful sync.")

    # Acting

    @on(VirtualTable.Opened, "#gaps")
    def _open(self, event: VirtualTable.Opened) -> None:
        row = self.table.row(event.key)
        if row is not None:
            self.open_company(row.company_id)

    @on(VirtualTable.MarksChanged, "#gaps")
    def _count_marks(self) -> None:
        marked = len(self.table.marked)
        self.header.marks = f"{self.desk.glyphs.mark} {marked:,} marked" if marked else ""

    def action_sync(self) -> None:
        """Ask to sync the marked gaps, or the one under the cursor; those outdated are looked at again first."""
        table = self.table
        keys = [key for key in table.shown_keys() if key in table.marked] or [table.cursor_key or ""]
        rows = [row for key in keys if (row := table.row(key)) is not None]
        current = [row for row in rows if not row.outdated]
        if not current:
            if rows:
                said = "A sync has ended since: {gaps.look} looks again."
                self.notify(with_keys(self, said), severity="warning")
            return
        left = len(rows) - len(current)
        unseen = (f"{left} more are left out: a sync of the company has ended since.",) if left else ()
        doubtful = [row.member for row in current if not row.gap.certain]
        ask_to_sync_each(
            self, [row.member for row in current], unseen, lambda: table.action_unmark(), doubtful
        )

    def action_look(self) -> None:
        """Read the companies that were not looked at, after saying what that costs."""
        gaps = self.services.gaps
        if gaps.looking.running:
            gaps.stop()
            return
        companies = gaps.not_known(self._companies)
        if not companies:
            self.notify("All were looked at. A refresh reads them again.")
            return
        self._ask_to_look(companies)

    def action_refresh(self) -> None:
        self._ask_to_look(self._companies)

    def _ask_to_look(self, companies: tuple[str, ...]) -> None:
        gaps = self.services.gaps
        if len(companies) == 1:
            gaps.look(companies)
            return

        def decided(yes: bool | None) -> None:
            if yes:
                gaps.look(companies)

        cost = look_question(len(companies), gaps.cost(companies))
        self.app.push_screen(routes.LOOK_SHEET.screen(self.desk, cost), decided)

    def action_back(self) -> None:
        if self.services.gaps.looking.running:
            self.services.gaps.stop()
        else:
            super().action_back()
