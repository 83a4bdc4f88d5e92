"""A modal about one company that follows what is known of it, and reads it when that is old or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.models.local import Failed, known
from codat_tui.present.overview import DrawingContext, Line
from codat_tui.rules.syncs.due_times import schedule_zone
from codat_tui.screens.shell.detail import Copy, DetailScreen
from codat_tui.widgets.jobs import run_job

if TYPE_CHECKING:
    from datetime import tzinfo

    from codat_tui.models.local import RemoteState
    from codat_tui.models.overview import CompanyOverview
    from codat_tui.screens.shell.desk import Desk
    from codat_tui.widgets.sheet import FactLine


class CompanyDetailScreen(DetailScreen):
    """Subclasses draw in `heard`, and make their lines for a width in cells in `told`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "read_again", "read again", show=False, id="detail.read_again"),
    ]

    def __init__(
        self,
        desk: Desk,
        title: str,
        company_id: str,
        company_name: str,
        facts: Sequence[FactLine],
        copies: Mapping[str, Copy],
    ) -> None:
        self.company_id = company_id
        self.company_name = company_name
        self.services = desk.services
        super().__init__(desk, title, facts, copies, lines=self.told)

    def on_mount(self) -> None:
        companies = self.services.companies
        self.follow(companies.subscribe(self.company_id, self.heard))
        self.heard(companies.state(self.company_id))
        run_job(self, partial(companies.preview, self.company_id), group="read", exclusive=True)

    def heard(self, state: RemoteState[CompanyOverview]) -> None:
        """Something more is known of the company."""
        raise NotImplementedError

    def told(self, width: int) -> list[Line]:
        """The lines below the facts."""
        raise NotImplementedError

    @property
    def merchants_zone(self) -> tzinfo:
        overview = known(self.services.companies.state(self.company_id))
        return schedule_zone(known(overview.configuration) if overview else None)

    def context_of(self, width: int) -> DrawingContext:
        zone = self._desk.zones.zone(self.merchants_zone)
        return DrawingContext(self._desk.clock.now(), self._desk.glyphs, width, zone)

    def action_read_again(self) -> None:
        """Read the company again; connect first if needed."""
        run_job(self, self._read, group="read", exclusive=True)

    async def _read(self) -> None:
        if isinstance(self.services.state, Failed):
            await self.services.reconnect()
        await self.services.companies.overview(self.company_id)
