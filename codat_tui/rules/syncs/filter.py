"""The filter of syncs: words, states, codes and dates; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING, TypeAlias

from codat_tui.rules.codes import SyncState, describe, documented_codes
from codat_tui.rules.dates import read_instant
from codat_tui.rules.filtering.fields import choice_field, code_field, since_field
from codat_tui.rules.filtering.word_filter import FilterField, Reading, WordFilter, in_text

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus

SyncFilter: TypeAlias = "WordFilter[SyncStatus]"
STATES = {
    "failed": {SyncState.FAILED},
    "written": {SyncState.WRITTEN},
    "nothing": {SyncState.NOTHING_WRITTEN, SyncState.NOTHING_PUSHED},
    "running": {SyncState.RUNNING},
    "unknown": {SyncState.UNKNOWN},
}
"""Values of `status:`."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
_DATES = re.compile(r"(?P<first>[0-9-]*)\.\.(?P<last>[0-9-]*)")


def sync_filter(line: str, now: datetime, zone: tzinfo = UTC) -> SyncFilter:
    """Return the filter of *line*; days are days of *zone*.

    `status:failed,written`, `code:4000,5xxx`, `since:7d`, `2026-10`, `2026-10-30`, `2026-10-01..2026-10-31` (each end
    optional); other words are searched in status, code, word, messages and ids.
    """
    return WordFilter.parse(
        line, in_text(_facts), sync_fields(now, zone), lambda word: _read_dates(word, zone)
    )


def sync_fields(now: datetime, zone: tzinfo = UTC) -> Sequence[FilterField[SyncStatus]]:
    return (
        choice_field("status", "status", tuple(STATES), _is_in_state),
        code_field("code", [str(each) for each in documented_codes()], lambda sync: sync.code),
        since_field("run", lambda sync: read_instant(sync.sync_utc), now, zone),
    )


def _is_in_state(sync: SyncStatus, state: str) -> bool:
    return describe(sync.code, sync.data_pushed).state in STATES[state]


def _read_dates(word: str, zone: tzinfo) -> Reading[SyncStatus] | None:
    if not _DAY.fullmatch(word) and not _DATES.fullmatch(word):
        return None
    start, finish = read_days(word, zone)
    if start is None and finish is None:
        return Reading(None, problem=f'"{word}" is not a date')

    def passes(sync: SyncStatus) -> bool:
        # A sync without a readable time is in no range.
        moment = read_instant(sync.sync_utc)
        return (
            moment is not None and (start is None or moment >= start) and (finish is None or moment < finish)
        )

    return Reading(passes, f"on {word}" if _DAY.fullmatch(word) else f"in {word}")


def read_days(text: str, zone: tzinfo) -> tuple[datetime | None, datetime | None]:
    """Start of the first day and end of the last; None where open or unreadable."""
    match = _DATES.fullmatch(text)
    first, last = (match["first"], match["last"]) if match else (text, text)
    begin, end = _days(first), _days(last)
    if (first and begin is None) or (last and end is None):
        return None, None
    return _midnight(begin[0], zone) if begin else None, _midnight(end[1], zone) if end else None


def _days(text: str) -> tuple[date, date] | None:
    """First day and the day after the last."""
    if not _DAY.fullmatch(text):
        return None
    try:
        if len(text) > 7:
            day = date.fromisoformat(text)
            return day, day + timedelta(days=1)
        first = date.fromisoformat(f"{text}-01")
        return first, (first + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError):
        return None


def _midnight(day: date, zone: tzinfo) -> datetime | None:
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:
        return None


def _facts(sync: SyncStatus) -> str:
    meaning = describe(sync.code, sync.data_pushed)
    parts = (
        str(sync.code or ""),
        sync.word,
        meaning.title,
        meaning.state.value,
        sync.error_message,
        sync.exception_message,
        sync.sync_id,
        sync.commerce_sync_id,
    )
    return "\n".join(parts)
