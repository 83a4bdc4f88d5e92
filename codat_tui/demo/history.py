"""The syncs of a company: sixty days of nightly runs and whatever clients asked for, replayed in order.

Invariant: the result is a pure function of the merchant, the clients' writes and the moment up to which it is
replayed; every outcome is what `diagnosis` makes of the company as it was at the time of that sync.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from codat_tui.demo.company_at import Changes, Situation, situation_at
from codat_tui.demo.deterministic import number
from codat_tui.demo.diagnosis import OVERLAP, diagnose, link_broken
from codat_tui.demo.documented import FAILING_DAYS_UNTIL_OFF
from codat_tui.demo.merchants import Merchant
from codat_tui.demo.sync import Outcome, Sync, Trigger

DAYS = 60


@dataclass(frozen=True, slots=True)
class Nightly:
    """A scheduled run: `due` by the merchant's schedule, begun at `at`, some hours later."""

    due: datetime
    at: datetime
    day: date


@dataclass(slots=True)
class History:
    """All syncs in the order in which they began; `off_since` is when Codat switched the nightly sync off.

    While it is being written, `running` holds the syncs that may not have ended and `covered_until` tells up to
    when the others have written data.
    """

    syncs: list[Sync] = field(default_factory=list)
    running: list[Sync] = field(default_factory=list)
    off_since: datetime | None = None
    covered_until: datetime | None = None
    failing_days: int = 0
    link_tried: bool = False

    def add(self, sync: Sync) -> None:
        self.syncs.append(sync)
        self.running.append(sync)

    def settle(self, moment: datetime) -> None:
        """Take note of every sync that has ended by `moment`, which never goes back."""
        ended = [sync for sync in self.running if sync.ends <= moment]
        if ended:
            self.running = [sync for sync in self.running if sync.ends > moment]
            good = [sync.finish for sync in ended if sync.outcome.good]
            if good:
                self.covered_until = max(good + ([self.covered_until] if self.covered_until else []))

    def last_good(self, moment: datetime) -> Sync | None:
        """The newest sync that had succeeded by `moment`."""
        return next(
            (sync for sync in reversed(self.syncs) if sync.outcome.good and sync.ends <= moment), None
        )

    def overlapping(self, start: datetime, finish: datetime) -> bool:
        """Whether a successful or running sync already covers part of the window."""
        good = (sync for sync in self.syncs if sync.outcome.good)
        return any(sync.overlaps(start, finish) for sync in chain(self.running, good))


def nightly_runs(merchant: Merchant, first: datetime, until: datetime) -> Iterator[Nightly]:
    """The scheduled runs that begin after `first` and not after `until`."""
    zone = ZoneInfo(merchant.place.time_zone)
    day = first.astimezone(zone).date()
    while True:
        due = datetime(day.year, day.month, day.day, merchant.sync_hour, tzinfo=zone).astimezone(UTC)
        at = due + timedelta(
            minutes=25 + number(190, merchant.id, "nightly", day), seconds=number(60, merchant.id, day)
        )
        if at > until:
            return
        if due > first and due > merchant.created:
            yield Nightly(due, at, day)
        day += timedelta(days=1)


def next_run(merchant: Merchant, now: datetime) -> datetime:
    """When the first scheduled run after `now` begins."""
    upcoming = nightly_runs(merchant, now - timedelta(days=1), now + timedelta(days=3))
    return next((run.at for run in upcoming if run.at > now), now + timedelta(days=1))


def replay(merchant: Merchant, changes: Changes | None, started: datetime, until: datetime) -> History:
    """Every sync that began between sixty days before the clock's start and `until`."""
    first = started - timedelta(days=DAYS)
    history = History(covered_until=first if merchant.created < first else None)
    nightly = list(nightly_runs(merchant, first, until))
    triggers = [*_written_parts(merchant, nightly, started), *(changes.triggers if changes else ())]
    events: list[Nightly | Trigger] = [*nightly, *(trigger for trigger in triggers if trigger.at <= until)]
    events.sort(key=lambda event: event.at)
    for event in events:
        history.settle(event.at)
        if isinstance(event, Trigger):
            _run_trigger(history, merchant, changes, event)
        else:
            _run_nightly(history, merchant, changes, event)
    history.settle(until)
    return history


def _written_parts(merchant: Merchant, nightly: list[Nightly], started: datetime) -> Iterator[Trigger]:
    """Syncs that somebody had asked for before the clock's start."""
    if merchant.running:
        ago, long = merchant.running
        at = started - timedelta(minutes=ago)
        yield Trigger(at, None, at, long * 60, "under way")
    if merchant.overlap is not None:
        past = [run for run in nightly if run.at <= started]
        at = past[-1 - merchant.overlap].at - timedelta(minutes=1)
        yield Trigger(at, None, at, 600, "in the way")


def _run_trigger(history: History, merchant: Merchant, changes: Changes | None, trigger: Trigger) -> None:
    start = trigger.start or history.covered_until or merchant.created
    if history.overlapping(start, trigger.finish):
        outcome = OVERLAP
    else:
        outcome = diagnose(situation_at(merchant, changes, trigger.at), start, trigger.finish)
    history.add(Sync(merchant.id, trigger.label, trigger.at, start, trigger.finish, trigger.seconds, outcome))


def _run_nightly(history: History, merchant: Merchant, changes: Changes | None, run: Nightly) -> None:
    start = history.covered_until or merchant.created
    if start >= run.due:
        return
    written = bool(changes and (changes.choices or changes.statuses or changes.links))
    if not written and not merchant.troubled_at(run.at):
        outcome = _quiet_day(merchant, run, start)
        history.link_tried = False
    else:
        situation = situation_at(merchant, changes, run.at)
        if not _tries(history, changes, situation):
            return
        history.link_tried = link_broken(situation)
        outcome = diagnose(situation, start, run.due)
    if any(sync.overlaps(start, run.due) for sync in history.running):
        outcome = OVERLAP
    seconds = (40.0 + number(170, merchant.id, "duration", run.day)) * merchant.slowness
    history.add(Sync(merchant.id, f"nightly {run.day}", run.at, start, run.due, seconds, outcome))
    history.failing_days = 0 if outcome.good else history.failing_days + 1
    if history.failing_days >= FAILING_DAYS_UNTIL_OFF:
        history.off_since = run.at


def _quiet_day(merchant: Merchant, run: Nightly, start: datetime) -> Outcome:
    """Nothing is wrong; on the day of rest nothing was sold."""
    sold_on = (run.day - timedelta(days=1)).weekday()
    if sold_on == merchant.closed_weekday and run.due - start < timedelta(days=2):
        return Outcome(2040, "Complete")
    return Outcome(2000, "Complete", pushed=True)


def _tries(history: History, changes: Changes | None, situation: Situation) -> bool:
    """Whether the scheduler starts anything: switched on, set up, and not already refused for a broken
    link.
    """
    if history.off_since is not None:
        written = changes.choices[-1][0] if changes and changes.choices else None
        if written is None or not history.off_since < written <= situation.at:
            return False
        history.off_since, history.failing_days = None, 0
    if not (situation.choices["enable"] and situation.choices["configured"]):
        return False
    return not (history.link_tried and link_broken(situation))
