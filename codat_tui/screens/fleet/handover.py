"""The hand-over to the next shift: what is new, still there, snoozed and recovered; shown, copied, saved."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from codat_tui.models.errors import CodatError
from codat_tui.models.local import known
from codat_tui.paths import folder_of_start
from codat_tui.present import Cell, Tone
from codat_tui.present.handover import HandoverFacts, handover_lines, handover_text
from codat_tui.present.panels import Problem
from codat_tui.screens.shell.detail import Copy, DetailScreen
from codat_tui.screens.shell.toasts import notify_problem
from codat_tui.services.exporting import write_export
from codat_tui.widgets.jobs import run_job

if TYPE_CHECKING:
    from codat_tui.present.overview import Line
    from codat_tui.screens.shell.desk import Desk


class HandoverScreen(DetailScreen):
    """Follows the fleet and the notes while it is open."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy('handover')", "copy", show=False, id="detail.copy"),
        Binding("f", "save", "to a file", show=False, id="handover.file"),
    ]
    HINTED = ("copy(", "save")

    def __init__(self, desk: Desk) -> None:
        title = f"Hand-over: {desk.profile.name} ({desk.profile.environment})"
        super().__init__(desk, title, (), {"handover": Copy("", "")}, lines=self._told)
        self._services = desk.services
        self._text = ""

    def on_mount(self) -> None:
        self.follow(self._services.fleet.subscribe(lambda _: self._draw()))
        self.follow(self._services.shift.subscribe(lambda _: self._draw()))
        self._draw()

    def _draw(self) -> None:
        shift, now = self._services.shift, self._desk.clock.now()
        facts = HandoverFacts(
            profile=known(self._services.state) or self._desk.profile,
            entries=self._services.fleet.state.entries,
            earlier=shift.earlier_look,
            since=shift.since_look(),
            now=now,
            zone=self._desk.zones.zone(),
        )
        self._text = handover_text(facts) if facts.entries else ""
        self._copies = {"handover": Copy(self._text, "the hand-over")}
        self.draw_lines()
        self.show_keys()

    def _told(self, width: int) -> list[Line]:
        if not self._text:
            return [(Cell("The companies have not been read yet.", Tone.MUTED),)]
        return handover_lines(self._text, width)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "save":
            return bool(self._text)
        return super().check_action(action, parameters)

    def action_save(self) -> None:
        """Write the hand-over to a new Markdown file."""
        run_job(self, partial(self._save, self._text), group="save", exclusive=True)

    async def _save(self, text: str) -> None:
        try:
            path = await write_export(folder_of_start(), "handover", "md", self._desk.clock.now(), text)
        except CodatError as error:
            notify_problem(self, Problem.of(error))
            return
        self.notify(str(path), title="The hand-over is in a file")
