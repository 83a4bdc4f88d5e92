"""Which time each sync of a company covered, what is in no successful sync, and where the next one must begin.

Codat's documentation: a scheduled sync covers the time from where the last successful one ended to its own due time,
whenever it runs. Codat tells the range of few syncs; for the others it is inferred, and where that is not sure
`reached` is the earlier time: what is synced twice is discarded by Codat, what is in no sync is lost.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.syncs.due_times import DAY, SOME_HOURS, due_times, first_start, last_due
from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.spans import Span, Spans, joined, missing, overlaps

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, SyncStatus

_MANY = 3
"""So many late syncs are no accident, nor asked for by hand."""
_NEIGHBOURS = 31
"""So many syncs before and after one tell whether it followed the present schedule."""
DUPLICATE_CODE = 5080
_GOOD = frozenset({SyncState.WRITTEN, SyncState.NOTHING_WRITTEN})


class Basis(StrEnum):
    """How it is known what a sync covered."""

    STATED = "stated"
    """Codat, or the journal of this machine, tells its range."""
    DUE = "due"
    """It is the scheduled sync of a due time."""
    NOT_KNOWN = "not known"
    """Perhaps a person asked for it, for a range that is not known; or the schedule is not known."""


@dataclass(frozen=True, slots=True)
class Period:
    """What one sync covers. *finish* is the best that is known; up to *reached* it is certain.

    For a basis that is not known, *start* to *finish* is what it covers if it was a sync up to the time it ran.
    """

    sync: SyncStatus
    start: datetime
    finish: datetime
    basis: Basis
    reached: datetime

    @property
    def span(self) -> Span:
        """From start to finish."""
        return Span(self.start, self.finish)


@dataclass(frozen=True, slots=True)
class Gap:
    """Time in no successful sync, from *missing_from* to *finish*.

    A sync of it must begin at *start*: earlier, where it is not certain what the success before it reached. *certain*
    is False where a sync whose range is not known may hold part of it.
    """

    start: datetime
    missing_from: datetime
    finish: datetime
    certain: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a company's syncs cover, oldest first.

    *good* are the successful ones, *partial* those that run or failed after they wrote something. *proven* is the
    time that is in a successful sync, *likely* adds those of a basis that is not known. *begins* is where the first
    sync began, None where that is not known.
    """

    good: tuple[Period, ...] = ()
    partial: tuple[Period, ...] = ()
    proven: Spans = ()
    likely: Spans = ()
    begins: datetime | None = None

    @property
    def reached(self) -> datetime | None:
        """Where the next sync must begin: the end of the last success's period, never later than what is certain."""
        return self.last.reached if self.last else None

    @property
    def last(self) -> Period | None:
        """The success that reached furthest, of equals the newest; None before the first.

        A later sync of an older range takes nothing back.
        """
        return max(reversed(self.good), key=lambda each: each.reached, default=None)

    def overlapping(self, span: Span) -> tuple[Period, ...]:
        """The periods that share time with *span*, oldest first: Codat's duplication protection may refuse it."""
        periods = sorted((*self.good, *self.partial), key=lambda each: each.span)
        return tuple(each for each in periods if overlaps(span, each.span))

    def gaps(self, until: datetime | None) -> tuple[Gap, ...]:
        """The time before *until* that is in no successful sync, oldest first."""
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
        """Where a proposal for the time from *start* on must begin, so that nothing is left out before it."""
        return min((each.reached for each in self.good if each.finish == start), default=start)


class _Seen(NamedTuple):
    """A sync with a date, and the due time it belongs to: the newest before it, None where that is not known.

    *night* numbers the due times.
    """

    at: datetime
    night: int
    due: datetime | None
    sync: SyncStatus

    @property
    def late(self) -> bool:
        """True where it ran longer after its due time than scheduled syncs do."""
        return self.due is not None and self.at - self.due > SOME_HOURS


def coverage(
    syncs: Iterable[SyncStatus],
    configuration: Configuration | None,
    now: datetime,
    unchanged_since: datetime | None = None,
) -> Coverage:
    """What *syncs* cover by the schedule of *configuration*, which is known not to have changed since then."""
    seen = _seen(syncs, configuration, now)
    begins = _begins(seen, configuration)
    good: list[Period] = []
    partial: list[Period] = []
    proven: list[Span] = []
    likely: list[Span] = []
    # Where the next scheduled sync begins, by Codat's documentation; and the latest time at which it may begin.
    next_start, latest_start = begins, begins
    strays = _strays(seen)
    for each, basis, doubt in zip(
        seen, _bases(seen, strays), _doubts(seen, strays, unchanged_since), strict=True
    ):
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
    """The end of the newest period whose sync has ended, or should have run by now; None where there is none."""
    ended = [each.at for each in _seen(syncs, configuration, now) if not is_running(each.sync)]
    if last_due(configuration, now) is None:
        return ended[-1] if ended else None
    newest = ended[-1] if ended else now - SOME_HOURS
    return last_due(configuration, max(newest, now - SOME_HOURS))


def is_good(sync: SyncStatus) -> bool:
    """True for a sync that succeeded."""
    return describe(sync.code).state in _GOOD


def is_running(sync: SyncStatus) -> bool:
    """True for a sync that has not ended."""
    return describe(sync.code).state is SyncState.RUNNING


def _seen(syncs: Iterable[SyncStatus], configuration: Configuration | None, now: datetime) -> list[_Seen]:
    """The syncs that have a date, oldest first, each once."""
    found: dict[str, tuple[datetime, SyncStatus]] = {}
    for sync in reversed(newest_first(syncs)):
        at = read_instant(sync.sync_utc)
        if at is not None and at - now < DAY:
            found[sync.sync_id or f"{sync.commerce_sync_id} {sync.sync_utc} {sync.code}"] = (at, sync)
    if not found:
        return []
    first = next(iter(found.values()))[0]
    dues = list(due_times(configuration, first - 2 * DAY, now + DAY))
    return [
        _Seen(at, night := bisect_right(dues, at), dues[night - 1] if night else None, sync)
        for at, sync in found.values()
    ]


def _begins(seen: Sequence[_Seen], configuration: Configuration | None) -> datetime | None:
    """Where the first period began: at the start date, or where it is not known, a day before the first success."""
    first = next((each for each in seen if is_good(each.sync)), None)
    if first is None:
        return first_start(configuration)
    span = _span(first, Basis.STATED if stated_range(first.sync) else Basis.DUE, None)
    start = first_start(configuration)
    # A start date that was moved to after a success is not the one that the first sync began at.
    return start if start is not None and start < span.finish else span.start


def _bases(seen: Sequence[_Seen], strays: Sequence[bool]) -> Iterator[Basis]:
    """How it is known what each sync covered. One due time has one scheduled sync; others were asked for by hand."""
    another_schedule = sum(strays) >= _MANY
    of_another = {id(each) for each, stray in zip(seen, strays, strict=True) if stray and another_schedule}
    for due, group in groupby(seen, key=lambda each: each.due):
        these = list(group)
        nightly = _scheduled(these)
        for each in these:
            if stated_range(each.sync):
                yield Basis.STATED
            elif due is None or each is nightly or id(each) in of_another or not is_good(each.sync):
                yield Basis.DUE
            else:
                yield Basis.NOT_KNOWN


def _scheduled(these: Sequence[_Seen]) -> _Seen | None:
    """The successful one of those that ran after one due time which was the scheduled one, where that is clear."""
    early = [each for each in these if not stated_range(each.sync) and not each.late]
    # A failed sync and a good one: which of them was the scheduled one cannot be told. After 5080 it can.
    clear = all(is_good(each.sync) or each.sync.code == DUPLICATE_CODE for each in early)
    return next((each for each in early if is_good(each.sync)), None) if clear else None


def _first_of_each_due_time(seen: Sequence[_Seen]) -> Iterator[_Seen]:
    for due, group in groupby(seen, key=lambda each: each.due):
        if due is not None:
            found = next((each for each in group if not stated_range(each.sync)), None)
            if found is not None:
                yield found


def _strays(seen: Sequence[_Seen]) -> list[bool]:
    """Which syncs ran late and were yet the only ones of a night: under the schedule of then they were not late.

    A late sync beside those of each night was asked for by hand, and says nothing of the schedule.
    """
    firsts = {each.night: each for each in _first_of_each_due_time(seen)}
    last = seen[-1].night if seen else 0
    return [
        each.late
        and not stated_range(each.sync)
        and (firsts[each.night] is each or (each.night + 1 < last and each.night + 1 not in firsts))
        for each in seen
    ]


def _doubts(
    seen: Sequence[_Seen], strays: Sequence[bool], unchanged_since: datetime | None
) -> Iterator[bool]:
    """Whether each sync may have followed another schedule than the present one: others around it did."""
    for place, each in enumerate(seen):
        if unchanged_since is not None and unchanged_since <= (each.due or each.at):
            yield False
        else:
            around = strays[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS + 1]
            yield each.due is None or any(around)


def stated_range(sync: SyncStatus) -> Span | None:
    """The range that Codat or the journal tells of a sync; None where none can be read."""
    if sync.date_range is None:
        return None
    start, finish = read_instant(sync.date_range.start), read_instant(sync.date_range.finish)
    return Span(start, finish) if start and finish and start <= finish else None


def _span(each: _Seen, basis: Basis, next_start: datetime | None) -> Span:
    stated = stated_range(each.sync)
    if stated is not None:
        # What is sold after a sync ran is in none, whatever range was asked for.
        return Span(min(stated.start, each.at), min(stated.finish, each.at))
    finish = each.due if basis is Basis.DUE and each.due is not None else each.at
    return Span(min(next_start or finish - DAY, finish), finish)


def _period_before(at: datetime, configuration: Configuration | None) -> datetime:
    """A due time that the sync which ran *at* reached under whatever daily schedule: it ran within a day of it."""
    return last_due(configuration, at - DAY) or at - DAY


def _later(one: datetime | None, other: datetime) -> datetime:
    return max(one, other) if one is not None else other
