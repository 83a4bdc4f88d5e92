"""The sheet that shows and confirms one write: company, changes, conflicts, request; and what may follow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codat_tui.models.changes import Change, Sending
from codat_tui.models.errors import CodatError
from codat_tui.models.writes import Verified
from codat_tui.present import Cell, Tone
from codat_tui.present.panels import Problem
from codat_tui.present.plans import plan_facts, plan_notes
from codat_tui.screens.shell.desk import Desk
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.sheet import Buttons, FactLine, Sheet

if TYPE_CHECKING:
    from codat_tui.models.writes import Write, WritePlan

CHECKING = "Reading what is there now…"


class ChangeSheet(Sheet):
    """Prepares *write* and shows the plan; dismisses with True when confirmed.

    Pass *plan* only when a text must be typed: the layout needs it at the start. *undoes* adds "Undo" to the
    title. With *follows*, the sheet starts *write* itself when it is confirmed, stays, and after its success asks
    for *follows* with the checks of that write; the result is then about *follows*.
    """

    def __init__(
        self,
        desk: Desk,
        write: Write,
        title: str,
        plan: WritePlan | None = None,
        undoes: bool = False,
        follows: Write | None = None,
    ) -> None:
        verb = plan.verb if plan is not None else "confirm"
        must_type = plan.must_type if plan is not None else ""
        super().__init__(desk.clock, title, verb, must_type=must_type, glyphs=desk.glyphs)
        self.plan = plan
        self._desk = desk
        self._write = write
        self._undoes = undoes
        self._follows = follows
        self._sent = ""
        self._done = ""

    def on_mount(self) -> None:
        if self.plan is not None:
            self._show(self.plan)
            return
        self.notes = (Cell(CHECKING, Tone.MUTED),)
        run_job(self, self._prepare, group="prepare", exclusive=True)

    async def _prepare(self) -> None:
        try:
            plan = await self._desk.services.changing.prepare(self._write)
        except CodatError as error:
            self.notes = tuple(Cell(line) for line in Problem.of(error).lines)
            self.refusal = error.title
            return
        self._show(plan)

    # What follows a confirmed write

    def confirmed(self) -> None:
        if self._follows is None or self.plan is None:
            super().confirmed()
            return
        changing = self._desk.services.changing
        self.rename(self.plan.title, self.plan.verb)
        self.facts, self.curl, self.ready = (), "", False
        self.notes = (
            Cell("Sending it, then reading it back…"),
            Cell("Leaving does not stop it.", Tone.MUTED),
        )
        self.follow(changing.subscribe(self._write_heard))
        self._sent = changing.start(self.plan)
        self._write_heard(changing.changes[self._sent])

    def _write_heard(self, change: Change) -> None:
        if change.intent_id != self._sent or isinstance(change.outcome, Sending) or self._follows is None:
            return
        self._unsubscribe()
        if not isinstance(change.outcome, Verified):
            # The screen behind tells what came of it, and what helps.
            self.dismiss(False)
            return
        self._write, self._follows = self._follows, None
        self._done = f"{self._desk.glyphs.ok} {change.outcome.detail}"
        self.query_one(Buttons).way_out = "not now"
        self.notes = (Cell(self._done, Tone.OK), Cell(CHECKING, Tone.MUTED))
        run_job(self, self._prepare, group="prepare", exclusive=True)

    def _show(self, plan: WritePlan) -> None:
        self.plan = plan
        title = (
            f"Undo: {plan.title}" if self._undoes else f"Saved. {plan.title}?" if self._done else plan.title
        )
        self.rename(title, plan.verb)
        glyphs = self._desk.glyphs
        company = self._desk.services.fleet.full_name(plan.company_id, plan.company_name)
        facts = plan_facts(plan, glyphs, company)
        self.facts = tuple(FactLine(each.label, each.value, each.note) for each in facts)
        done = (Cell(self._done, Tone.OK),) if self._done else ()
        follows = (
            (Cell("Once it is saved, this sheet offers to sync.", Tone.MUTED),)
            if self._follows is not None
            else ()
        )
        self.notes = (*done, *plan_notes(plan, glyphs), *follows)
        self.curl = plan.curl
        self.refusal = plan.refused
        self.ready = True
