"""The syncs of a company: sixty days of nightly runs and the requested ones, replayed in order.

A period ends at its due time; its run begins hours later; the next period begins where the last successful
one ended.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from codat_tui.demo.causes import CAUSES
from codat_tui.demo.company_at import ClientWrites, CompanyAt, situation_at
from codat_tui.demo.deterministic import number
from codat_tui.demo.diagnosis import NOTHING_TO_WRITE, OVERLAP, WRITTEN, diagnose, link_severed
from codat_tui.demo.documented import FAILING_DAYS_UNTIL_OFF, Json
from codat_tui.demo.intervals import Span, include, missing
from codat_tui.demo.merchants import Merchant
from codat_tui.demo.sales import sells
from codat_tui.demo.sync import NEVER_ENDS, Sync, Trigger

DAYS = 60
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Nightly:
    """A scheduled run: `due` by the schedule, begun at `at` some hours later."""

    due: datetime
    at: datetime
    day: date


@dataclass(slots=True)
class History:
    """All syncs, oldest first; `off_since` is when Codat switched the nightly sync off.

    During a replay `running` holds the syncs that may not have ended, and `received` the time whose records
    the others received.
    """

    syncs: list[Sync] = field(default_factory=list)
    running: list[Sync] = field(default_factory=list)
    off_since: datetime | None = None
    received: list[Span] = field(default_factory=list)
    failing_days: int = 0
    link_tried: bool = False
    # When something last happened: a sync was due, began or ended.
    changed_at: datetime = _NEVER

    @property
    def received_until(self) -> datetime | None:
        return self.received[-1][1] if self.received else None

    def copy(self) -> History:
        """Return one that can be settled while this one stays."""
        return replace(self, running=list(self.running), received=list(self.received))

    def add(self, sync: Sync) -> None:
        self.syncs.append(sync)
        self.running.append(sync)

    def settle(self, moment: datetime) -> None:
        """Count the syncs that ended by `moment`; each call needs a later moment."""
        ended = [sync for sync in self.running if sync.ends <= moment]
        if ended:
            self.running = [sync for sync in self.running if sync.ends > moment]
            self.changed_at = max(self.changed_at, *(sync.ends for sync in ended))
            for sync in ended:
                if sync.outcome.good:
                    include(self.received, sync.start, sync.finish)
                    self.failing_days = 0

    def last_good(self, moment: datetime) -> Sync | None:
        return next(
            (sync for sync in reversed(self.syncs) if sync.outcome.good and sync.ends <= moment), None
        )

    def overlaps_a_running_one(self, start: datetime, finish: datetime) -> bool:
        return any(sync.overlaps(start, finish) for sync in self.running)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a company's periods end, from `since` on."""

    since: datetime
    zone: ZoneInfo
    hour: int


def schedules(merchant: Merchant, changes: ClientWrites | None) -> list[Schedule]:
    """Return the schedules, newest first; an unreadable one leaves the previous one in force."""
    found = [Schedule(_NEVER, ZoneInfo(merchant.place.time_zone), merchant.sync_hour)]
    moments = [e.begins for e in merchant.episodes if CAUSES[e.cause].time_zone]
    moments += [moment for moment, _ in changes.choices] if changes else []
    for moment in sorted(moments):
        written = situation_at(merchant, changes, moment).choices["schedule"]
        if (read := _schedule(written, moment)) is not None:
            found.insert(0, read)
    return found


def _schedule(written: Json, since: datetime) -> Schedule | None:
    zone, hour = written.get("timeZone") or "Etc/UTC", written.get("syncHour") or 0
    try:
        return Schedule(since, ZoneInfo(zone), hour) if hour in range(24) else None
    except (KeyError, ValueError, OSError):
        return None


def nightly_runs(
    merchant: Merchant, changes: ClientWrites | None, first: datetime, until: datetime
) -> Iterator[Nightly]:
    """Yield the scheduled runs that begin after `first` and by `until`."""
    known = schedules(merchant, changes)
    day = first.astimezone(UTC).date() - timedelta(days=1)
    while (due := _due(known, day)) <= until:
        at = due + timedelta(
            minutes=25 + number(190, merchant.id, "nightly", day), seconds=number(60, merchant.id, day)
        )
        if first < due and merchant.created < due and at <= until:
            yield Nightly(due, at, day)
        day += timedelta(days=1)


def _due(known: list[Schedule], day: date) -> datetime:
    for schedule in known:
        local = datetime(day.year, day.month, day.day, schedule.hour, tzinfo=schedule.zone)
        due = local.astimezone(UTC)
        if schedule.since <= due:
            break
    return due


def next_run(merchant: Merchant, changes: ClientWrites | None, now: datetime) -> datetime:
    upcoming = nightly_runs(merchant, changes, now - timedelta(days=1), now + timedelta(days=3))
    return next((run.at for run in upcoming if run.at > now), now + timedelta(days=1))


def replay(merchant: Merchant, changes: ClientWrites | None, started: datetime, until: datetime) -> History:
    """Return every sync that began between sixty days before `started` and `until`."""
    first = started - timedelta(days=DAYS)
    history = History(received=[(merchant.created, first)] if merchant.created < first else [])
    nightly = list(nightly_runs(merchant, changes, first, until))
    triggers = [*_written_parts(merchant, nightly, started), *(changes.triggers if changes else ())]
    events: list[Nightly | Trigger] = [*nightly, *(trigger for trigger in triggers if trigger.at <= until)]
    events.sort(key=lambda event: event.at)
    for event in events:
        history.settle(event.at)
        history.changed_at = event.at
        if isinstance(event, Trigger):
            _run_trigger(history, merchant, changes, event)
        else:
            _run_nightly(history, merchant, changes, event)
    history.settle(until)
    return history


def _written_parts(merchant: Merchant, nightly: list[Nightly], started: datetime) -> Iterator[Trigger]:
    if merchant.running:
        ago, long = merchant.running
        at = started - timedelta(minutes=ago)
        yield Trigger(at, None, at, long * 60, "under way")
    if merchant.overlap is not None:
        past = [run for run in nightly if run.at <= started]
        at = past[-1 - merchant.overlap].at - timedelta(minutes=1)
        yield Trigger(at, None, at, 600, "in the way")


def _run_trigger(
    history: History, merchant: Merchant, changes: ClientWrites | None, trigger: Trigger
) -> None:
    start = trigger.start or history.received_until or merchant.created
    parts = missing(history.received, start, trigger.finish)
    if not parts or history.overlaps_a_running_one(start, trigger.finish):
        outcome = OVERLAP
    else:
        outcome = diagnose(situation_at(merchant, changes, trigger.at), start, trigger.finish, parts)
    history.add(Sync(merchant.id, trigger.label, trigger.at, start, trigger.finish, trigger.seconds, outcome))


def _run_nightly(history: History, merchant: Merchant, changes: ClientWrites | None, run: Nightly) -> None:
    # A sync that hangs stops the nightly ones.
    if any(sync.hangs for sync in history.running):
        return
    start = history.received_until or merchant.created
    seconds = (40.0 + number(170, merchant.id, "duration", run.day)) * merchant.slowness
    written = bool(changes and (changes.choices or changes.statuses or changes.links))
    # The usual case, without building a situation: most nights of most merchants.
    if not written and history.off_since is None and not merchant.troubled_at(run.at):
        outcome = WRITTEN if sells(merchant, [(start, run.due)]) else NOTHING_TO_WRITE
        history.link_tried = False
    else:
        situation = situation_at(merchant, changes, run.at)
        if not _tries(history, changes, situation):
            return
        history.link_tried = link_severed(situation)
        outcome = diagnose(situation, start, run.due)
        seconds = NEVER_ENDS if "sync-hangs" in situation.events else seconds
    if start >= run.due:
        # A sync requested between the due time and the run has received everything.
        start, outcome = min(start, run.due - timedelta(days=1)), OVERLAP
    elif history.overlaps_a_running_one(start, run.due):
        outcome = OVERLAP
    history.add(Sync(merchant.id, f"nightly {run.day}", run.at, start, run.due, seconds, outcome))
    history.failing_days = 0 if outcome.good else history.failing_days + 1
    if history.failing_days >= FAILING_DAYS_UNTIL_OFF:
        history.off_since = run.at


def _tries(history: History, changes: ClientWrites | None, situation: CompanyAt) -> bool:
    """Return whether the scheduler starts a sync; a configuration written after the switch-off ends it."""
    if history.off_since is not None:
        written = changes.choices[-1][0] if changes and changes.choices else None
        if written is None or not history.off_since < written <= situation.at:
            return False
        history.off_since, history.failing_days = None, 0
    if not (situation.choices["enable"] and situation.choices["configured"]):
        return False
    if "not-scheduled" in situation.events:
        return False
    return not (history.link_tried and link_severed(situation))
