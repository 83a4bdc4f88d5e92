"""Links, syncs and fleet rows as cells: a model and the present moment in, texts and tones out."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import State
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.text import age, initials, shorten
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.fleet.links import LinkState, read_link
from codat_tui.words import exact

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus
    from codat_tui.models.local import FleetEntry, Link, SyncGlance

STATES = {
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
"""Each state's sign and tone, everywhere."""
STALE_AFTER = timedelta(hours=1)
"""A status seen longer ago than this says so in its cell."""

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


def code_cell(code: int | None, word: str, glyphs: Glyphs) -> Cell:
    """The status of a sync: "✔ Written", "✖ 4000 Configuration"; the server's *word* for an unknown code."""
    meaning = describe(code)
    match meaning.state:
        case SyncState.RUNNING:
            return Cell(f"{glyphs.running} {_SHORT.get(code or 0, 'Running')}", Tone.RUNNING)
        case SyncState.WRITTEN:
            return Cell(f"{glyphs.ok} Written", Tone.OK)
        case SyncState.NOTHING_WRITTEN:
            return Cell(f"{glyphs.nothing} Nothing to write", Tone.MUTED)
        case SyncState.FAILED:
            return Cell(f"{glyphs.failed} {code} {_SHORT.get(code or 0) or word or 'Failed'}", Tone.FAILED)
        case _:
            text = " ".join(part for part in (str(code or ""), word) if part)
            return Cell(f"{glyphs.unknown} {text or 'Unknown'}", Tone.UNKNOWN)


def status_cell(entry: FleetEntry, now: datetime, glyphs: Glyphs, narrow: bool = False) -> Cell:
    """The status column of a fleet row; a status last seen over an hour ago carries the age of the look."""
    if entry.sync is None:
        text = f"{glyphs.nothing} Never synced" if entry.never_synced else f"{glyphs.ellipsis} not checked"
        return Cell(text, Tone.MUTED)
    cell = code_cell(entry.sync.code, entry.sync.word, glyphs)
    if now - entry.sync.checked_at < STALE_AFTER:
        return cell
    seen = age(entry.sync.checked_at, now)
    return Cell(f"{cell.text} ({seen if narrow else 'seen ' + seen})", cell.tone)


_LINKS = {
    LinkState.LINKED: ("linked", "Linked", Tone.NORMAL),
    LinkState.UNLINKED: ("unlinked", "Unlinked", Tone.ACTION),
    LinkState.PENDING: ("pending", "Waiting for merchant", Tone.WARNING),
    LinkState.DEAUTHORIZED: ("unlinked", "Deauthorized", Tone.ACTION),
    LinkState.NONE: ("nothing", "None", Tone.MUTED),
}


def link_state_cell(status: str, glyphs: Glyphs) -> Cell:
    """The state of a connection in words: "● Linked", "◌ Waiting for merchant"; an unknown word as it is."""
    glyph, word, tone = _LINKS.get(read_link(status), ("unknown", status or "Unknown", Tone.UNKNOWN))
    return Cell(f"{getattr(glyphs, glyph)} {word}", tone)


def link_cell(link: Link | None, glyphs: Glyphs, narrow: bool = False) -> Cell:
    """A platform and its link in one column: "● Zettle"; narrow "● Ze"."""
    if link is None:
        return Cell(f"{glyphs.nothing} {'--' if narrow else 'none'}", Tone.MUTED)
    glyph, _, tone = _LINKS.get(read_link(link.status), ("unknown", "", Tone.UNKNOWN))
    name = link.platform_name or link.platform_key
    return Cell(f"{getattr(glyphs, glyph)} {initials(name) if narrow else name}", tone)


def age_cell(text: str | None, now: datetime) -> Cell:
    """A date of the server as an age; the text itself where it cannot be read."""
    instant = read_instant(text)
    return Cell(age(instant, now) if instant else shorten(text or "", 12), Tone.MUTED)


def fleet_cells(
    entry: FleetEntry, now: datetime, glyphs: Glyphs, narrow: bool = False
) -> tuple[Cell, Cell, Cell, Cell, Cell]:
    """A row of Companies: name, commerce, accounting, last sync, status."""
    return (
        Cell(entry.name or entry.company_id),
        link_cell(entry.commerce, glyphs, narrow),
        link_cell(entry.accounting, glyphs, narrow),
        age_cell(entry.sync.sync_utc if entry.sync else None, now),
        status_cell(entry, now, glyphs, narrow),
    )


def sync_cells(
    status: SyncStatus | SyncGlance, now: datetime, glyphs: Glyphs, zone: tzinfo
) -> tuple[Cell, Cell, Cell, Cell, Cell]:
    """A row of a sync history: moment in *zone*, age, status, the server's word, message."""
    moment = read_instant(status.sync_utc)
    message = getattr(status, "message", None) or getattr(status, "error_message", None) or ""
    return (
        Cell(exact(moment, zone) if moment else status.sync_utc or ""),
        Cell(age(moment, now), Tone.MUTED),
        code_cell(status.code, status.word or "", glyphs),
        Cell(status.word or "", Tone.MUTED),
        Cell(message),
    )
