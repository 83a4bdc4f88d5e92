"""A watch as text: phases, elapsed time, next request, reason of a wait, outcome.

Invariant: no percentage and no phase is invented; an unknown status of Codat is shown unchanged.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from codat_tui.models.clean_text import clean
from codat_tui.models.local import Phase
from codat_tui.present.cells import code_cell
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.text import ago, elapsed

if TYPE_CHECKING:
    from codat_tui.models.local import Watch

_STEPS = ((Phase.REQUESTED, "requested"), (Phase.STARTED, "started"), (Phase.PUSHING, "pushing"))
_PHASE_WORDS = frozenset({"", "requested", "notstarted", "started", "pushing"})


def phase_cells(watch: Watch, glyphs: Glyphs) -> tuple[Cell, ...]:
    """Return the phases in order: "● requested", "◐ started", "○ pushing", "○ end"."""
    order = [phase for phase, _ in _STEPS]
    reached = order.index(watch.phase) if watch.phase in order else len(order)
    cells = []
    for index, (_, label) in enumerate(_STEPS):
        if index < reached or not watch.running:
            cells.append(Cell(f"{glyphs.done} {label}", Tone.MUTED))
        elif index == reached:
            cells.append(Cell(f"{glyphs.running} {_present_word(watch, label)}", Tone.RUNNING))
        else:
            cells.append(Cell(f"{glyphs.ahead} {label}", Tone.MUTED))
    end = Cell(f"{glyphs.ahead} end", Tone.MUTED) if watch.running else outcome_cell(watch, glyphs)
    return (*cells, end)


def _present_word(watch: Watch, label: str) -> str:
    folded = watch.word.replace(" ", "").casefold()
    return label if folded in _PHASE_WORDS else clean(watch.word)


def present_phase(watch: Watch, glyphs: Glyphs) -> Cell:
    """Return the current phase of a running watch: "◐ pushing"."""
    return next(cell for cell in phase_cells(watch, glyphs) if cell.tone is Tone.RUNNING)


def phase_line(watch: Watch, glyphs: Glyphs) -> Cell:
    """Return the phases as one text; after the end the outcome and duration."""
    if not watch.running:
        outcome = outcome_cell(watch, glyphs)
        return Cell(f"{outcome.text} in {elapsed(_seconds(watch, watch.ended_at))}", outcome.tone)
    return Cell(f" {glyphs.dash} ".join(cell.text for cell in phase_cells(watch, glyphs)), Tone.RUNNING)


def outcome_cell(watch: Watch, glyphs: Glyphs) -> Cell:
    """Return how a watch ended, or why that is not known."""
    if watch.error is not None:
        return Cell(f"{glyphs.unknown} {clean(watch.error.title)}", Tone.UNKNOWN)
    if watch.outcome is not None:
        return code_cell(watch.outcome.code, watch.outcome.word or "", glyphs, watch.outcome.data_pushed)
    return code_cell(watch.code, watch.word, glyphs)


def outcome_message(watch: Watch) -> str:
    """Return the message of Codat, or of the error that ended the watch; "" after success."""
    if watch.error is not None:
        return watch.error.next_step
    return (watch.outcome.error_message or "") if watch.outcome is not None else ""


def elapsed_text(watch: Watch, now: datetime) -> str:
    """Return the elapsed time, with the usual time if known."""
    text = elapsed(_seconds(watch, now))
    if watch.running and watch.usual_seconds is not None:
        return f"{text}, usually {elapsed(watch.usual_seconds)}"
    return text


def next_look_text(watch: Watch, now: datetime) -> str:
    """Return when Codat is asked next: "3 s", "busy: 429, again in 8 s"; "" after the end."""
    if not watch.running:
        return ""
    if watch.waiting is not None:
        return f"{clean(watch.waiting.reason)}, again in {_until(watch.waiting.until, now)}"
    return "looking" if watch.next_look_at is None else _until(watch.next_look_at, now)


def timeline(
    watch: Watch, now: datetime, zone: tzinfo, room: int, glyphs: Glyphs
) -> tuple[tuple[Cell, ...], ...]:
    """Return a line for each phase that was seen: since when, how long, and its part of the whole as a bar of *room*.

    Times are those of the looks, so a phase that passed between two of them has no line.
    """
    end = watch.ended_at or now
    begins = [
        (Phase.REQUESTED, watch.started_at),
        *(each for each in watch.seen if each[0] is not Phase.ENDED),
    ]
    ends = [at for _, at in begins[1:]] + [end]
    usual = watch.usual_seconds or 0.0
    whole = max((end - watch.started_at).total_seconds(), usual, 1.0)
    lines: list[tuple[Cell, ...]] = []
    for (phase, at), until in zip(begins, ends, strict=True):
        seconds = max(0.0, (until - at).total_seconds())
        before = max(0.0, (at - watch.started_at).total_seconds())
        tone = Tone.RUNNING if watch.running and until is end else Tone.MUTED
        label = dict(_STEPS).get(phase, str(phase))
        bar = _bar(before, seconds, whole, room, glyphs)
        lines.append(
            (
                Cell(f"{label:<11}", tone),
                Cell(f"{at.astimezone(zone):%H:%M:%S}   {elapsed(seconds):>7}   ", Tone.MUTED),
                Cell(bar, tone),
            )
        )
    if usual:
        words = f"{'usually':<11}{'':8}   {elapsed(usual):>7}   "
        lines.append((Cell(words, Tone.MUTED), Cell(_bar(0.0, usual, whole, room, glyphs), Tone.MUTED)))
    return tuple(lines)


def _bar(before: float, seconds: float, whole: float, room: int, glyphs: Glyphs) -> str:
    start, end = (round(each / whole * room) for each in (before, before + seconds))
    return " " * min(start, room - 1) + glyphs.dash * max(1, end - start)


def watch_cells(watch: Watch, now: datetime, glyphs: Glyphs) -> tuple[Cell, Cell, Cell, Cell, Cell]:
    """Return a row of Watching: company, phase, elapsed, next request or age of the end, requests made."""
    return (
        Cell(watch.company_name or watch.company_id),
        phase_line(watch, glyphs),
        Cell(elapsed_text(watch, now)),
        Cell(
            next_look_text(watch, now) or ago(watch.ended_at, now),
            Tone.WARNING if watch.waiting else Tone.MUTED,
        ),
        Cell(str(watch.looks), Tone.MUTED),
    )


def _seconds(watch: Watch, now: datetime | None) -> float:
    end = watch.ended_at or now
    return (end - watch.started_at).total_seconds() if end else 0.0


def _until(moment: datetime, now: datetime) -> str:
    seconds = max(0, round((moment - now).total_seconds()))
    return "now" if seconds == 0 else f"{seconds} s" if seconds < 100 else elapsed(seconds)
