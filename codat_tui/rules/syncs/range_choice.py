"""Which time a person may choose for a sync: proposals, dates as they are typed, and what stands against them.

Everything typed is read in the merchant's zone; every instant here is aware and in UTC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from codat_tui.rules.dates import read_instant
from codat_tui.rules.syncs.due_times import DAY, period_of, schedule_hour, schedule_zone
from codat_tui.rules.syncs.periods import Coverage, Gap, Period, coverage, ended_until, is_running
from codat_tui.rules.syncs.spans import Span
from codat_tui.rules.syncs.windows import SyncWindow, latest_window

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, SyncStatus

_TYPED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ Tt][0-9]{2}:[0-9]{2})?")
DUPLICATE = "Part of this time was synced already: Codat may refuse it (5080)."
HOLE = "Time before it is in no sync, and the next sync begins after it:"
A_NIGHT_AND_A_DAY = timedelta(hours=42)
NOW = "now"
"""What may be typed in place of a date."""


class Preset(StrEnum):
    """The proposals, in the order in which they are shown."""

    YESTERDAY = "yesterday"
    SINCE_SUCCESS = "since the last success"
    GAP = "this gap"
    DATES = "these dates"
    UP_TO = "up to a date"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One way to choose the time; *why_not* says in two or three words why it has no dates to propose.

    *hole* is the time that it would leave in no sync.
    """

    preset: Preset
    start: datetime | None
    finish: datetime | None
    why_not: str = ""
    hole: Gap | None = None


@dataclass(frozen=True, slots=True)
class Typed:
    """A date as it was typed: its *instant*, or the *problem* with it; *note* says what was assumed."""

    instant: datetime | None
    problem: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RangeProblem:
    """What stands against a range; one that *blocks* must be mended before the sync is asked for.

    *covered* is the known sync whose time the range shares, *hole* the time that would stay in no sync.
    """

    text: str
    blocks: bool
    covered: Period | None = None
    hole: Gap | None = None


@dataclass(frozen=True)
class Ground:
    """What a choice rests on; None and () where it is not known. *selected* is the sync under the cursor.

    The schedule is known not to have changed since *unchanged_since*.
    """

    now: datetime
    syncs: tuple[SyncStatus, ...] = ()
    last_successful: SyncStatus | None = None
    configuration: Configuration | None = None
    selected: SyncStatus | None = None
    unchanged_since: datetime | None = None

    @property
    def zone(self) -> tzinfo:
        """The merchant's zone; UTC where it is not known."""
        return schedule_zone(self.configuration)

    @cached_property
    def known_syncs(self) -> tuple[SyncStatus, ...]:
        """The syncs, with the last successful one, which may be older than those that are listed."""
        return (*self.syncs, self.last_successful) if self.last_successful is not None else self.syncs

    @cached_property
    def covered(self) -> Coverage:
        """What the known syncs cover."""
        return coverage(self.known_syncs, self.configuration, self.now, self.unchanged_since)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The time of ended periods that is in no successful sync, oldest first."""
        until = ended_until(self.known_syncs, self.configuration, self.now)
        return tuple(gap for gap in self.covered.gaps(until) if gap.certain or self._is_long(gap))

    def _is_long(self, gap: Gap) -> bool:
        """True where more than a night passed without a success, so that it matters what the next one covered."""
        good = [each.sync for each in self.covered.good]
        times = [
            at for sync in good if (at := read_instant(sync.sync_utc)) and gap.missing_from < at < gap.finish
        ]
        return any(
            later - before > A_NIGHT_AND_A_DAY
            for before, later in pairwise([gap.missing_from, *times, gap.finish])
        )

    def window(self, sync_to: datetime | None = None) -> SyncWindow:
        """What a sync up to now, or to *sync_to*, would cover."""
        return latest_window(
            self.last_successful, self.configuration, self.now, sync_to, self.syncs, self.unchanged_since
        )

    def hole_before(self, start: datetime) -> Gap | None:
        """The time before *start* that is in no sync and stays so, since the next sync begins after it."""
        gaps = [gap for gap in self.covered.gaps(min(start, self.now)) if gap.certain]
        return gaps[-1] if gaps and gaps[-1].start < start and gaps[-1].finish == start else None


def proposals(ground: Ground) -> tuple[Proposal, ...]:
    """Every way to choose the time, with its dates where it has any; none leaves time out that is in no sync."""
    window, gap = ground.window(), gap_at(ground)
    since = Proposal(Preset.SINCE_SUCCESS, None, None, "no known start")
    if window.start is not None:
        since = Proposal(Preset.SINCE_SUCCESS, window.start, ground.now)
    missing = Proposal(Preset.GAP, None, None, "nothing missing" if ground.known_syncs else "no known sync")
    if gap is not None:
        missing = Proposal(Preset.GAP, gap.start, gap.finish)
    return (
        _yesterday(ground),
        since,
        missing,
        Proposal(Preset.DATES, None, None),
        Proposal(Preset.UP_TO, None, ground.now),
    )


def _yesterday(ground: Ground) -> Proposal:
    """The sync period of yesterday, as far as it has passed."""
    hour = schedule_hour(ground.configuration)
    try:
        yesterday = ground.now.astimezone(ground.zone).date() - DAY
        start, finish = period_of(yesterday, ground.zone, hour)
    except OverflowError:
        return Proposal(Preset.YESTERDAY, None, None, "no such date")
    hole = ground.hole_before(start)
    if hole is not None:
        return Proposal(Preset.YESTERDAY, None, None, "more is missing", hole)
    return Proposal(Preset.YESTERDAY, start, min(finish, ground.now))


def gap_at(ground: Ground) -> Gap | None:
    """The gap that the sync under the cursor is part of, or the next older one; the newest without a cursor."""
    selected = read_instant(ground.selected.sync_utc) if ground.selected else None
    older = [gap for gap in ground.gaps if selected is None or gap.start < selected]
    return older[-1] if older else None


def read_typed(text: str, zone: tzinfo, now: datetime) -> Typed:
    """The instant a person typed as "2026-10-30", "2026-10-30 03:12" (both in *zone*) or "now"."""
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
    """*instant* as `read_typed` reads it, to the minute; "" for None."""
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else ""


def check_range(start: datetime | None, finish: datetime, ground: Ground) -> tuple[RangeProblem, ...]:
    """What stands against syncing *start* to *finish*: order, future, a running sync, time already covered.

    A *start* of None is not known: it is Codat's to choose.
    """
    now = ground.now
    if start is not None and start >= finish:
        return (RangeProblem("The range ends before it starts.", blocks=True),)
    if start is not None and start >= now:
        return (RangeProblem("The range lies in the future.", blocks=True),)
    problems = []
    if any(is_running(sync) for sync in ground.syncs):
        problems.append(RangeProblem("A sync is running: wait until it ends.", blocks=True))
    if finish > now:
        text = "The range ends in the future: Codat can only sync what was sold by then."
        problems.append(RangeProblem(text, blocks=False))
    if start is not None:
        hole = ground.hole_before(start)
        if hole is not None:
            problems.append(RangeProblem(HOLE, False, hole=hole))
        covered = ground.covered.overlapping(Span(start, finish))
        problems += [
            RangeProblem(DUPLICATE, False, each) for each in reversed(covered) if not is_running(each.sync)
        ]
    return tuple(problems)
