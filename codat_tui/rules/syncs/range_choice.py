"""Proposes periods for a sync, parses typed dates, and checks them.

Typed dates are in the merchant's zone; all instants are aware, in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from codat_tui.models.local import known
from codat_tui.rules.dates import read_instant
from codat_tui.rules.syncs.due_times import (
    DAY,
    NOT_SEEN,
    ScheduleMemory,
    period_of,
    schedule_hour,
    schedule_memory,
    schedule_zone,
)
from codat_tui.rules.syncs.periods import Coverage, Gap, Period, coverage, ended_until, is_running
from codat_tui.rules.syncs.spans import Span
from codat_tui.rules.syncs.windows import SyncWindow, latest_window

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, SyncStatus
    from codat_tui.models.overview import CompanyOverview

_TYPED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ Tt][0-9]{2}:[0-9]{2})?")
DUPLICATE = "Part of this time was synced already: Codat may refuse it (5080)."
HOLE = "Time before it is in no sync, and the next sync begins after it:"
A_NIGHT_AND_A_DAY = timedelta(hours=42)
NOW = "now"
"""Accepted instead of a date."""


class Preset(StrEnum):
    """In the order shown."""

    YESTERDAY = "yesterday"
    SINCE_SUCCESS = "since the last success"
    GAP = "this gap"
    DATES = "these dates"
    UP_TO = "up to a date"


@dataclass(frozen=True, slots=True)
class Proposal:
    """*why_not*: why it has no dates. *hole*: time that it would leave in no sync."""

    preset: Preset
    start: datetime | None
    finish: datetime | None
    why_not: str = ""
    hole: Gap | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """The *instant*, or the *problem* with it; *note*: what was assumed."""

    instant: datetime | None
    problem: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RangeProblem:
    """*blocks*: must be fixed before the sync. *covered*: a known sync of the same time. *hole*: time that
    would stay in no sync.
    """

    text: str
    blocks: bool
    covered: Period | None = None
    hole: Gap | None = None


@dataclass(frozen=True)
class RangeContext:
    """None and () mean unknown. *selected*: the sync under the cursor.

    *memory*: what this machine has seen of the schedule.
    """

    now: datetime
    syncs: tuple[SyncStatus, ...] = ()
    last_successful: SyncStatus | None = None
    configuration: Configuration | None = None
    selected: SyncStatus | None = None
    memory: ScheduleMemory = NOT_SEEN

    @classmethod
    def of(
        cls,
        overview: CompanyOverview | None,
        now: datetime,
        syncs: tuple[SyncStatus, ...] | None = None,
        selected: SyncStatus | None = None,
    ) -> RangeContext:
        """Return what is known of a company; *syncs* replaces those that were listed."""
        if overview is None:
            return cls(now, syncs or (), selected=selected)
        configuration = known(overview.configuration)
        return cls(
            now,
            (known(overview.syncs) or ()) if syncs is None else syncs,
            known(overview.last_successful),
            configuration,
            selected,
            schedule_memory(overview.snapshots, configuration),
        )

    @property
    def zone(self) -> tzinfo:
        """UTC when unknown."""
        return schedule_zone(self.configuration)

    @cached_property
    def known_syncs(self) -> tuple[SyncStatus, ...]:
        """All syncs; the last successful one may be older than the listed ones."""
        return (*self.syncs, self.last_successful) if self.last_successful is not None else self.syncs

    @cached_property
    def covered(self) -> Coverage:
        return coverage(self.known_syncs, self.configuration, self.now, self.memory)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """Ended periods in no successful sync, oldest first."""
        until = ended_until(self.known_syncs, self.configuration, self.now)
        return tuple(gap for gap in self.covered.gaps(until) if gap.certain or self._is_long(gap))

    def _is_long(self, gap: Gap) -> bool:
        """Whether more than a night passed without a success."""
        # Only then does it matter what the next success covered.
        good = [each.sync for each in self.covered.good]
        times = [
            at for sync in good if (at := read_instant(sync.sync_utc)) and gap.missing_from < at < gap.finish
        ]
        return any(
            later - before > A_NIGHT_AND_A_DAY
            for before, later in pairwise([gap.missing_from, *times, gap.finish])
        )

    def window(self, sync_to: datetime | None = None) -> SyncWindow:
        """The period of a sync up to now, or to *sync_to*."""
        return latest_window(
            self.last_successful, self.configuration, self.now, sync_to, self.syncs, self.memory
        )

    def hole_before(self, start: datetime) -> Gap | None:
        """The time before *start* that no sync covers, and that the next sync does not cover either."""
        gaps = [gap for gap in self.covered.gaps(min(start, self.now)) if gap.certain]
        return gaps[-1] if gaps and gaps[-1].start < start and gaps[-1].finish == start else None


def proposals(context: RangeContext) -> tuple[Proposal, ...]:
    """None of them leaves out time that is in no sync."""
    window, gap = context.window(), gap_at(context)
    since = Proposal(Preset.SINCE_SUCCESS, None, None, "no known start")
    if window.start is not None:
        since = Proposal(Preset.SINCE_SUCCESS, window.start, context.now)
    missing = Proposal(Preset.GAP, None, None, "nothing missing" if context.known_syncs else "no known sync")
    if gap is not None:
        missing = Proposal(Preset.GAP, gap.start, gap.finish)
    return (
        _yesterday(context),
        since,
        missing,
        Proposal(Preset.DATES, None, None),
        Proposal(Preset.UP_TO, None, context.now),
    )


def _yesterday(context: RangeContext) -> Proposal:
    """Yesterday's period, up to now."""
    hour = schedule_hour(context.configuration)
    try:
        yesterday = context.now.astimezone(context.zone).date() - DAY
        start, finish = period_of(yesterday, context.zone, hour)
    except OverflowError:
        return Proposal(Preset.YESTERDAY, None, None, "no such date")
    hole = context.hole_before(start)
    if hole is not None:
        return Proposal(Preset.YESTERDAY, None, None, "more is missing", hole)
    return Proposal(Preset.YESTERDAY, start, min(finish, context.now))


def gap_at(context: RangeContext) -> Gap | None:
    """The gap of the sync under the cursor, or the next older one; without a cursor the newest."""
    selected = read_instant(context.selected.sync_utc) if context.selected else None
    older = [gap for gap in context.gaps if selected is None or gap.start < selected]
    return older[-1] if older else None


def read_typed(text: str, zone: tzinfo, now: datetime) -> Typed:
    """Parse "2026-10-30", "2026-10-30 03:12" (in *zone*) or "now"."""
    text = text.strip()
    if text.casefold() == NOW:
        return Typed(now)
    if not text:
        return Typed(None, "a date is needed")
    if not _TYPED.fullmatch(text):
        return Typed(None, "write 2026-10-30, 2026-10-30 03:12 or now")
    try:
        local = datetime.fromisoformat(text.upper()).replace(tzinfo=zone)
        instant = local.astimezone(UTC)
        back = instant.astimezone(zone)
        later = local.replace(fold=1).astimezone(UTC)
    except (ValueError, OverflowError):
        return Typed(None, "there is no such date")
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        return Typed(None, "there is no such time: the clocks go forward then")
    return Typed(instant, note="twice that night, the first is meant" if later != instant else "")


def as_typed(instant: datetime | None, zone: tzinfo) -> str:
    """In the format of `read_typed`; "" for None."""
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else ""


def check_range(start: datetime | None, finish: datetime, context: RangeContext) -> tuple[RangeProblem, ...]:
    """Problems of this period: order, future, a running sync, time left out or already covered.

    *start* None: chosen by Codat.
    """
    now = context.now
    if start is not None and start >= finish:
        return (RangeProblem("The range ends before it starts.", blocks=True),)
    if start is not None and start >= now:
        return (RangeProblem("The range lies in the future.", blocks=True),)
    problems = []
    if any(is_running(sync) for sync in context.syncs):
        problems.append(RangeProblem("A sync is running: wait until it ends.", blocks=True))
    if finish > now:
        text = "The range ends in the future: Codat can only sync what was sold by then."
        problems.append(RangeProblem(text, blocks=False))
    if start is not None:
        hole = context.hole_before(start)
        if hole is not None:
            problems.append(RangeProblem(HOLE, False, hole=hole))
        covered = context.covered.overlapping(Span(start, finish))
        problems += [
            RangeProblem(DUPLICATE, False, each) for each in reversed(covered) if not is_running(each.sync)
        ]
    return tuple(problems)
