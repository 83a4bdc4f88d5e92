"""What the verdict on a company rests on: each statement with its certainty, time and call; a key reads it again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.models.local import Failed, known
from codat_tui.present.overview import DrawingContext, Line
from codat_tui.present.why import why_lines, why_text
from codat_tui.rules.syncs.due_times import schedule_zone
from codat_tui.screens.shell.detail import Copy, DetailScreen
from codat_tui.services.reading import calls_of
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.sheet import FactLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from codat_tui.models.local import RemoteState
    from codat_tui.models.overview import CompanyOverview
    from codat_tui.screens.shell.desk import Desk

AGES = 60.0
"""Seconds between two looks at the ages on screen."""
TEXT_WIDTH = 400
"""Cells of a line that is copied: no sentence is broken in two."""


class WhyScreen(DetailScreen):
    """Shows what is known at once and follows the company; reads it when that is old or nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "read_again", "read again", show=False, id="detail.read_again"),
        Binding("c", "copy('why')", "copy", show=False, id="detail.copy"),
    ]

    def __init__(self, desk: Desk, company_id: str, company_name: str) -> None:
        self.company_id = company_id
        self._company_name = company_name
        self._leave: Callable[[], None] = lambda: None
        self._services = desk.services
        facts = [FactLine("company", company_name), FactLine("company id", company_id)]
        super().__init__(desk, "Why", facts, {"why": Copy("", "")}, lines=self._told)

    def on_mount(self) -> None:
        companies = self._services.companies
        self._leave = companies.subscribe(self.company_id, self._heard)
        self._heard(companies.state(self.company_id))
        self.set_interval(AGES, self.draw_lines)
        run_job(self, partial(companies.preview, self.company_id), group="why", exclusive=True)

    def on_unmount(self) -> None:
        self._leave()

    def _heard(self, state: RemoteState[CompanyOverview]) -> None:
        if not self.is_attached:
            return
        calls = calls_of(self.company_id)
        text = why_text(self._company_name, self.company_id, state, calls, self._context_of(TEXT_WIDTH))
        self._copies = {"why": Copy(text, "what the verdict rests on")}
        self.draw_lines()

    def _told(self, width: int) -> list[Line]:
        state = self._services.companies.state(self.company_id)
        # The id stands above once, and would take most of each line.
        calls = calls_of(self.company_id)
        calls = {name: each.replace(self.company_id, "{companyId}") for name, each in calls.items()}
        return why_lines(state, calls, self._context_of(width))

    def _context_of(self, width: int) -> DrawingContext:
        overview = known(self._services.companies.state(self.company_id))
        zone = self._desk.zones.zone(schedule_zone(known(overview.configuration) if overview else None))
        return DrawingContext(self._desk.clock.now(), self._desk.glyphs, width, zone)

    def action_read_again(self) -> None:
        """Read the company again; connect first if needed."""
        run_job(self, self._read, group="why", exclusive=True)

    async def _read(self) -> None:
        if isinstance(self._services.state, Failed):
            await self._services.reconnect()
        await self._services.companies.overview(self.company_id)
