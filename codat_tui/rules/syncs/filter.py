"""Parses the filter of syncs: words, states, codes and dates.

All words must match; unreadable ones are reported, not ignored.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus

STATES = {
    "failed": {SyncState.FAILED},
    "written": {SyncState.WRITTEN},
    "nothing": {SyncState.NOTHING_WRITTEN, SyncState.NOTHING_PUSHED},
    "running": {SyncState.RUNNING},
    "unknown": {SyncState.UNKNOWN},
}
"""Values of `status:`."""
_CODE = re.compile(r"[0-9]{4}|[0-9]xxx")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
_DATES = re.compile(r"(?P<first>[0-9-]*)\.\.(?P<last>[0-9-]*)")


@dataclass(frozen=True, slots=True)
class SyncFilter:
    """*start* inclusive, *finish* exclusive. *problems*: words that look like a filter but cannot be read."""

    words: tuple[str, ...] = ()
    states: frozenset[SyncState] = frozenset()
    codes: tuple[str, ...] = ()
    start: datetime | None = None
    finish: datetime | None = None
    problems: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str, zone: tzinfo = UTC) -> SyncFilter:
        """Days are days of *zone*.

        `status:failed,written`, `code:4000,5xxx`, `2026-10`, `2026-10-30`, `2026-10-01..2026-10-31` (each end
        optional); other words are searched in status, code, word, messages and ids.
        """
        words: list[str] = []
        problems: list[str] = []
        states: set[SyncState] = set()
        codes: list[str] = []
        start, finish = None, None
        for token in text.casefold().split():
            label, colon, value = token.partition(":")
            if colon and label in ("status", "code"):
                for each in filter(None, value.split(",")):
                    if label == "status" and each in STATES:
                        states.update(STATES[each])
                    elif label == "code" and _CODE.fullmatch(each):
                        codes.append(each)
                    else:
                        problems.append(f"no {label} is called {each!r}")
            elif _DAY.fullmatch(token) or _DATES.fullmatch(token):
                first, last = read_days(token, zone)
                if first is None and last is None:
                    problems.append(f"{token!r} is not a date")
                start, finish = first or start, last or finish
            else:
                words.append(token)
        return cls(tuple(words), frozenset(states), tuple(codes), start, finish, tuple(problems))

    @property
    def empty(self) -> bool:
        """Every sync matches."""
        return not (self.words or self.states or self.codes or self.start or self.finish)

    def __call__(self, sync: SyncStatus) -> bool:
        """A sync without a readable time is in no date range."""
        if self.states and describe(sync.code, sync.data_pushed).state not in self.states:
            return False
        if self.codes and not any(_is_code(sync.code, code) for code in self.codes):
            return False
        if self.start or self.finish:
            moment = read_instant(sync.sync_utc)
            if moment is None or (self.start and moment < self.start):
                return False
            if self.finish and moment >= self.finish:
                return False
        facts = _facts(sync)
        return all(word in facts for word in self.words)


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


def _is_code(code: int | None, wanted: str) -> bool:
    return code is not None and (
        str(code) == wanted or (wanted[1:] == "xxx" and str(code // 1000) == wanted[0])
    )


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
    return "\n".join(parts).casefold()
