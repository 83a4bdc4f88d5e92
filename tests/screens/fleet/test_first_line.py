"""The line above the companies by itself, over a table of a few of them: no service and no demo."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC
from types import SimpleNamespace
from typing import Any, cast

from codat_tui.models.diagnosis import CauseKind
from codat_tui.models.local import FleetEntry, FleetState, LoadPhase
from codat_tui.present import Cell, Glyphs
from codat_tui.rules.fleet.query import state_of, urgency
from codat_tui.screens.fleet.by_cause import CauseSections
from codat_tui.screens.fleet.first_line import HIDDEN, NOTHING_KNOWN, FirstLine
from codat_tui.screens.shell.desk import Desk
from codat_tui.widgets.columns import Column
from codat_tui.widgets.headline import Headline
from codat_tui.widgets.table import VirtualTable
from tests.manual_clock import ManualClock
from tests.rules.fleet.fleet_rows import REFUND, cause, company
from tests.widgets.harness import WidgetApp

REFUNDS = cause(CauseKind.ACCOUNT_LOST, REFUND)
SOON, LATER, FINE = company(1, REFUNDS, days=25), company(2, REFUNDS, days=3), company(3)


class Above(WidgetApp):
    """The line and the table that it speaks of."""

    def __init__(self, entries: tuple[FleetEntry, ...]) -> None:
        super().__init__(lambda: (self.headline, self.table))
        self.entries = entries
        glyphs = Glyphs.unicode()
        self.headline = Headline(id="headline")
        self.table = VirtualTable[FleetEntry](
            (Column("name", "Company", 20),),
            lambda entry: (Cell(entry.name),),
            lambda entry: entry.company_id,
            order=urgency,
            glyphs=glyphs,
        )
        desk = cast(Desk, SimpleNamespace(clock=ManualClock(), glyphs=glyphs))
        self.by_cause = CauseSections(self.table, desk, lambda: UTC, lambda: "m")
        self.line = FirstLine(self.headline, self.table, lambda: self.by_cause, glyphs)

    def on_mount(self) -> None:
        self.table.set_rows(self.entries)
        self.by_cause.replaced(self.entries)

    def show(self) -> list[str]:
        fleet = FleetState({each.company_id: each for each in self.entries}, LoadPhase.LOADED)
        self.line.show(fleet, Counter(state_of(each) for each in self.entries))
        return self.said()

    def said(self) -> list[str]:
        return [cell.text for cell in self.headline.cells]


@asynccontextmanager
async def above(*entries: FleetEntry) -> AsyncIterator[tuple[Above, Any]]:
    app = Above(entries)
    async with app.run_test(size=(100, 20)) as pilot:
        yield app, pilot


async def test_an_empty_fleet_has_no_line() -> None:
    async with above() as (app, _):
        assert app.show() == []
        assert not app.headline.display


async def test_the_key_beside_what_is_first_goes_there_and_is_that_of_its_remedy_there() -> None:
    async with above(FINE, LATER, SOON) as (app, pilot):
        app.table.move_to(FINE.company_id)
        await pilot.pause()
        first, key = app.show()
        assert first.startswith("First: ")
        assert key.endswith(" go there")
        assert app.line.go() == ""
        await pilot.pause()
        assert app.table.cursor_key == SOON.company_id
        app.line.show_key()
        assert app.said()[0] == first
        assert app.said()[1] != key


async def test_in_groups_the_cursor_goes_to_the_heading() -> None:
    async with above(FINE, LATER, SOON) as (app, pilot):
        app.table.set_sections(app.by_cause.sections)
        await pilot.pause()
        assert app.line.go() == ""
        assert app.table.cursor_section == app.by_cause.key_of(SOON)


async def test_why_the_cursor_does_not_go_there() -> None:
    async with above(FINE, SOON) as (app, pilot):
        app.table.set_filter(lambda entry: entry is FINE)
        await pilot.pause()
        assert app.line.go() == HIDDEN
    async with above(FINE) as (app, _):
        assert app.show() == ["Nothing needs a person."]
        assert app.line.go() == NOTHING_KNOWN
