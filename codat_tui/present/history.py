"""A company's syncs as cells and lines: rows, the strip of days, range problems; pure.

Invariant: every line fits the given width.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, TypeAlias

from codat_tui.models.local import known
from codat_tui.models.overview import CompanyOverview
from codat_tui.present.cells import code_cell, sync_cells
from codat_tui.present.glyphs import Cell, Glyphs, SignName, Tone
from codat_tui.present.text import fit, shorten, width
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.messages import Explanation, explain
from codat_tui.rules.fleet.links import PlatformKind, platform_name
from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.periods import Basis, Period
from codat_tui.rules.syncs.strip import DayMark, DayState
from codat_tui.words import count, minute_column, minute_text, short_date

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus
    from codat_tui.rules.syncs.range_choice import RangeProblem

Line: TypeAlias = tuple[Cell, ...]

LATEST, LAST_GOOD = "latest", "last ok"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MARKS: dict[SyncState, tuple[SignName, Tone]] = {
    SyncState.WRITTEN: ("ok", Tone.OK),
    SyncState.NOTHING_WRITTEN: ("nothing", Tone.NORMAL),
    SyncState.NOTHING_PUSHED: ("action", Tone.WARNING),
    SyncState.RUNNING: ("running", Tone.RUNNING),
    SyncState.FAILED: ("failed", Tone.FAILED),
    SyncState.UNKNOWN: ("unknown", Tone.UNKNOWN),
}
_DAY_MARKS: dict[DayState, tuple[SignName, Tone]] = {
    DayState.WRITTEN: ("ok", Tone.OK),
    DayState.NOTHING_WRITTEN: ("nothing", Tone.NORMAL),
    DayState.NOTHING_PUSHED: ("action", Tone.WARNING),
    DayState.LATER: ("mark", Tone.OK),
    DayState.FAILED: ("failed", Tone.FAILED),
    DayState.SILENT: ("dash", Tone.WARNING),
    DayState.RUNNING: ("running", Tone.RUNNING),
    DayState.UNKNOWN: ("unknown", Tone.UNKNOWN),
    DayState.AHEAD: ("pending", Tone.MUTED),
}
"""The sign of each day; those before the first sync have none."""
_PUSHED = {True: Cell("yes"), False: Cell("no", Tone.MUTED), None: Cell("–", Tone.MUTED)}


def sync_key(status: SyncStatus) -> str:
    """Return a key unique among a company's syncs."""
    return status.sync_id or status.commerce_sync_id or f"{status.sync_utc} {status.code}"


def latest_of(overview: CompanyOverview, syncs: Sequence[SyncStatus]) -> SyncStatus | None:
    """Return the newest of Codat's latest sync and *syncs* (newest first)."""
    latest = known(overview.latest)
    found = newest_first((*syncs[:1], *((latest,) if latest is not None else ())))
    return found[0] if found else None


def notes_of(overview: CompanyOverview, syncs: Sequence[SyncStatus] = ()) -> dict[str, str]:
    """Return "latest" and "last ok" by `sync_key`; a sync that is both is "latest"."""
    notes: dict[str, str] = {}
    newest = ((LAST_GOOD, known(overview.last_successful)), (LATEST, latest_of(overview, syncs)))
    for word, status in newest:
        if status is not None:
            notes[sync_key(status)] = word
    return notes


def history_cells(
    status: SyncStatus, notes: Mapping[str, str], now: datetime, glyphs: Glyphs, zone: tzinfo
) -> tuple[Cell, Cell, Cell, Cell, Cell, Cell, Cell]:
    """Return a history row: time, age, status, Codat's text, data pushed, note, message."""
    moment, age, state, word, message = sync_cells(status, now, glyphs, zone)
    pushed = _PUSHED[status.data_pushed]
    if status.data_pushed and describe(status.code).state is SyncState.FAILED:
        pushed = Cell("partly", Tone.WARNING)
    note = Cell(notes.get(sync_key(status), ""), Tone.ACCENT)
    return (
        moment,
        age,
        state,
        word,
        pushed,
        note,
        message if message.text else Cell(status.exception_message),
    )


def counts(syncs: Iterable[SyncStatus], glyphs: Glyphs) -> tuple[Cell, ...]:
    """Return how many syncs ended how: "· 9 nothing to write", "✔ 27 written", "✖ 24 failed"."""
    tally = dict.fromkeys(SyncState, 0)
    for sync in syncs:
        tally[describe(sync.code, sync.data_pushed).state] += 1
    words = (
        (SyncState.UNKNOWN, "unknown"),
        (SyncState.NOTHING_WRITTEN, "nothing to write"),
        (SyncState.NOTHING_PUSHED, "nothing pushed"),
        (SyncState.WRITTEN, "written"),
        (SyncState.RUNNING, "running"),
        (SyncState.FAILED, "failed"),
    )
    return tuple(
        Cell(f"{glyphs.sign(_MARKS[state][0])} {tally[state]} {word}", _MARKS[state][1])
        for state, word in words
        if tally[state]
    )


# The strip of days


def scale_line(marks: Sequence[DayMark]) -> Line:
    """Return month names above a strip of one cell a day, each at its first day."""
    text = ""
    for index, mark in enumerate(marks):
        label = short_date(mark.day)
        if (index == 0 or mark.day.day == 1) and len(text) <= index and index + len(label) <= len(marks):
            text += " " * (index - len(text)) + label + " "
    return (Cell(text.rstrip(), Tone.MUTED),)


def mark_cell(mark: DayMark, glyphs: Glyphs) -> Cell:
    """One day of the strip; blank before the first sync."""
    if mark.state is DayState.BEFORE:
        return Cell(" ", Tone.MUTED)
    glyph, tone = _DAY_MARKS[mark.state]
    return Cell(glyphs.sign(glyph), tone)


def legend_line(marks: Sequence[DayMark], glyphs: Glyphs, cells: int) -> Line:
    """What the signs of these days mean, as many as have room."""
    line: list[Cell] = []
    found = {mark.state for mark in marks}
    for state, (glyph, tone) in _DAY_MARKS.items():
        word = f" {state.value}   "
        if state in found and (cells := cells - 1 - width(word)) >= -3:
            line += [Cell(glyphs.sign(glyph), tone), Cell(word, Tone.MUTED)]
    # What fills the room to the last cell must not be cut for the blanks behind it.
    return (*line[:-1], Cell(line[-1].text.rstrip(), Tone.MUTED)) if line else ()


def cursor_line(marks: Sequence[DayMark], cursor: int | None, glyphs: Glyphs) -> Line:
    """A sign under the day of the cursor."""
    if cursor is None or not 0 <= cursor < len(marks):
        return (Cell(" "),)
    return (Cell(" " * cursor), Cell(glyphs.ascending, Tone.ACCENT))


def day_words(mark: DayMark, glyphs: Glyphs, zone: tzinfo, cells: int) -> Line:
    """One day: "Fri 30 Oct 00:00 → 31 Oct 00:00 Europe/London  ✖ 4000 Configuration, 2 syncs, in no sync"."""
    start, finish = mark.start.astimezone(zone), mark.finish.astimezone(zone)
    period = f"{_hour(start)} {glyphs.arrow} {_hour(finish)} {zone}  "
    if mark.latest is None:
        sign = mark_cell(mark, glyphs)
        words = mark.state.value if mark.held_by is None else "no sync"
        told = Cell(f"{sign.text} {words}", sign.tone)
    else:
        told = code_cell(mark.latest.code, mark.latest.word, glyphs, mark.latest.data_pushed)
    more = _about(mark, zone)
    weekday = f"{_DAYS[start.weekday()]} "
    if width(f"{weekday}{period}{told.text}{more}") <= cells:
        period = f"{weekday}{period}"
    room = max(0, cells - width(period))
    text = shorten(told.text, room, glyphs.ellipsis)
    rest = shorten(more, max(0, room - width(text)), glyphs.ellipsis)
    return (Cell(period), Cell(text, told.tone), Cell(rest, Tone.MUTED))


def _about(mark: DayMark, zone: tzinfo) -> str:
    """How many syncs ran for a day, and what its own sync does not tell of its period."""
    parts = [count(mark.syncs, "sync")] if mark.syncs > 1 else []
    if mark.held_by is not None:
        at = read_instant(mark.held_by.sync_utc)
        parts.append(f"in the sync of {_hour(at.astimezone(zone))}" if at else "in a later sync")
    elif mark.latest is not None and mark.state in (DayState.FAILED, DayState.SILENT):
        parts.append("in no sync")
    return "".join(f", {part}" for part in parts)


def _hour(local: datetime) -> str:
    return f"{short_date(local)} {local:%H:%M}"


def newest_lines(
    overview: CompanyOverview, syncs: Sequence[SyncStatus], glyphs: Glyphs, zone: tzinfo
) -> tuple[Line, ...]:
    """Return the latest and the last successful sync, one line each."""
    lines: list[Line] = []
    newest = (("Latest", latest_of(overview, syncs)), ("Last success", known(overview.last_successful)))
    for label, status in newest:
        head = Cell(fit(label, 14), Tone.MUTED)
        if status is None:
            lines.append((head, Cell("none known", Tone.MUTED)))
            continue
        moment = read_instant(status.sync_utc)
        when = f"{minute_column(moment, zone)} {zone}" if moment else status.sync_utc or ""
        lines.append(
            (
                head,
                Cell(fit(when, max(23, width(when) + 2))),
                code_cell(status.code, status.word, glyphs, status.data_pushed),
            )
        )
    return tuple(lines)


def explanation_of(overview: CompanyOverview | None, status: SyncStatus) -> Explanation | None:
    """Return the meaning of a sync's messages, with names from the company's mapping."""
    configuration = known(overview.configuration) if overview else None
    connections = known(overview.connections) if overview else None
    accounting = platform_name(connections, PlatformKind.ACCOUNTING)
    commerce = platform_name(connections, PlatformKind.COMMERCE)
    for message in (status.error_message, status.exception_message):
        if message and (found := explain(message, configuration, accounting, commerce)):
            return found
    return None


# A range to sync


def problem_lines(problems: Sequence[RangeProblem], glyphs: Glyphs, zone: tzinfo, cells: int) -> list[Line]:
    """Return the problems of a range, worst first, each with the syncs that covered part of it."""
    lines: list[Line] = []
    said: set[str] = set()
    for problem in problems:
        tone = Tone.FAILED if problem.blocks else Tone.ACTION
        sign = glyphs.failed if problem.blocks else glyphs.action
        if problem.text not in said:
            said.add(problem.text)
            lines.append((Cell(shorten(f"{sign} {problem.text}", cells, glyphs.ellipsis), tone),))
        if problem.hole is not None:
            lines.append((Cell(f"  {_range(problem.hole.start, problem.hole.finish, glyphs, zone)}"),))
        if problem.covered is not None and not problem.blocks:
            lines.append(_covered_line(problem.covered, glyphs, zone))
    hidden = len(lines) - 3
    if hidden > 0:
        lines = [*lines[:3], (Cell(f"  and {hidden} more", Tone.MUTED),)]
    return lines


def _range(start: datetime, finish: datetime, glyphs: Glyphs, zone: tzinfo) -> str:
    return f"{minute_text(start, zone)} {glyphs.arrow} {minute_text(finish, zone)}"


def _covered_line(covered: Period, glyphs: Glyphs, zone: tzinfo) -> Line:
    state = code_cell(covered.sync.code, covered.sync.word, glyphs, covered.sync.data_pushed)
    text = f"  {_range(covered.start, covered.finish, glyphs, zone)}  "
    # Codat states the range of few syncs: the others begin, as documented, where the success before them ended.
    inferred = {
        Basis.STATED: (),
        Basis.DUE: (Cell("  (inferred)", Tone.MUTED),),
        Basis.NOT_KNOWN: (Cell("  (not certain)", Tone.MUTED),),
    }
    return (Cell(text, Tone.MUTED), state, *inferred[covered.basis])


def utc_beside(instant: datetime | None) -> str:
    """Return the instant in UTC, for display beside a local time."""
    return f"{minute_text(instant, UTC)} UTC" if instant else ""


def span(start: datetime | None, finish: datetime | None) -> str:
    """Return a range in days and hours: "25 d 11 h"; "" without both ends."""
    if start is None or finish is None or finish <= start:
        return ""
    days, hours = divmod(int((finish - start).total_seconds()) // 3600, 24)
    return f"{days} d {hours} h" if days and hours else f"{days} d" if days else f"{hours} h"
