"""Which time each sync covered, what no successful sync covers, and where the next must begin.

Codat's documentation: a scheduled sync covers the time from the end of the last successful one to its own due
time, whenever it runs. Codat states few ranges; others are inferred. When unsure, `reached` is the earlier
time: Codat discards what is synced twice, but what is in no sync is lost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.same import Same
from codat_tui.rules.syncs.due_times import (
    DAY,
    NOT_SEEN,
    SOME_HOURS,
    ScheduleMemory,
    due_times,
    first_start,
    last_due,
)
from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.spans import Span, Spans, joined, missing, overlaps

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, SyncStatus

_MANY = 3
"""This many late syncs are not accidental or started by hand."""
_NEIGHBOURS = 31
"""Syncs before and after one that show whether it followed the current schedule."""
DUPLICATE_CODE = 5080
_GOOD = frozenset({SyncState.WRITTEN, SyncState.NOTHING_WRITTEN})


class Basis(StrEnum):
    """How a sync's period is known."""

    STATED = "stated"
    """By Codat, or this machine's journal."""
    DUE = "due"
    """It is the scheduled sync of a due time."""
    NOT_KNOWN = "not known"
    """A person may have started it with an unknown range, or the schedule is unknown."""


@dataclass(frozen=True, slots=True)
class Period:
    """*finish* is the best estimate; up to *reached* is certain.

    With an unknown basis, *start* to *finish* assumes a sync up to the time it ran.
    """

    sync: SyncStatus
    start: datetime
    finish: datetime
    basis: Basis
    reached: datetime

    @property
    def span(self) -> Span:
        return Span(self.start, self.finish)


@dataclass(frozen=True, slots=True)
class Gap:
    """Time in no successful sync, from *missing_from* to *finish*.

    A sync of it must begin at *start*, which may be earlier. *certain* is False when a sync of unknown range
    may cover part of it.
    """

    start: datetime
    missing_from: datetime
    finish: datetime
    certain: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """The periods of a company's syncs, oldest first.

    *good*: successful; *partial*: running, or failed after writing. *proven*: time in a successful sync;
    *likely*: also those of unknown basis. *begins*: start of the first sync, None if unknown.
    """

    good: tuple[Period, ...] = ()
    partial: tuple[Period, ...] = ()
    proven: Spans = ()
    likely: Spans = ()
    begins: datetime | None = None

    @property
    def reached(self) -> datetime | None:
        """Where the next sync must begin; never later than certain."""
        return self.last.reached if self.last else None

    @property
    def last(self) -> Period | None:
        """The success that reached furthest, the newest of equals; None before the first."""
        # Not the newest: a later sync of an older range changes nothing.
        return max(reversed(self.good), key=lambda each: each.reached, default=None)

    def overlapping(self, span: Span) -> tuple[Period, ...]:
        """Periods that share time with *span*, oldest first."""
        # Codat's duplication protection may refuse these (5080).
        periods = sorted((*self.good, *self.partial), key=lambda each: each.span)
        return tuple(each for each in periods if overlaps(span, each.span))

    def gaps(self, until: datetime | None) -> tuple[Gap, ...]:
        """Time before *until* in no successful sync, oldest first."""
        if self.begins is None or until is None or self.begins >= until:
            return ()
        found = missing(Span(self.begins, until), self.proven)
        return tuple(
            Gap(
                self._before(part.start),
                *part,
                certain=not any(overlaps(part, each) for each in self.likely),
            )
            for part in found
        )

    def _before(self, start: datetime) -> datetime:
        """Where a sync of the time from *start* must begin to leave nothing out."""
        return min((each.reached for each in self.good if each.finish == start), default=start)


class _Seen(NamedTuple):
    """A sync with a date, and the last due time before it, if known.

    *night*: number of that due time.
    """

    at: datetime
    night: int
    due: datetime | None
    sync: SyncStatus

    @property
    def late(self) -> bool:
        """It ran later than scheduled syncs do."""
        return self.due is not None and self.at - self.due > SOME_HOURS


def coverage(
    syncs: Iterable[SyncStatus],
    configuration: Configuration | None,
    now: datetime,
    memory: ScheduleMemory = NOT_SEEN,
) -> Coverage:
    """The coverage of *syncs* by the schedule of *configuration*, of which *memory* tells what was seen before."""
    known = syncs if isinstance(syncs, tuple) else tuple(syncs)
    return _coverage(Same(known), Same(configuration), _newest(known, now), memory)


# A company of ten thousand syncs is drawn every half minute, and what its syncs cover changes once a day.
@lru_cache(maxsize=4)
def _coverage(
    syncs: Same[tuple[SyncStatus, ...]],
    schedule: Same[Configuration | None],
    newest: datetime | None,
    memory: ScheduleMemory,
) -> Coverage:
    configuration = schedule.value
    seen = _seen(syncs.value, configuration, newest)
    begins = _begins(seen, configuration)
    good: list[Period] = []
    partial: list[Period] = []
    proven: list[Span] = []
    likely: list[Span] = []
    # Start of the next scheduled sync (Codat's documentation), and its latest possible start.
    next_start, latest_start = begins, begins
    strays = _strays(seen)
    for each, basis, doubt in zip(seen, _bases(seen, strays), _doubts(seen, strays, memory), strict=True):
        span = _span(each, basis, next_start)
        if not is_good(each.sync):
            if is_running(each.sync) or each.sync.data_pushed:
                partial.append(Period(each.sync, *span, basis, span.start))
            continue
        reached = span.finish
        if basis is Basis.NOT_KNOWN:
            reached = good[-1].reached if good else min(begins or span.start, span.start)
            likely.append(span)
            latest_start = _later(latest_start, each.at)
        else:
            sure = span if basis is Basis.STATED else Span(latest_start or span.start, span.finish)
            proven.append(sure)
            if doubt and basis is Basis.DUE:
                reached = _period_before(each.at, configuration)
            # A late one followed another schedule: its period ended after the due time of the present one.
            other = basis is Basis.DUE and each.late
            likely.append(Span(span.start, each.at) if other else span)
            latest_start = _later(latest_start, each.at if other else span.finish)
        good.append(Period(each.sync, *span, basis, reached))
        next_start = _later(next_start, span.finish)
    return Coverage(tuple(good), tuple(partial), joined(proven), joined([*proven, *likely]), begins)


def ended_until(
    syncs: Iterable[SyncStatus], configuration: Configuration | None, now: datetime
) -> datetime | None:
    """End of the newest period whose sync has ended or should have run; None without one."""
    known = tuple(syncs)
    # A sync with a stated range was asked for by hand: the scheduled one of its night may still come.
    ended = [
        each.at
        for each in _seen(known, configuration, _newest(known, now))
        if not is_running(each.sync) and not stated_range(each.sync)
    ]
    if last_due(configuration, now) is None:
        return ended[-1] if ended else None
    newest = ended[-1] if ended else now - SOME_HOURS
    return last_due(configuration, max(newest, now - SOME_HOURS))


def is_good(sync: SyncStatus) -> bool:
    return describe(sync.code).state in _GOOD


def is_running(sync: SyncStatus) -> bool:
    return describe(sync.code).state is SyncState.RUNNING


def _newest(syncs: Iterable[SyncStatus], now: datetime) -> datetime | None:
    """When the newest sync ran. One of a day ahead or more does not count."""
    dated = (read_instant(sync.sync_utc) for sync in syncs)
    return max((at for at in dated if at is not None and at - now < DAY), default=None)


def _seen(
    syncs: Iterable[SyncStatus], configuration: Configuration | None, newest: datetime | None
) -> list[_Seen]:
    """Syncs with a date up to *newest*, oldest first, each once."""
    if newest is None:
        return []
    found: dict[str, tuple[datetime, SyncStatus]] = {}
    for sync in reversed(newest_first(syncs)):
        at = read_instant(sync.sync_utc)
        if at is not None and at <= newest:
            found[sync.sync_id or f"{sync.commerce_sync_id} {sync.sync_utc} {sync.code}"] = (at, sync)
    first = next(iter(found.values()))[0]
    dues = list(due_times(configuration, first - 2 * DAY, newest + DAY))
    return [
        _Seen(at, night := bisect_right(dues, at), dues[night - 1] if night else None, sync)
        for at, sync in found.values()
    ]


def _begins(seen: Sequence[_Seen], configuration: Configuration | None) -> datetime | None:
    """Start of the first period: the start date, or a day before the first success."""
    first = next((each for each in seen if is_good(each.sync)), None)
    if first is None:
        return first_start(configuration)
    span = _span(first, Basis.STATED if stated_range(first.sync) else Basis.DUE, None)
    start = first_start(configuration)
    # A start date after a success was changed later.
    return start if start is not None and start < span.finish else span.start


def _bases(seen: Sequence[_Seen], strays: Sequence[bool]) -> Iterator[Basis]:
    """How each sync's period is known."""
    another_schedule = sum(strays) >= _MANY
    of_another = {id(each) for each, stray in zip(seen, strays, strict=True) if stray and another_schedule}
    for due, group in groupby(seen, key=lambda each: each.due):
        these = list(group)
        # One due time has one scheduled sync; others were started by hand.
        nightly = _scheduled(these)
        for each in these:
            if stated_range(each.sync):
                yield Basis.STATED
            elif due is None or each is nightly or id(each) in of_another or not is_good(each.sync):
                yield Basis.DUE
            else:
                yield Basis.NOT_KNOWN


def _scheduled(these: Sequence[_Seen]) -> _Seen | None:
    """The successful scheduled sync among those after one due time, if clear."""
    early = [each for each in these if not stated_range(each.sync) and not each.late]
    # With a failed and a good sync, it is unknown which was scheduled. After 5080 it is clear.
    clear = all(is_good(each.sync) or each.sync.code == DUPLICATE_CODE for each in early)
    return next((each for each in early if is_good(each.sync)), None) if clear else None


def _first_of_each_due_time(seen: Sequence[_Seen]) -> Iterator[_Seen]:
    for due, group in groupby(seen, key=lambda each: each.due):
        if due is not None:
            found = next((each for each in group if not stated_range(each.sync)), None)
            if found is not None:
                yield found


def _strays(seen: Sequence[_Seen]) -> list[bool]:
    """Late syncs that are the only ones of a night: an earlier schedule was in force."""
    # A late sync beside the nightly ones was started by hand and shows nothing.
    firsts = {each.night: each for each in _first_of_each_due_time(seen)}
    last = seen[-1].night if seen else 0
    return [
        each.late
        and not stated_range(each.sync)
        and (firsts[each.night] is each or (each.night + 1 < last and each.night + 1 not in firsts))
        for each in seen
    ]


def _doubts(seen: Sequence[_Seen], strays: Sequence[bool], memory: ScheduleMemory) -> Iterator[bool]:
    """Whether each sync may have followed another schedule, because others near it did."""
    for place, each in enumerate(seen):
        if memory.unchanged_since is not None and memory.unchanged_since <= (each.due or each.at):
            yield False
        elif memory.changed:
            yield True
        else:
            around = strays[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1]
            yield each.due is None or any(around)


def stated_range(sync: SyncStatus) -> Span | None:
    """The range stated by Codat or the journal; None when unreadable."""
    if sync.date_range is None:
        return None
    start, finish = read_instant(sync.date_range.start), read_instant(sync.date_range.finish)
    return Span(start, finish) if start and finish and start <= finish else None


def _span(each: _Seen, basis: Basis, next_start: datetime | None) -> Span:
    stated = stated_range(each.sync)
    if stated is not None:
        # A sync cannot cover sales after it ran.
        return Span(min(stated.start, each.at), min(stated.finish, each.at))
    finish = each.due if basis is Basis.DUE and each.due is not None else each.at
    return Span(min(next_start or finish - DAY, finish), finish)


def _period_before(at: datetime, configuration: Configuration | None) -> datetime:
    """A due time that the sync certainly reached under any daily schedule."""
    # It ran within a day of its due time.
    return last_due(configuration, at - DAY) or at - DAY


def _later(one: datetime | None, other: datetime) -> datetime:
    return max(one, other) if one is not None else other
