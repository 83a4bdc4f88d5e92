"""A company's syncs in cells and lines: rows, the strip of days, one day in words, what stands against a range; pure.

Every line fits the given width.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, TypeAlias

from codat_tui.models.local import known
from codat_tui.models.overview import CompanyOverview
from codat_tui.present.cells import code_cell, sync_cells
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.text import fit, shorten, width
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.messages import Explanation, explain
from codat_tui.rules.fleet.links import Kind, platform_name
from codat_tui.rules.syncs.order import newest_first
from codat_tui.words import count, exact, short_date

if TYPE_CHECKING:
    from datetime import date

    from codat_tui.models.codat import SyncStatus
    from codat_tui.rules.syncs.range_choice import RangeProblem
    from codat_tui.rules.syncs.windows import DayMark

Line: TypeAlias = tuple[Cell, ...]

LATEST, LAST_GOOD = "latest", "last ok"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MARKS = {
    SyncState.WRITTEN: ("ok", Tone.OK),
    SyncState.NOTHING_WRITTEN: ("nothing", Tone.NORMAL),
    SyncState.RUNNING: ("running", Tone.RUNNING),
    SyncState.FAILED: ("failed", Tone.FAILED),
    SyncState.UNKNOWN: ("unknown", Tone.UNKNOWN),
}
_PUSHED = {True: Cell("yes"), False: Cell("no", Tone.MUTED), None: Cell("–", Tone.MUTED)}


def sync_key(status: SyncStatus) -> str:
    """What names a sync among those of its company."""
    return status.sync_id or status.commerce_sync_id or f"{status.sync_utc} {status.code}"


def latest_of(overview: CompanyOverview, syncs: Sequence[SyncStatus]) -> SyncStatus | None:
    """The latest sync: what Codat calls so, or a newer one among *syncs*, newest first."""
    latest = known(overview.latest)
    found = newest_first((*syncs[:1], *((latest,) if latest is not None else ())))
    return found[0] if found else None


def notes_of(overview: CompanyOverview, syncs: Sequence[SyncStatus] = ()) -> dict[str, str]:
    """Which sync is the latest and which the last successful one, by `sync_key`; of both, the latest."""
    notes: dict[str, str] = {}
    newest = ((LAST_GOOD, known(overview.last_successful)), (LATEST, latest_of(overview, syncs)))
    for word, status in newest:
        if status is not None:
            notes[sync_key(status)] = word
    return notes


def history_cells(
    status: SyncStatus, notes: Mapping[str, str], now: datetime, glyphs: Glyphs, zone: tzinfo
) -> tuple[Cell, Cell, Cell, Cell, Cell, Cell, Cell]:
    """A row of the history: time, age, status, the server's word, data pushed, which one it is, message."""
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
    """How many syncs ended how: "· 9 nothing to write", "✔ 27 written", "✖ 24 failed"."""
    tally = dict.fromkeys(SyncState, 0)
    for sync in syncs:
        tally[describe(sync.code).state] += 1
    words = (
        (SyncState.UNKNOWN, "unknown"),
        (SyncState.NOTHING_WRITTEN, "nothing to write"),
        (SyncState.WRITTEN, "written"),
        (SyncState.RUNNING, "running"),
        (SyncState.FAILED, "failed"),
    )
    return tuple(
        Cell(f"{getattr(glyphs, _MARKS[state][0])} {tally[state]} {word}", _MARKS[state][1])
        for state, word in words
        if tally[state]
    )


# The strip of days


def scale_line(marks: Sequence[DayMark]) -> Line:
    """Months over a strip of one cell a day: each at its first day, the first one where there is room."""
    text = ""
    for index, mark in enumerate(marks):
        label = short_date(mark.day)
        if (index == 0 or mark.day.day == 1) and len(text) <= index and index + len(label) <= len(marks):
            text += " " * (index - len(text)) + label + " "
    return (Cell(text.rstrip(), Tone.MUTED),)


def mark_cell(mark: DayMark, glyphs: Glyphs) -> Cell:
    """One day of the strip; blank where nothing ran."""
    if mark.state is None:
        return Cell(" ", Tone.MUTED)
    glyph, tone = _MARKS[mark.state]
    return Cell(getattr(glyphs, glyph), tone)


def caret_line(marks: Sequence[DayMark], cursor: int | None, glyphs: Glyphs, cells: int) -> Line:
    """A sign under the day of the cursor, and that day in words on whichever side has room."""
    if cursor is None or not 0 <= cursor < len(marks):
        return (Cell(" "),)
    words = day_words(marks[cursor], glyphs)
    length = sum(width(cell.text) for cell in words)
    caret = Cell(glyphs.ascending, Tone.ACCENT)
    if cursor + 2 + length <= cells:
        return (Cell(" " * cursor), caret, Cell(" "), *words)
    if length + 1 <= cursor:
        return (Cell(" " * (cursor - length - 1)), *words, Cell(" "), caret)
    return (Cell(" " * cursor), caret)


def day_words(mark: DayMark, glyphs: Glyphs) -> Line:
    """One day: "Fri 30 Oct  ✖ 4000 Configuration, 2 syncs"."""
    day = Cell(f"{_day_text(mark.day)}  ", Tone.NORMAL)
    if mark.latest is None:
        return (day, Cell("no sync", Tone.MUTED))
    state = code_cell(mark.latest.code, mark.latest.word, glyphs)
    more = (Cell(f", {count(mark.syncs, 'sync')}", Tone.MUTED),) if mark.syncs > 1 else ()
    return (day, state, *more)


def _day_text(day: date) -> str:
    return f"{_DAYS[day.weekday()]} {short_date(day)}"


def newest_lines(
    overview: CompanyOverview, syncs: Sequence[SyncStatus], glyphs: Glyphs, zone: tzinfo
) -> tuple[Line, ...]:
    """The latest and the last successful sync, a line each, to stand beside the strip."""
    lines: list[Line] = []
    newest = (("Latest", latest_of(overview, syncs)), ("Last success", known(overview.last_successful)))
    for label, status in newest:
        head = Cell(fit(label, 14), Tone.MUTED)
        if status is None:
            lines.append((head, Cell("none known", Tone.MUTED)))
            continue
        moment = read_instant(status.sync_utc)
        when = exact(moment, zone) if moment else status.sync_utc or ""
        lines.append((head, Cell(fit(when, 19)), code_cell(status.code, status.word, glyphs)))
    return tuple(lines)


def explanation_of(overview: CompanyOverview | None, status: SyncStatus) -> Explanation | None:
    """What the messages of a sync mean, with the names that the company's mapping still knows."""
    configuration = known(overview.configuration) if overview else None
    connections = known(overview.connections) if overview else None
    accounting = platform_name(connections, Kind.ACCOUNTING)
    commerce = platform_name(connections, Kind.COMMERCE)
    for message in (status.error_message, status.exception_message):
        if message and (found := explain(message, configuration, accounting, commerce)):
            return found
    return None


# A range to sync


def problem_lines(problems: Sequence[RangeProblem], glyphs: Glyphs, zone: tzinfo, cells: int) -> list[Line]:
    """What stands against a range, worst first; syncs that covered part of it follow their one reason."""
    lines: list[Line] = []
    said: set[str] = set()
    for problem in problems:
        tone = Tone.FAILED if problem.blocks else Tone.ACTION
        sign = glyphs.failed if problem.blocks else glyphs.action
        if problem.text not in said:
            said.add(problem.text)
            lines.append((Cell(shorten(f"{sign} {problem.text}", cells, glyphs.ellipsis), tone),))
        if problem.covered is not None and not problem.blocks:
            lines.append(_covered_line(problem, glyphs, zone))
    hidden = len(lines) - 3
    if hidden > 0:
        lines = [*lines[:3], (Cell(f"  and {hidden} more", Tone.MUTED),)]
    return lines


def _covered_line(problem: RangeProblem, glyphs: Glyphs, zone: tzinfo) -> Line:
    covered = problem.covered
    assert covered is not None
    state = code_cell(covered.sync.code, covered.sync.word, glyphs)
    text = f"  {exact(covered.start, zone)} {glyphs.arrow} {exact(covered.finish, zone)}  "
    # Codat states the range of few syncs: the others begin, as documented, where the success before them ended.
    inferred = () if covered.stated else (Cell("  (inferred)", Tone.MUTED),)
    return (Cell(text, Tone.MUTED), state, *inferred)


def utc_beside(instant: datetime | None) -> str:
    """The instant in UTC, to stand beside a local time."""
    return f"{exact(instant, UTC)} UTC" if instant else ""


def span(start: datetime | None, finish: datetime | None) -> str:
    """How long a range is, in days and hours: "25 d 11 h"; "" where an end is not known."""
    if start is None or finish is None or finish <= start:
        return ""
    days, hours = divmod(int((finish - start).total_seconds()) // 3600, 24)
    return f"{days} d {hours} h" if days and hours else f"{days} d" if days else f"{hours} h"
