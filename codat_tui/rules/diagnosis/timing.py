"""A company's history of syncs, unusual pauses in writing, and syncs that run too long. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.failing import FailingRun, failing_run
from codat_tui.rules.same import Same
from codat_tui.rules.syncs.due_times import ENOUGH, SOME_HOURS, due_times, schedule_hour, schedule_zone
from codat_tui.rules.syncs.order import newest_first

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, SyncStatus
    from codat_tui.rules.diagnosis.facts import CompanyFacts

_DAY = timedelta(days=1)
QUIET_NOT_KNOWN = timedelta(days=14)
SHORTEST_QUIET = timedelta(days=3)
LONGEST_RUN = timedelta(hours=1)
STALLED_AFTER = timedelta(days=3)
"""After this time, a setup that the merchant left unfinished needs a person."""


@dataclass(frozen=True, slots=True)
class History:
    """A company's syncs. *latest*: newest from any source. *ended*: finished ones with a date, newest first.

    *reaches_back* is False when older syncs may exist.
    """

    latest: SyncStatus | None
    ended: tuple[SyncStatus, ...]
    run: FailingRun | None
    reaches_back: bool

    @property
    def last_success(self) -> datetime | None:
        return next((_at(sync) for sync in self.ended if _good(sync)), None)

    @property
    def last_written(self) -> datetime | None:
        """When a sync last wrote data."""
        return next((_at(sync) for sync in self.ended if wrote(sync)), None)


def history(facts: CompanyFacts) -> History:
    """Each sync once, from all sources."""
    ordered, ended = _in_order(Same(facts.syncs), Same(facts.last_successful), Same(facts.latest))
    latest = _latest(facts, ordered)
    run = failing_run(
        latest if latest is not None and failed(latest) else None,
        facts.last_successful,
        facts.syncs,
        schedule_zone(facts.configuration),
        facts.never_successful,
        schedule_hour(facts.configuration),
    )
    return History(latest, ended, run, facts.syncs is not None or facts.never_synced)


# While a company arrives, each part makes a verdict of the same syncs.
@lru_cache(maxsize=2)
def _in_order(
    syncs: Same[tuple[SyncStatus, ...] | None], *others: Same[SyncStatus | None]
) -> tuple[tuple[SyncStatus, ...], tuple[SyncStatus, ...]]:
    """All, newest first, and of these the ended ones with a date."""
    found = (*(syncs.value or ()), *(each.value for each in others if each.value is not None))
    ordered = newest_first({sync.sync_id or id(sync): sync for sync in found}.values())
    dated = (sync for sync in ordered if read_instant(sync.sync_utc) is not None)
    return ordered, tuple(sync for sync in dated if _good(sync) or failed(sync))


def _latest(facts: CompanyFacts, ordered: Sequence[SyncStatus]) -> SyncStatus | None:
    """The newest sync. Codat's "latest" wins when it has no readable date."""
    if facts.latest is None and facts.syncs is None:
        return None
    if facts.latest is not None and read_instant(facts.latest.sync_utc) is None:
        return facts.latest
    return next(iter(ordered), None)


def _at(sync: SyncStatus) -> datetime | None:
    return read_instant(sync.sync_utc)


def _good(sync: SyncStatus) -> bool:
    return describe(sync.code).state in (SyncState.WRITTEN, SyncState.NOTHING_WRITTEN)


def failed(sync: SyncStatus) -> bool:
    return describe(sync.code).state is SyncState.FAILED


def wrote(sync: SyncStatus) -> bool:
    """Code 2000 with `dataPushed` false wrote nothing."""
    return describe(sync.code, sync.data_pushed).state is SyncState.WRITTEN


# Pauses in writing


def quiet_after(ended: Sequence[SyncStatus]) -> timedelta:
    """Twice the longest pause in writing so far, at least 3 days; two weeks with too little history."""
    written = [at for sync in ended if wrote(sync) and (at := _at(sync)) is not None]
    if len(written) <= ENOUGH:
        return QUIET_NOT_KNOWN
    return max(2 * max(newer - older for newer, older in pairwise(written)), SHORTEST_QUIET)


def quiet_since(known: History) -> datetime | None:
    """Since when successful syncs wrote nothing, if longer than usual; otherwise None."""
    if not known.ended or not _good(known.ended[0]):
        return None
    since = known.last_written or (_at(known.ended[-1]) if known.reaches_back else None)
    # The time after the newest sync shows nothing: none ran.
    until = _at(known.ended[0])
    if since is None or until is None:
        return None
    return since if until - since > quiet_after(known.ended) else None


# A sync that runs


def longest_run(usual_seconds: float | None) -> timedelta:
    """How long a sync may run: an hour, or three times the usual."""
    return max(LONGEST_RUN, timedelta(seconds=3 * (usual_seconds or 0)))


def runs_long(latest: SyncStatus, now: datetime) -> bool:
    """Whether the latest sync has been running for longer than a sync whose usual duration is not known may."""
    at = _at(latest)
    return (
        describe(latest.code).state is SyncState.RUNNING and at is not None and now - at > longest_run(None)
    )


def protects(known: History, configuration: Configuration | None) -> bool:
    """Whether the only failure since the last success is a nightly 5080 whose day was already written."""
    # Codat's protection against writing twice; no data is missing.
    since = list(_until_success(known.ended))
    success = known.last_success
    if len(since) != 1 or since[0].code != 5080 or success is None:
        return False
    at = _at(since[0])
    return at is not None and at - success < _DAY + SOME_HOURS and not _pause(configuration, success, at)


def _pause(configuration: Configuration | None, success: datetime, at: datetime) -> bool:
    """Whether several due times lie between the two: a day may then be in neither sync."""
    return len(tuple(due_times(configuration, success, at))) > 1


def _until_success(ended: Iterable[SyncStatus]) -> Iterator[SyncStatus]:
    for sync in ended:
        if _good(sync):
            return
        yield sync


def same_failures(ended: Sequence[SyncStatus]) -> int:
    """Number of newest syncs in a row that failed with the same code."""
    run = list(_until_success(ended))
    return next((n for n, sync in enumerate(run) if sync.code != run[0].code), len(run))
