"""What a write will do, as its sheet and its command show it before it is sent; pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from codat_tui.models.writes import PlanFact
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.words import count

if TYPE_CHECKING:
    from codat_tui.models.writes import Conflict, WritePlan


def plan_facts(plan: WritePlan, glyphs: Glyphs, company_name: str) -> tuple[PlanFact, ...]:
    """Return the company, called *company_name*, the facts, and each change from what is there to what will be."""
    company = [PlanFact("company", company_name, plan.company_id)] if plan.company_id else []
    changes = (
        PlanFact(
            line.label, f"{line.before or '(nothing)'} {glyphs.arrow} {line.after or '(nothing)'}", line.note
        )
        for line in plan.diff
    )
    return (*company, *plan.facts, *changes)


def plan_notes(plan: WritePlan, glyphs: Glyphs) -> tuple[Cell, ...]:
    """Return conflicts, warnings, whether it can be undone, and what it costs."""
    notes: list[Cell] = []
    for conflict in plan.conflicts:
        notes += _conflict(conflict, glyphs.action)
    for warning in plan.warnings:
        tone = Tone.FAILED if warning.will_fail else Tone.ACTION
        notes.append(Cell(f"{glyphs.action} {warning.text}", tone))
        if warning.remedy:
            notes.append(Cell(f"  {warning.remedy}", Tone.MUTED))
    if any(warning.will_fail for warning in plan.warnings):
        notes.append(Cell("As it is, it will fail.", Tone.FAILED))
    if not plan.undoable:
        notes.append(Cell("Cannot be undone.", Tone.WARNING))
    return (*notes, Cell(f"Costs about {count(plan.requests, 'request')}.", Tone.MUTED))


def _conflict(conflict: Conflict, sign: str) -> Iterable[Cell]:
    said = f"{sign} {conflict.label} was changed by somebody else meanwhile. Confirming overwrites it."
    return (
        Cell(said, Tone.FAILED),
        Cell(f"  shown to you   {conflict.shown}", Tone.MUTED),
        Cell(f"  there now      {conflict.now}", Tone.NORMAL),
        Cell(f"  you want       {conflict.wanted}", Tone.NORMAL),
    )
