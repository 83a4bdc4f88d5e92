"""The sheet that shows and confirms one write: company, changes, conflicts, request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codat_tui.models.errors import CodatError
from codat_tui.present import Cell, Tone
from codat_tui.present.panels import Problem
from codat_tui.screens.shell.desk import Desk
from codat_tui.widgets.jobs import run_job
from codat_tui.widgets.sheet import FactLine, Sheet
from codat_tui.words import count

if TYPE_CHECKING:
    from codat_tui.models.writes import Conflict, Write, WritePlan

CHECKING = "Reading what is there now…"


class ChangeSheet(Sheet):
    """Prepares *write* and shows the plan; dismisses with True when confirmed.

    Pass *plan* only when a text must be typed: the layout needs it at the start. *undoes* adds "Undo" to the
    title.
    """

    def __init__(
        self, desk: Desk, write: Write, title: str, plan: WritePlan | None = None, undoes: bool = False
    ) -> None:
        verb = plan.verb if plan is not None else "confirm"
        must_type = plan.must_type if plan is not None else ""
        super().__init__(desk.clock, title, verb, must_type=must_type, glyphs=desk.glyphs)
        self.plan = plan
        self._desk = desk
        self._write = write
        self._undoes = undoes

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

    def _show(self, plan: WritePlan) -> None:
        self.plan = plan
        self.rename(f"Undo: {plan.title}" if self._undoes else plan.title, plan.verb)
        facts = [FactLine("company", plan.company_name, plan.company_id)] if plan.company_id else []
        facts += [FactLine(fact.label, fact.value, fact.note) for fact in plan.facts]
        facts += [
            FactLine(line.label, _change(line.before, line.after, self._desk), line.note)
            for line in plan.diff
        ]
        self.facts = tuple(facts)
        self.notes = tuple(self._notes(plan))
        self.curl = plan.curl
        self.refusal = plan.refused
        self.ready = True

    def _notes(self, plan: WritePlan) -> list[Cell]:
        sign = self._desk.glyphs.action
        notes: list[Cell] = []
        for conflict in plan.conflicts:
            notes += _conflict_cells(conflict, sign)
        for warning in plan.warnings:
            tone = Tone.FAILED if warning.will_fail else Tone.ACTION
            notes.append(Cell(f"{sign} {warning.text}", tone))
            if warning.remedy:
                notes.append(Cell(f"  {warning.remedy}", Tone.MUTED))
        if any(warning.will_fail for warning in plan.warnings):
            notes.append(Cell("As it is, it will fail.", Tone.FAILED))
        if not plan.undoable:
            notes.append(Cell("Cannot be undone.", Tone.WARNING))
        notes.append(Cell(f"Costs about {count(plan.requests, 'request')}.", Tone.MUTED))
        return notes


def _change(before: str, after: str, desk: Desk) -> str:
    return f"{before or '(nothing)'} {desk.glyphs.arrow} {after or '(nothing)'}"


def _conflict_cells(conflict: Conflict, sign: str) -> list[Cell]:
    return [
        Cell(
            f"{sign} {conflict.label} was changed by somebody else meanwhile. Confirming overwrites it.",
            Tone.FAILED,
        ),
        Cell(f"  shown to you   {conflict.shown}", Tone.MUTED),
        Cell(f"  there now      {conflict.now}", Tone.NORMAL),
        Cell(f"  you want       {conflict.wanted}", Tone.NORMAL),
    ]
