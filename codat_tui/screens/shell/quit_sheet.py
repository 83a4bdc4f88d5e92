"""The sheet that asks before the program ends."""

from __future__ import annotations

from codat_tui.present import Cell, Tone
from codat_tui.screens.shell.desk import Desk
from codat_tui.services.runner import TaskKind
from codat_tui.widgets.sheet import FactLine, Sheet
from codat_tui.widgets.words_of_keys import with_keys
from codat_tui.words import count

KEPT = "Drafts are kept. A sync that runs goes on at Codat; the next start follows it again."
OF_THE_DEMO = "The demo begins anew at the next start."


class QuitSheet(Sheet):
    """Dismisses with True when confirmed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.clock, "Quit codat-tui", "quit", glyphs=desk.glyphs)
        self._desk = desk

    def on_mount(self) -> None:
        services = self._desk.services
        going_on = (
            (services.runner.running(TaskKind.WRITE), "write", "writes"),
            (services.watching.running_count, "followed sync", "followed syncs"),
            (sum(not each.over for each in services.known_batches), "batch", "batches"),
        )
        said = ", ".join(count(number, *words) for number, *words in going_on if number)
        self.facts = (FactLine("going on", said or "nothing"),)
        kept = OF_THE_DEMO if self._desk.profile.environment == "demo" else KEPT
        self.notes = (
            Cell(kept, Tone.MUTED),
            Cell(with_keys(self, "{app.quit} quits without asking."), Tone.MUTED),
        )
        self.ready = True
