"""Sheets that confirm the cost of reading many companies."""

from __future__ import annotations

from codat_tui.present import Cell, Tone
from codat_tui.screens.shell.desk import Desk
from codat_tui.widgets.sheet import FactLine, Sheet
from codat_tui.widgets.words_of_keys import with_keys


class SweepSheet(Sheet):
    """Dismisses with True when confirmed."""

    def __init__(self, desk: Desk, cost: str) -> None:
        super().__init__(desk.clock, "Check every company", "check all", glyphs=desk.glyphs)
        self._cost = cost

    def on_mount(self) -> None:
        self.facts = (FactLine("asks", "the latest sync of every company"), FactLine("costs", self._cost))
        self.notes = (
            Cell(
                with_keys(self, "Nothing is changed. {companies.sweep} stops it; what was found stays."),
                Tone.MUTED,
            ),
        )
        self.ready = True


class LookSheet(Sheet):
    """Asks before the syncs and configurations of several companies are read; dismisses with True when confirmed."""

    def __init__(self, desk: Desk, cost: str) -> None:
        super().__init__(desk.clock, "Look for gaps", "look", glyphs=desk.glyphs)
        self._cost = cost

    def on_mount(self) -> None:
        self.facts = (
            FactLine("asks", "all syncs and the configuration of each"),
            FactLine("costs", self._cost),
        )
        self.notes = (
            Cell(
                with_keys(self, "Nothing is changed. {gaps.look} stops it; what was found stays."), Tone.MUTED
            ),
        )
        self.ready = True
