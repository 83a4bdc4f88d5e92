"""Connections, syncs and fleet rows as cells."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import DAYS_UNTIL_OFF, CauseKind, State
from codat_tui.present.glyphs import Cell, Glyphs, SignName, Tone
from codat_tui.present.text import ago, initials, shorten
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.fleet.links import LinkState, read_link
from codat_tui.rules.fleet.query import Fuse, fuse_of, state_of
from codat_tui.rules.fleet.snooze import is_snoozed, note_of
from codat_tui.words import day, minute_column

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus
    from codat_tui.models.local import FleetEntry, LatestSync, PlatformLink

# (field of Glyphs, tone), the same everywhere.
STATES: dict[State, tuple[SignName, Tone]] = {
    State.OFF: ("off", Tone.FAILED),
    State.UNLINKED: ("unlinked", Tone.ACTION),
    State.FAILING: ("failed", Tone.FAILED),
    State.STUCK: ("running", Tone.ACTION),
    State.OVERDUE: ("overdue", Tone.ACTION),
    State.QUIET: ("nothing", Tone.WARNING),
    State.STALLED: ("pending", Tone.WARNING),
    State.UNKNOWN: ("unknown", Tone.UNKNOWN),
    State.RUNNING: ("running", Tone.RUNNING),
    State.WAITING: ("pending", Tone.MUTED),
    State.FINE: ("ok", Tone.OK),
    State.NOT_CHECKED: ("ellipsis", Tone.MUTED),
}
_WELL = frozenset({State.FINE, State.WAITING, State.NOT_CHECKED})
# Above this many failed days the count is red: Codat switches the company off at 31.
_URGENT = 20
# A status read longer ago than this shows its age.
STALE_AFTER = timedelta(hours=1)
A_MINUTE = timedelta(minutes=1)

# Short names for a column; the full title and meaning are in rules.sync_codes.
_SHORT = {
    1010: "Running, slow",
    4000: "Configuration",
    4040: "Unlinked",
    4200: "Mapping",
    4220: "Unlinked",
    4260: "Billing",
    5000: "Server error",
    5080: "Duplicate",
    5120: "Processing",
    5130: "Write error",
}


def code_cell(code: int | None, word: str, glyphs: Glyphs, pushed: bool | None = None) -> Cell:
    """Return a sync's status: "✔ Written", "✖ 4000 Configuration", or *word* for an unknown code.

    *pushed* is the sync's `dataPushed`: a success without data is "! Nothing pushed".
    """
    meaning = describe(code, pushed)
    match meaning.state:
        case SyncState.RUNNING:
            return Cell(f"{glyphs.running} {_SHORT.get(code or 0, 'Running')}", Tone.RUNNING)
        case SyncState.WRITTEN:
            return Cell(f"{glyphs.ok} Written", Tone.OK)
        case SyncState.NOTHING_WRITTEN:
            return Cell(f"{glyphs.nothing} Nothing to write", Tone.MUTED)
        case SyncState.NOTHING_PUSHED:
            return Cell(f"{glyphs.action} Nothing pushed", Tone.WARNING)
        case SyncState.FAILED:
            return Cell(f"{glyphs.failed} {code} {_SHORT.get(code or 0) or word or 'Failed'}", Tone.FAILED)
        case _:
            text = " ".join(part for part in (str(code or ""), word) if part)
            return Cell(f"{glyphs.unknown} {text or 'Unknown'}", Tone.UNKNOWN)


def status_cell(entry: FleetEntry, now: datetime, glyphs: Glyphs, narrow: bool = False) -> Cell:
    """Return the status of a fleet row:

    cause and code, or the sync's result when fine; with its age when over an hour old, or older than this run.
    """
    cell = _status(entry, glyphs)
    at = entry.last_seen or (entry.sync.checked_at if entry.sync is not None else None)
    if at is not None and now - at >= (STALE_AFTER if entry.last_seen is None else A_MINUTE):
        seen = ago(at, now)
        cell = Cell(f"{cell.text} ({seen if narrow else 'seen ' + seen})", cell.tone)
    return _noted(cell, entry, glyphs) if entry.notes else cell


def _noted(cell: Cell, entry: FleetEntry, glyphs: Glyphs) -> Cell:
    """The status with the note that counts; a snoozed company is no longer among the brightest."""
    note = note_of(entry)
    if note is None:
        return cell
    if is_snoozed(entry) and note.until is not None:
        # The column may cut the end: how long comes first.
        words = f"{glyphs.pending} to {day(note.until, UTC)}: {cell.text[2:]}"
        return Cell(f"{words}; {note.text}" if note.text else words, Tone.MUTED)
    return Cell(f"{cell.text}; {note.text}", cell.tone) if note.text else cell


def status_text(entry: FleetEntry, glyphs: Glyphs) -> str:
    """Return the status of a fleet row without its age and notes."""
    return _status(entry, glyphs).text


def _status(entry: FleetEntry, glyphs: Glyphs) -> Cell:
    state = state_of(entry)
    glyph, tone = STATES[state]
    cause = entry.judgement.cause if entry.judgement else None
    ended_well = entry.sync is None or describe(entry.sync.code).state is not SyncState.FAILED
    if (
        (state is State.FINE and ended_well and cause is None)
        or state is State.RUNNING
        or (cause is None and state in (State.FAILING, State.UNKNOWN))
    ):
        sync = entry.sync
        return (
            code_cell(sync.code, sync.word, glyphs, sync.data_pushed) if sync else code_cell(None, "", glyphs)
        )
    words = cause.short if cause else _WITHOUT_CAUSE.get(state, state.words)
    if entry.judgement is not None and entry.judgement.more_causes:
        words += f" +{entry.judgement.more_causes}"
    if (
        state in (State.FINE, State.QUIET)
        and ended_well
        and cause is not None
        and cause.kind not in (CauseKind.NOTHING_PUSHED, CauseKind.NOTHING_WRITTEN_LONG)
    ):
        words = f"{_ended(entry)}; {_continued(entry, words)}"
    coded = entry.sync is not None and not ended_well and state in (State.FAILING, State.FINE)
    code = f" {glyphs.nothing} {entry.sync.code}" if coded and entry.sync else ""
    return Cell(f"{glyphs.sign(glyph)} {words}{code}", tone)


def _ended(entry: FleetEntry) -> str:
    sync = entry.sync
    state = describe(sync.code, sync.data_pushed).state if sync else SyncState.WRITTEN
    words = {SyncState.NOTHING_WRITTEN: "Nothing to write", SyncState.NOTHING_PUSHED: "Nothing pushed"}
    return words.get(state, "Written")


def _continued(entry: FleetEntry, words: str) -> str:
    # The name of a platform stays as it is written.
    names = tuple(
        link.platform_name for link in (entry.commerce, entry.accounting) if link and link.platform_name
    )
    return words if names and words.startswith(names) else f"{words[:1].lower()}{words[1:]}"


_WITHOUT_CAUSE = {State.WAITING: "never synced", State.UNLINKED: "not linked"}


def days_cell(entry: FleetEntry) -> Cell:
    """Return the failed days of Codat's 31, "25/31"; "25+/31" for a lower bound.

    "1" while no sync is tried, "" for none.
    """
    return fuse_cell(fuse_of(entry))


def fuse_cell(fuse: Fuse | None) -> Cell:
    """Return the same for a fuse, such as the worst of a group."""
    if fuse is None:
        return Cell("")
    days, at_least, burns = min(fuse[0], DAYS_UNTIL_OFF), *fuse[1:]
    if not burns:
        # No sync is tried: the days do not run out.
        return Cell(str(days))
    more = "+" if at_least and days < DAYS_UNTIL_OFF else ""
    return Cell(f"{days}{more}/{DAYS_UNTIL_OFF}", Tone.FAILED if days > _URGENT else Tone.NORMAL)


_LINKS: dict[LinkState, tuple[SignName, str, Tone]] = {
    LinkState.LINKED: ("linked", "Linked", Tone.NORMAL),
    LinkState.UNLINKED: ("unlinked", "Unlinked", Tone.ACTION),
    LinkState.PENDING: ("pending", "Waiting for merchant", Tone.WARNING),
    LinkState.DEAUTHORIZED: ("unlinked", "Deauthorized", Tone.ACTION),
    LinkState.NONE: ("nothing", "None", Tone.MUTED),
}


def link_state_cell(status: str, glyphs: Glyphs) -> Cell:
    """Return a connection's state: "● Linked", "◌ Waiting for merchant"; unknown text unchanged."""
    glyph, word, tone = _LINKS.get(read_link(status), ("unknown", status or "Unknown", Tone.UNKNOWN))
    return Cell(f"{glyphs.sign(glyph)} {word}", tone)


def link_cell(link: PlatformLink | None, glyphs: Glyphs, narrow: bool = False) -> Cell:
    """Return a platform and its link state: "● Zettle", narrow "● Ze"."""
    if link is None:
        return Cell(f"{glyphs.nothing} {'--' if narrow else 'none'}", Tone.MUTED)
    state = read_link(link.status)
    glyph, _, tone = _LINKS.get(state, ("unknown", "", Tone.UNKNOWN))
    if state is LinkState.LINKED:
        # Quiet in a list, so that the others speak.
        tone = Tone.MUTED
    name = link.platform_name or link.platform_key
    return Cell(f"{glyphs.sign(glyph)} {initials(name) if narrow else name}", tone)


def age_cell(text: str | None, now: datetime) -> Cell:
    """Return the age of a date from Codat, or the text when it cannot be read."""
    instant = read_instant(text)
    return Cell(ago(instant, now) if instant else shorten(text or "", 12), Tone.MUTED)


def fleet_cells(
    entry: FleetEntry, now: datetime, glyphs: Glyphs, narrow: bool = False
) -> tuple[Cell, Cell, Cell, Cell, Cell, Cell]:
    """Return a row of Companies: name, failed days, status, last sync, commerce, accounting."""
    # What is well is quiet, so that the rest speaks; so is what this run has not read yet.
    quiet = entry.last_seen is not None or state_of(entry) in _WELL
    return (
        Cell(entry.full_name, Tone.MUTED if quiet else Tone.NORMAL, entry.bracket),
        days_cell(entry),
        status_cell(entry, now, glyphs, narrow),
        age_cell(entry.sync.sync_utc if entry.sync else None, now),
        link_cell(entry.commerce, glyphs, narrow),
        link_cell(entry.accounting, glyphs, narrow),
    )


def sync_cells(
    status: SyncStatus | LatestSync, now: datetime, glyphs: Glyphs, zone: tzinfo
) -> tuple[Cell, Cell, Cell, Cell, Cell]:
    """Return a history row: time in *zone*, age, status, Codat's text, message."""
    moment = read_instant(status.sync_utc)
    message = getattr(status, "message", None) or getattr(status, "error_message", None) or ""
    return (
        Cell(minute_column(moment, zone) if moment else status.sync_utc or ""),
        Cell(ago(moment, now), Tone.MUTED),
        code_cell(status.code, status.word or "", glyphs, status.data_pushed),
        Cell(status.word or "", Tone.MUTED),
        Cell(message),
    )
