"""One company as lines of cells: verdict, times, sixty days, connections, configuration; pure.

Invariant: every line fits the given width; a part not known or failed is named in its place.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, TypeAlias

from codat_tui.models.clean_text import clean
from codat_tui.models.diagnosis import CauseKind
from codat_tui.models.local import Failed, Loaded, Loading, RemoteState, known
from codat_tui.models.overview import CompanyOverview
from codat_tui.present.cells import STATES, code_cell, link_state_cell
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.history import legend_line, mark_cell
from codat_tui.present.text import ago, fit, width, wrap
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.earlier_configuration import change_sentences
from codat_tui.rules.diagnosis.overview_facts import facts_of
from codat_tui.rules.diagnosis.verdict import Verdict
from codat_tui.rules.findings import blocking
from codat_tui.rules.syncs.due_times import is_daily, schedule_memory, schedule_zone
from codat_tui.rules.syncs.strip import day_strip
from codat_tui.words import minute_column, moment_text

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, Connection, SyncStatus

Line: TypeAlias = tuple[Cell, ...]

TIME_FAULTS = frozenset(
    {CauseKind.FREQUENCY_MISSING, CauseKind.FREQUENCY_INVALID, CauseKind.TIME_ZONE_INVALID}
)
STRIP_DAYS = 60
MOST_CHANGES = 3
LEAST_GAP = 3
MOST_NAME = 30
BESIDE = 60
"""Cells between a line and who acts beside it; a narrower place has it on a line of its own."""
KEY_GAP = 5


@dataclass(frozen=True, slots=True)
class DrawingContext:
    """How a company is drawn: time, glyphs, width in cells, the engineer's time zone."""

    now: datetime
    glyphs: Glyphs
    width: int
    zone: tzinfo = UTC


def verdict_lines(verdict: Verdict, context: DrawingContext) -> list[Line]:
    """Return the verdict: state, causes in order, the first fix; who acts beside the first line with room."""
    glyph, tone = STATES[verdict.state]
    room = context.width - 2
    sign = f"{context.glyphs.sign(glyph)} "
    lines: list[Line] = [
        (Cell(sign if number == 0 else "  ", tone), Cell(line, tone))
        for number, line in enumerate(wrap(verdict.headline, room))
    ]
    for cause in verdict.causes:
        shade = Tone.NORMAL if cause.blocks else Tone.MUTED
        lines += [(Cell(f"  {line}", shade),) for line in wrap(cause.text, room)]
    lines += [(Cell(f"  {line}", Tone.MUTED),) for line in wrap(verdict.remedy, room)]
    if verdict.who is not None:
        acts = (Cell("who acts: ", Tone.MUTED), Cell(verdict.who.words, Tone.ACCENT))
        gaps = [context.width - sum(width(cell.text) for cell in (*line, *acts)) for line in lines]
        beside = next((number for number, gap in enumerate(gaps) if gap >= LEAST_GAP), None)
        if beside is None or context.width < BESIDE:
            lines.append((Cell("  "), *acts))
        else:
            lines[beside] = (*lines[beside], Cell(" " * gaps[beside]), *acts)
    return lines


def key_line(keys: Sequence[tuple[str, str]], cells: int) -> list[Line]:
    """Return what can be done about a verdict: each key and its word, as many as fit on one line."""
    line: list[Cell] = []
    used = 0
    for key, word in keys:
        between = " " * (KEY_GAP if line else 2)
        used += len(between) + width(key) + 1 + width(word)
        if used > cells:
            break
        line += [Cell(between), Cell(f"{key} ", Tone.ACCENT), Cell(word)]
    return [tuple(line)] if line else []


def time_lines(overview: CompanyOverview, verdict: Verdict, context: DrawingContext) -> list[Line]:
    """Return the last success, the latest sync with its message, and when the next is due."""
    configuration = known(overview.configuration)
    zone = schedule_zone(configuration)
    due = verdict.next_due
    due_text = f"{minute_column(due, zone)} {zone}" if due else _no_due(configuration, verdict)
    if due is not None and due <= context.now:
        due_text += f", {ago(due, context.now)}: its sync is still to come"
    lines = [
        _sync_line("Last success", overview.last_successful, context),
        _sync_line("Latest", overview.latest, context),
    ]
    latest = known(overview.latest)
    message = clean(latest.error_message or latest.exception_message or "") if latest else ""
    lines += [(Cell(" " * 14 + line, Tone.NORMAL),) for line in wrap(message, context.width - 14)[:3]]
    if configuration is not None:
        lines.append((Cell(fit("Next due", 14), Tone.MUTED), Cell(due_text)))
    return lines


def _no_due(configuration: Configuration | None, verdict: Verdict) -> str:
    if configuration is None or any(finding.kind in TIME_FAULTS for finding in verdict.findings):
        return "not known"
    if configuration.configured is False:
        return "none until the set-up is finished"
    if configuration.switched_on is False:
        return "none while the sync is switched off"
    down = any(each.field.startswith("connections.") for each in blocking(verdict.findings))
    if down:
        return "none that can succeed until both sides are linked"
    schedule = configuration.schedule
    if schedule is not None and schedule.selected_frequency and not is_daily(schedule):
        return f"not known: Codat documents when a daily sync is due, this one is {schedule.selected_frequency.lower()}"
    return "not known"


def _sync_line(label: str, part: RemoteState[SyncStatus | None], context: DrawingContext) -> Line:
    head = Cell(fit(label, 14), Tone.MUTED)
    status = known(part)
    if status is None:
        return (head, missing(part, "none yet", context))
    moment = read_instant(status.sync_utc)
    when = (
        f"{minute_column(moment, context.zone)} {context.zone}"
        if moment
        else status.sync_utc or "at an unknown time"
    )
    return (
        head,
        Cell(fit(when, max(23, width(when) + 2))),
        Cell(fit(ago(moment, context.now), 13), Tone.MUTED),
        code_cell(status.code, status.word or "", context.glyphs, status.data_pushed),
    )


def missing(part: RemoteState[object], nothing: str, context: DrawingContext) -> Cell:
    """Return the text for a part that is loading or failed, else *nothing*."""
    if isinstance(part, Failed):
        return Cell(f"{context.glyphs.failed} not read: {part.error.title}", Tone.WARNING)
    if isinstance(part, Loading):
        return Cell(f"{context.glyphs.running} reading", Tone.MUTED)
    return Cell(nothing, Tone.MUTED)


def change_lines(overview: CompanyOverview, verdict: Verdict, context: DrawingContext) -> list[Line]:
    """Return what changed in the configuration since the last good sync, as far as this machine knows.

    Nothing for a company that needs nobody, unless something changed.
    """
    earlier, now, zone = facts_of(overview).earlier, context.now, context.zone
    success = known(overview.last_successful)
    good = read_instant(success.sync_utc) if success else None
    told: list[Cell] = []
    if earlier is not None and not earlier.comparison.nothing:
        sentences = list(change_sentences(earlier.comparison))
        told += [Cell(sentence) for sentence in sentences[:MOST_CHANGES]]
        rest = f"And {len(sentences) - MOST_CHANGES} more" if sentences[MOST_CHANGES:] else "Nothing else"
        seen = moment_text(earlier.last_seen, zone, now)
        told.append(Cell(f"{rest} since the last success (seen on {seen}).", Tone.MUTED))
    elif not verdict.state.needs_person or good is None or not isinstance(overview.configuration, Loaded):
        return []
    elif earlier is not None:
        same = moment_text(earlier.first_seen, zone, now)
        told.append(Cell(f"Nothing since the last success: as it was on {same}.", Tone.MUTED))
    elif overview.snapshots:
        first = moment_text(min(each.first_seen for each in overview.snapshots), zone, now)
        told.append(Cell(f"Not known: first seen on {first}, after the last success.", Tone.MUTED))
    else:
        told.append(Cell("Not known: this machine has kept no earlier mapping.", Tone.MUTED))
    saved = overview.saved_at
    if saved is not None and (good is None or saved > good):
        told.append(Cell(f"Saved from this machine on {moment_text(saved, zone, now)}.", Tone.MUTED))
    lines = [Cell(line, cell.tone) for cell in told for line in wrap(cell.text, context.width - 14)]
    return [
        (Cell(fit("" if number else "Changed", 14), Tone.MUTED), line) for number, line in enumerate(lines)
    ]


def strip_lines(overview: CompanyOverview, context: DrawingContext) -> list[Line]:
    """One mark a day for the last sixty days, today last, and what the marks mean; fewer days where there is less
    room."""
    syncs = known(overview.syncs)
    if syncs is None:
        head = Cell(fit(f"{STRIP_DAYS} days", 14), Tone.MUTED)
        return [(head, missing(overview.syncs, "no history", context))]
    room = context.width - 14
    days = max(1, min(STRIP_DAYS, room))
    configuration = known(overview.configuration)
    memory = schedule_memory(overview.snapshots, configuration)
    marks = day_strip(syncs, configuration, context.now, days, memory)
    head = Cell(fit(f"{days} days", 14), Tone.MUTED)
    signs = _runs(mark_cell(mark, context.glyphs) for mark in marks)
    return [(head, *signs), (Cell(" " * 14), *legend_line(marks, context.glyphs, room))]


def _runs(cells: Iterable[Cell]) -> list[Cell]:
    # Join cells of one tone: a strip is then a few cells, not sixty.
    joined: list[Cell] = []
    for cell in cells:
        if joined and joined[-1].tone is cell.tone:
            joined[-1] = Cell(joined[-1].text + cell.text, cell.tone)
        else:
            joined.append(cell)
    return joined


def connection_lines(overview: CompanyOverview, context: DrawingContext) -> list[Line]:
    """Return one line for each connection: state, platform, kind, last data read."""
    connections = known(overview.connections)
    if connections is None:
        return [(missing(overview.connections, "", context),)]
    if not connections:
        return [(Cell(f"{context.glyphs.action} no connection at all", Tone.ACTION),)]
    states = [link_state_cell(each.status or "", context.glyphs) for each in connections]
    names = [each.platform_name or each.integration_key or "?" for each in connections]
    # As wide as what stands there: the configuration may stand beside them.
    state_cells = max(width(state.text) for state in states) + 2
    name_cells = min(max(map(width, names)), MOST_NAME) + 2
    return [
        (
            Cell(fit(state.text, state_cells), state.tone),
            Cell(fit(name, name_cells)),
            Cell(fit((connection.source_type or "").lower(), 12), Tone.MUTED),
            Cell(_read(connection, context), Tone.MUTED),
        )
        for connection, state, name in zip(connections, states, names, strict=True)
    ]


def _read(connection: Connection, context: DrawingContext) -> str:
    read = ago(read_instant(connection.last_sync), context.now)
    return f"read {read}" if read else "never read"


def configuration_lines(overview: CompanyOverview, verdict: Verdict, context: DrawingContext) -> list[Line]:
    configuration = known(overview.configuration)
    if configuration is None:
        return [(missing(overview.configuration, "no configuration", context),)]
    glyphs = context.glyphs
    line = (
        _yes_no(configuration.switched_on, "enabled", glyphs),
        _yes_no(configuration.configured, "configured", glyphs),
        Cell(_schedule(configuration), Tone.MUTED),
    )
    problems = [
        finding for finding in verdict.findings if finding.field.startswith(("configuration", "schedule"))
    ]
    lines: list[Line] = [line]
    for finding in problems[:3]:
        tone = Tone.FAILED if finding.severity == "blocks" else Tone.WARNING
        lines.append((Cell(f"{glyphs.action} {finding.label}: ", tone), Cell(finding.problem)))
    if len(problems) > 3:
        lines.append((Cell(f"  and {len(problems) - 3} more", Tone.MUTED),))
    return lines


def _yes_no(value: bool | None, word: str, glyphs: Glyphs) -> Cell:
    if value is None:
        return Cell(f"{glyphs.unknown} {word}   ", Tone.UNKNOWN)
    return (
        Cell(f"{glyphs.ok} {word}   ", Tone.OK)
        if value
        else Cell(f"{glyphs.action} not {word}   ", Tone.ACTION)
    )


def _schedule(configuration: Configuration) -> str:
    schedule = configuration.schedule
    if schedule is None:
        return "no schedule"
    zone = schedule.time_zone or "Etc/UTC"
    return (
        f"{(schedule.selected_frequency or 'no frequency').lower()} at {schedule.sync_hour or 0:02}:00 {zone}"
    )


def heading(text: str) -> Line:
    return (Cell(text, Tone.ACCENT),)


def side_by_side(left: Sequence[Line], right: Sequence[Line]) -> list[Line]:
    lines: list[Line] = []
    cells = max((sum(width(cell.text) for cell in line) for line in left), default=0) + 4
    for index in range(max(len(left), len(right))):
        first = left[index] if index < len(left) else ()
        second = right[index] if index < len(right) else ()
        gap = cells - sum(width(cell.text) for cell in first)
        lines.append((*first, Cell(" " * gap), *second) if second else tuple(first))
    return lines
