"""Notes and snoozes of companies: which note counts, what ends a snooze, and until when one may last; pure."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_tui.models.diagnosis import Cause, Judgement
    from codat_tui.models.local import FleetEntry
    from codat_tui.models.shift import CompanyNote

# Of Codat's 31 days: when so few are left, a snooze from before ends.
LAST_DAYS = 3
# Codat switches a failing sync off after this many days.
LONGEST = timedelta(days=31)
MORNING = 8
_A_DAY = timedelta(days=1)
_LENGTH = r"(\d{1,3}) ?(h|d|w)"
_DATE = r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?"
_UNITS = {"h": timedelta(hours=1), "d": _A_DAY, "w": timedelta(weeks=1)}


def cause_key(cause: Cause | None) -> str:
    """Return what a note is about: the kind of a cause and its place; "" without a cause."""
    return f"{cause.kind} {cause.field}".strip() if cause is not None else ""


def note_of(entry: FleetEntry) -> CompanyNote | None:
    """Return the note about the present cause, else the newest, None without any."""
    if not entry.notes:
        return None
    key = cause_key(entry.judgement.cause if entry.judgement else None)
    return next((note for note in entry.notes if note.cause == key), entry.notes[0])


def is_snoozed(entry: FleetEntry) -> bool:
    """Return whether a snooze holds; one whose time has passed has no `until` any more."""
    if not entry.notes:
        return False
    note = note_of(entry)
    return note is not None and note.until is not None and not woken_by(note, entry.judgement)


def woken_by(note: CompanyNote, judgement: Judgement | None) -> str:
    """Return what ended a snooze before its time, in words; "" for nothing."""
    if judgement is None:
        # Nothing new is known.
        return ""
    if cause_key(judgement.cause) != note.cause:
        return "the cause is another one"
    since = None if judgement.at_least else judgement.since
    if since is not None and note.failing_since is not None and abs(since - note.failing_since) > _A_DAY:
        return "it failed anew"
    left = judgement.days_left
    if left is not None and left <= LAST_DAYS and (note.days_left is None or note.days_left > LAST_DAYS):
        return f"{left} of Codat's 31 days left" if left != 1 else "the last of Codat's 31 days"
    return ""


def read_until(text: str, now: datetime, zone: tzinfo) -> tuple[datetime | None, str]:
    """Parse "4 h", "2 d", "1 w", "tomorrow" (in the morning) or a date in *zone*; return the moment or the problem.

    "" is no snooze: neither.
    """
    text = " ".join(text.casefold().split())
    if not text:
        return None, ""
    until = _moment(text, now, zone)
    if until is None:
        return None, "write 4 h, 2 d, 1 w, tomorrow, or a date such as 2026-11-30"
    if until <= now:
        return None, "that has passed already"
    if until - now > LONGEST:
        return None, f"at most {LONGEST.days} days: Codat switches a failing sync off after that"
    return until, ""


def _moment(text: str, now: datetime, zone: tzinfo) -> datetime | None:
    length = re.fullmatch(_LENGTH, text, re.IGNORECASE)
    if length is not None:
        return now + int(length[1]) * _UNITS[length[2]]
    local: datetime | None = None
    if text == "tomorrow":
        local = (now.astimezone(zone) + _A_DAY).replace(hour=MORNING, minute=0, second=0, microsecond=0)
    elif re.fullmatch(_DATE, text):
        try:
            local = datetime.fromisoformat(text).replace(tzinfo=zone)
        except ValueError:
            return None
    return local.astimezone(UTC) if local is not None else None
