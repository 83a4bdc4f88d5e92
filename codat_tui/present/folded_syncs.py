"""A company's syncs as rows in which repeats are folded; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.present.cells import sync_cells
from codat_tui.present.glyphs import Cell, Glyphs, Tone
from codat_tui.present.history import sync_key
from codat_tui.present.text import shorten, wrap
from codat_tui.rules.dates import read_instant
from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.repeats import Repeat, fold
from codat_tui.words import count, day

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus

MESSAGE_LINES = 2
_BELOW = "  "


class SyncRow(NamedTuple):
    """One sync, or with *repeat* the heading of several; *unfolded*: they stand below it."""

    key: str
    sync: SyncStatus
    repeat: Repeat | None = None
    unfolded: bool = False


def sync_rows(syncs: Sequence[SyncStatus], unfolded: Collection[str]) -> Iterator[SyncRow]:
    """Yield the rows of *syncs*, newest first; *unfolded* are the keys of headings."""
    for each in fold(syncs):
        if not isinstance(each, Repeat):
            yield SyncRow(sync_key(each), each)
            continue
        # By the oldest: a newer one joins the same heading.
        key = f"since {sync_key(each.oldest)}"
        yield SyncRow(key, each.newest, each, key in unfolded)
        if key in unfolded:
            yield from (SyncRow(sync_key(sync), sync) for sync in each.syncs)


def sync_row_cells(
    row: SyncRow, now: datetime, glyphs: Glyphs, zone: tzinfo
) -> tuple[Cell, Cell, Cell, Cell, Cell]:
    """Return time, age, status, Codat's text and message; of a heading the first and the last day."""
    cells = sync_cells(row.sync, now, glyphs, zone)
    if row.repeat is None:
        return cells
    sign = glyphs.unfolded if row.unfolded else glyphs.folded
    message = f": {cells[4].text}" if cells[4].text else ""
    told = Cell(f"{_times(row.repeat, zone)}{message}", cells[4].tone)
    return (Cell(f"{sign} {_days(row.repeat, zone)}"), *cells[1:4], told)


def last_sync_lines(
    syncs: Sequence[SyncStatus], now: datetime, glyphs: Glyphs, zone: tzinfo, room: int, most: int
) -> list[tuple[Cell, ...]]:
    """Return a company's last syncs for *room* cells, repeats folded, at most *most* of them, each with its message."""
    rows = list(sync_rows(newest_first(syncs), ()))
    lines: list[tuple[Cell, ...]] = []
    for row in rows[:most]:
        time, _, status, _, message = sync_row_cells(row, now, glyphs, zone)
        lines.append((Cell(f"{time.text:<18} "), status))
        if message.text:
            lines += [
                (Cell(line, Tone.MUTED),) for line in _told(message.text, room - len(_BELOW), glyphs.ellipsis)
            ]
    if len(rows) > most:
        lines.append((Cell(f"{glyphs.ellipsis} {len(rows) - most} more", Tone.MUTED),))
    return lines


def _told(message: str, room: int, ellipsis: str) -> list[str]:
    lines = wrap(message, room)
    if len(lines) > MESSAGE_LINES:
        lines = [
            *lines[: MESSAGE_LINES - 1],
            shorten(" ".join(lines[MESSAGE_LINES - 1 :]), room, ellipsis),
        ]
    return [f"{_BELOW}{line}" for line in lines]


def _times(repeat: Repeat, zone: tzinfo) -> str:
    """ "25 days" where each has its own, else "25 syncs"."""
    number = len(repeat.syncs)
    days = {at.astimezone(zone).date() for sync in repeat.syncs if (at := read_instant(sync.sync_utc))}
    return count(number, "day" if len(days) == number else "sync", "" if len(days) == number else "syncs")


def _days(repeat: Repeat, zone: tzinfo) -> str:
    first, last = (read_instant(sync.sync_utc) for sync in (repeat.oldest, repeat.newest))
    if first is None or last is None:
        return "dates not known"
    return f"{day(first, zone)} – {day(last, zone)}"
