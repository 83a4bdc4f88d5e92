"""What the verdict on a company rests on: each statement with its certainty, time and call; a key reads it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.present.overview import Line
from codat_tui.present.why import why_lines, why_text
from codat_tui.screens.company.company_detail import CompanyDetailScreen
from codat_tui.screens.shell.detail import Copy
from codat_tui.services.reading import calls_of
from codat_tui.widgets.sheet import FactLine

if TYPE_CHECKING:
    from codat_tui.models.local import RemoteState
    from codat_tui.models.overview import CompanyOverview
    from codat_tui.screens.shell.desk import Desk

AGES = 60.0
"""Seconds between two looks at the ages on screen."""
TEXT_WIDTH = 400
"""Cells of a line that is copied: no sentence is broken in two."""


class WhyScreen(CompanyDetailScreen):
    """Shows what is known at once and follows the company."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy('why')", "copy", show=False, id="detail.copy"),
    ]

    def __init__(self, desk: Desk, company_id: str, company_name: str) -> None:
        full_name = desk.services.fleet.full_name(company_id, company_name)
        facts = [FactLine("company", full_name), FactLine("company id", company_id)]
        super().__init__(desk, "Why", company_id, company_name, facts, {"why": Copy("", "")})

    def on_mount(self) -> None:
        self.set_interval(AGES, self.draw_lines)

    def heard(self, state: RemoteState[CompanyOverview]) -> None:
        calls = calls_of(self.company_id)
        text = why_text(self.company_name, self.company_id, state, calls, self.context_of(TEXT_WIDTH))
        self._copies = {"why": Copy(text, "what the verdict rests on")}
        self.draw_lines()

    def told(self, width: int) -> list[Line]:
        state = self.services.companies.state(self.company_id)
        # The id stands above once, and would take most of each line.
        calls = calls_of(self.company_id)
        calls = {name: each.replace(self.company_id, "{companyId}") for name, each in calls.items()}
        return why_lines(state, calls, self.context_of(width))
