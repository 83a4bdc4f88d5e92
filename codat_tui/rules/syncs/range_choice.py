"""Which time a person may choose for a sync: proposals, dates as they are typed, and what stands against them.

Everything typed is read in the merchant's zone; every instant here is aware and in UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import TYPE_CHECKING

from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.windows import KnownRange, known_ranges, latest_window, overlapping, schedule_zone

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, SyncStatus

_TYPED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ Tt][0-9]{2}:[0-9]{2})?")
_GOOD = frozenset({SyncState.WRITTEN, SyncState.NOTHING_WRITTEN})
DUPLICATE = "Part of this time was synced already: Codat may refuse it (5080)."
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
    """One way to choose the time; *why_not* says in two or three words why it has no dates to propose."""

    preset: Preset
    start: datetime | None
    finish: datetime | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """A date as it was typed: its *instant*, or the *problem* with it; *note* says what was assumed."""

    instant: datetime | None
    problem: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RangeProblem:
    """What stands against a range; one that *blocks* must be mended before the sync is asked for.

    *covered* is the known sync whose time the range shares.
    """

    text: str
    blocks: bool
    covered: KnownRange | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a choice rests on; None and () where it is not known. *selected* is the sync under the cursor."""

    now: datetime
    syncs: tuple[SyncStatus, ...] = ()
    last_successful: SyncStatus | None = None
    configuration: Configuration | None = None
    selected: SyncStatus | None = None

    @property
    def zone(self) -> tzinfo:
        """The merchant's zone; UTC where it is not known."""
        return schedule_zone(self.configuration)


def proposals(ground: Ground) -> tuple[Proposal, ...]:
    """Every way to choose the time, with its dates where it has any."""
    now, zone = ground.now, ground.zone
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    yesterday = (today - timedelta(days=1)).astimezone(UTC)
    window = latest_window(ground.last_successful, ground.configuration, now)
    gap = gap_around(ground.syncs, ground.selected, window_start(ground))
    since = now if window.start else None
    start, finish = gap or (None, None)
    return (
        Proposal(Preset.YESTERDAY, yesterday, today.astimezone(UTC)),
        Proposal(Preset.SINCE_SUCCESS, window.start, since, why_not="" if window.start else "no known start"),
        Proposal(Preset.GAP, start, finish, why_not="" if gap else "no failed sync"),
        Proposal(Preset.DATES, None, None),
        Proposal(Preset.UP_TO, None, now),
    )


def window_start(ground: Ground) -> datetime | None:
    """Where the merchant's first sync began: the configured start date, if it is known."""
    schedule = ground.configuration.schedule if ground.configuration else None
    return read_instant(schedule.start_date, ground.zone) if schedule else None


def gap_around(
    syncs: Iterable[SyncStatus], selected: SyncStatus | None, first_start: datetime | None = None
) -> tuple[datetime, datetime] | None:
    """What the run of failed syncs at *selected*, or the next older one, was to cover.

    From the success before it (or *first_start*) to its last failed sync. Without *selected* the newest run. None
    where no sync failed, or no start is known.
    """
    ordered = newest_first(syncs)
    begin = next((index for index, sync in enumerate(ordered) if sync is selected), 0)
    if selected is not None and not any(sync is selected for sync in ordered):
        begin = _index_of(ordered, selected)
    first = next((index for index in range(begin, len(ordered)) if _failed(ordered[index])), None)
    if first is None:
        return None
    newest = first
    while newest > 0 and not _good(ordered[newest - 1]):
        newest -= 1
    ends = [read_instant(sync.sync_utc) for sync in ordered[newest : first + 1] if _failed(sync)]
    good = next((sync for sync in ordered[first:] if _good(sync)), None)
    start = read_instant(good.sync_utc) if good else first_start
    finish = next((moment for moment in ends if moment), None)
    return (start, finish) if start and finish and start < finish else None


def _index_of(ordered: Sequence[SyncStatus], selected: SyncStatus) -> int:
    same = (index for index, sync in enumerate(ordered) if sync.sync_id and sync.sync_id == selected.sync_id)
    return next(same, 0)


def _failed(sync: SyncStatus) -> bool:
    return describe(sync.code).state is SyncState.FAILED


def _good(sync: SyncStatus) -> bool:
    return describe(sync.code).state in _GOOD


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
    if any(describe(sync.code).state is SyncState.RUNNING for sync in ground.syncs):
        problems.append(RangeProblem("A sync is running: wait until it ends.", blocks=True))
    if finish > now:
        text = "The range ends in the future: Codat can only sync what was sold by then."
        problems.append(RangeProblem(text, blocks=False))
    if start is not None:
        ranges = known_ranges(ground.syncs, window_start(ground))
        covered = [known for known in overlapping(start, finish, ranges) if _ended(known.sync)]
        problems += [RangeProblem(DUPLICATE, False, known) for known in reversed(covered)]
    return tuple(problems)


def _ended(sync: SyncStatus) -> bool:
    return describe(sync.code).state is not SyncState.RUNNING
