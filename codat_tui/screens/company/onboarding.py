"""The steps for a new company: connections, authorisation, link, mapping.

Progress is read from Codat each time; this machine only stores which companies are unfinished.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, cast

from textual import on
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from codat_tui.models.local import Failed, RemoteState
from codat_tui.models.overview import CompanyOverview
from codat_tui.paths import style_sheet
from codat_tui.present import Cell, Tone
from codat_tui.present.connections import OnboardingStep, connection_lines, onboarding_steps
from codat_tui.present.overview import DrawingContext
from codat_tui.present.panels import Problem
from codat_tui.rules.fleet.links import PlatformKind, of_kind
from codat_tui.screens.company.connection_actions import ConnectionActions
from codat_tui.screens.shell.base import Desk
from codat_tui.screens.shell.company_tab import LEAVING
from codat_tui.services.edits import guided_paths
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.columns import Column
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.state_panel import Banner
from codat_tui.widgets.table import VirtualTable
from codat_tui.widgets.words_of_keys import key_of, with_keys

if TYPE_CHECKING:
    from codat_tui.models.codat import Connection

_COLUMNS: tuple[Column[OnboardingStep], ...] = (
    Column("step", "Step", 10),
    Column("state", "State", 26, flex=1),
    Column("next", "Next", 24, flex=2),
)
ALL_DONE = "All done: the first sync can run. {company.sync} starts it, {onboarding.end} ends this path."


class OnboardingScreen(ConnectionActions):
    CSS_PATH = style_sheet("company/onboarding.tcss")
    TAB = "Connections"
    BINDINGS: ClassVar[list[BindingType]] = [
        *ConnectionActions.ACTION_BINDINGS,
        Binding("d", "end_path", "end this path", show=False, id="onboarding.end"),
        *LEAVING,
    ]

    def __init__(self, desk: Desk, company_id: str, company_name: str = "") -> None:
        super().__init__(desk, company_id)
        self._named = company_name
        self._done: set[str] | None = None

    def compose_body(self) -> Iterable[Widget]:
        yield Banner(self.desk.glyphs)
        table: VirtualTable[OnboardingStep] = VirtualTable(
            _COLUMNS, _cells, lambda step: step.key, glyphs=self.desk.glyphs, id="steps"
        )
        yield table
        with VerticalScroll(id="chosen", can_focus=False):
            yield CellLines(id="lines")

    @property
    def table(self) -> VirtualTable[OnboardingStep]:
        return cast("VirtualTable[OnboardingStep]", self.query_one("#steps", VirtualTable))

    @property
    def company_name(self) -> str:
        # A new company is not in the fleet yet.
        known = super().company_name
        return self._named if self._named and known == self.company_id else known

    @property
    def _kind(self) -> PlatformKind | None:
        key = self.table.cursor_key
        return PlatformKind(key) if key in set(PlatformKind) else None

    @property
    def connection(self) -> Connection | None:
        """The most important connection of the selected step's kind."""
        rows = of_kind(self.connections or (), self._kind) if self._kind else ()
        return rows[0] if rows else None

    def on_mount(self) -> None:
        self.table.focus()

    def on_resize(self) -> None:
        self._draw_lines()

    def show_overview(self, state: RemoteState[CompanyOverview]) -> None:
        self.breadcrumbs.crumbs = ("Companies", self.full_name, "Guided path")
        part = self.overview.connections if self.overview else state
        if isinstance(part, Failed):
            self.query_one(Banner).problem = Problem.of(part.error)
        steps = onboarding_steps(self.overview, self.company_name, self._setting, partial(key_of, self))
        self.table.set_rows(steps)
        self.table.redraw()
        if self.connections is not None:
            self._place_cursor(steps)
        self._draw_lines()

    def draw_ages(self) -> None:
        super().draw_ages()
        self._draw_lines()

    def _place_cursor(self, steps: tuple[OnboardingStep, ...]) -> None:
        """First, and when the selected step needs no more of us, go to the next that does, else the first open one."""
        done = {step.key for step in steps if not step.ours}
        if self._done is None or self.table.cursor_key in done - self._done:
            ours = (step.key for step in steps if step.ours)
            still_open = (step.key for step in steps if not step.done)
            self.table.move_to(next(ours, None) or next(still_open, steps[-1].key))
        self._done = done

    @property
    def _setting(self) -> DrawingContext:
        return DrawingContext(self.desk.clock.now(), self.desk.glyphs, self.size.width - 7, self.zone)

    @on(VirtualTable.Highlighted, "#steps")
    def _draw_lines(self) -> None:
        step, connection = self.table.cursor_row, self.connection
        if connection is not None:
            lines = connection_lines(
                connection, self._setting, self.follow_of(connection), partial(key_of, self)
            )
        else:
            steps = onboarding_steps(self.overview, self.company_name, self._setting, partial(key_of, self))
            done = all(each.done for each in steps)
            text = with_keys(self, ALL_DONE) if done else step.next if step else ""
            lines = [(Cell(text, Tone.OK if done else Tone.MUTED),)]
        self.query_one("#lines", CellLines).lines = tuple(lines)

    @on(VirtualTable.Opened, "#steps")
    def _do_step(self) -> None:
        kind, connection = self._kind, self.connection
        if kind is not None and connection is None and self.connections is not None:
            self.create_connection(kind)
        elif connection is not None:
            self.open_detail(connection)
        elif kind is None:
            self.open_company(self.company_id)

    def action_new(self) -> None:
        self.create_connection(self._kind)

    def action_end_path(self) -> None:
        run_job(self, self._end, group="end path", exclusive=True)

    async def _end(self) -> None:
        await guided_paths.end(self.services.drafts, self.company_id)
        self.notify(f"The guided path of {self.full_name} is over.")
        if self.is_current:
            self.action_back()


def _cells(step: OnboardingStep) -> tuple[Cell, ...]:
    return (Cell(step.name), step.state, Cell(step.next, Tone.MUTED if step.done else Tone.ACCENT))
