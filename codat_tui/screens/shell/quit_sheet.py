"""The sheet that asks before the program ends."""

from __future__ import annotations

from codat_tui.present import Cell, Tone
from codat_tui.screens.shell.desk import Desk
from codat_tui.screens.shell.profiles import going_on
from codat_tui.widgets.sheet import FactLine, Sheet
from codat_tui.widgets.words_of_keys import with_keys

KEPT = "Drafts are kept. A sync that runs goes on at Codat; the next start follows it again."
OF_THE_DEMO = "The demo begins anew at the next start."


class QuitSheet(Sheet):
    """Dismisses with True when confirmed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.clock, "Quit codat-tui", "quit", glyphs=desk.glyphs)
        self._desk = desk

    def on_mount(self) -> None:
        desk = self._desk
        elsewhere = desk.profiles.elsewhere(desk.profile.name)
        self.facts = (
            FactLine("going on", going_on(desk.services) or "nothing"),
            *(FactLine(f"in {name}", said) for name, said in elsewhere.items()),
        )
        kept = OF_THE_DEMO if desk.profile.environment == "demo" else KEPT
        self.notes = (
            Cell(kept, Tone.MUTED),
            Cell(with_keys(self, "{app.quit} quits without asking."), Tone.MUTED),
        )
        self.ready = True
