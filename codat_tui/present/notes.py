"""Notes and snoozes of a company as lines; pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from codat_tui.present.glyphs import Cell, Tone
from codat_tui.present.text import fit, wrap
from codat_tui.rules.fleet.snooze import cause_key, woken_by
from codat_tui.words import minute_text, moment_text

if TYPE_CHECKING:
    from codat_tui.models.diagnosis import Judgement
    from codat_tui.models.shift import CompanyNote
    from codat_tui.present.overview import Line

LABEL = 14


def note_lines(
    notes: Sequence[CompanyNote], judgement: Judgement | None, now: datetime, zone: tzinfo, width: int
) -> list[Line]:
    """Return each note with its author and time, those about other causes named so, and what became of snoozes."""
    lines: list[Line] = []
    key = cause_key(judgement.cause if judgement is not None else None)
    for note in notes:
        about = f" about: {note.short}" if note.cause != key and note.short else ""
        text = f"{note.text} ({written(note, now, zone)}{about})".strip()
        lines += _labelled("Note" if note is notes[0] else "", text, Tone.NORMAL, width)
        if note.until is not None:
            woken = woken_by(note, judgement)
            told = f"awake again: {woken}" if woken else f"until {minute_text(note.until, zone)}"
            lines += _labelled("Snoozed", told, Tone.WARNING if woken else Tone.MUTED, width)
    return lines


def written(note: CompanyNote, now: datetime, zone: tzinfo) -> str:
    """Return who wrote a note and when: "sam, 26 Nov, 08:12"."""
    return ", ".join(part for part in (note.author, moment_text(note.at, zone, now)) if part)


def _labelled(label: str, text: str, tone: Tone, width: int) -> list[Line]:
    lines: list[Line] = []
    for part in wrap(text, max(10, width - LABEL)):
        lines.append((Cell(fit(label, LABEL), Tone.MUTED), Cell(part, tone)))
        label = ""
    return lines
