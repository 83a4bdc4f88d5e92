"""The fleet and the open company read again by themselves, while somebody looks at them.

Of the fleet: the list, then the companies that need a person, then those that have probably synced since they were
asked.

Invariant: nothing is read, and no timer runs, while nothing is shown, while paused, or after a person has been away for
two hours; the rest of the quota is left alone. New trouble is told once, when a company's state changes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from codat_tui.clock import moment_of, seconds_since
from codat_tui.models.diagnosis import State
from codat_tui.models.local import Loaded, Notice, NoticeKind, NoticeSeverity
from codat_tui.rules.fleet.query import state_of
from codat_tui.services.context import QUOTA_IS_LOW, ServiceContext, quota_is_low
from codat_tui.services.runner import TaskKind
from codat_tui.services.subscribers import Subscribers
from codat_tui.words import some

if TYPE_CHECKING:
    from codat_tui.models.local import FleetEntry, RemoteState
    from codat_tui.models.overview import CompanyOverview
    from codat_tui.services.fleet import FleetService
    from codat_tui.services.reading import CompanyReader

# Seconds without a key or a click after which nobody is there.
AWAY = 2 * 3600.0
# The part of the day's requests that one refresh of the fleet may use, and its requests where that is not known.
SHARE = 0.002
MOST_REQUESTS = 100
FLEET = ""
"""What is shown when it is the list of companies; otherwise the id of a company."""
_PASSING = frozenset({State.RUNNING, State.UNKNOWN, State.NOT_CHECKED})


class Refreshing(NamedTuple):
    """*next_at* is None while nothing is planned; *away*: nobody was there for two hours; *note* says why the last
    refresh did not happen. *minutes* is 0 when the profile switches refreshing off.
    """

    minutes: int = 0
    next_at: datetime | None = None
    paused: bool = False
    away: bool = False
    running: bool = False
    note: str = ""


class RefreshService:
    """Refreshes what is shown; see `show`, `hide` and `touched`."""

    def __init__(
        self, context: ServiceContext, fleet: FleetService, companies: Callable[[], CompanyReader]
    ) -> None:
        self._context = context
        self._fleet = fleet
        self._companies = companies
        self._showing: dict[object, str] = {}
        self._shown: str | None = None
        self._touched = moment_of(context.clock)
        self._last_try: dict[str, datetime] = {}
        self._settled: dict[str, State] = {}
        self._task: asyncio.Task[None] | None = None
        self._as_of: datetime | None = None
        self._leave: Callable[[], None] = lambda: None
        self._seen = True
        self._state = Refreshing()
        self._subscribers: Subscribers[Refreshing] = Subscribers()
        fleet.subscribe(lambda _: self._fleet_heard())

    @property
    def state(self) -> Refreshing:
        return self._state

    def subscribe(self, callback: Callable[[Refreshing], None]) -> Callable[[], None]:
        """Call *callback* when the plan changes; returns the cancel function."""
        return self._subscribers.add(callback)

    def show(self, by: object, subject: str = FLEET) -> None:
        """The list of companies, or this company, is shown *by* a screen; what is due is read at once."""
        self._showing.pop(by, None)
        self._showing[by] = subject
        self._look_at_the_newest()

    def hide(self, by: object) -> None:
        """This screen is no longer to be seen."""
        if self._showing.pop(by, None) is not None:
            self._look_at_the_newest()

    def _look_at_the_newest(self) -> None:
        # By screen: a tab may hear that it is hidden after the next one has heard that it is shown.
        shown = next(reversed(self._showing.values()), None)
        if shown != self._shown:
            self._leave()
            self._leave = self._companies().subscribe(shown, self._company_heard) if shown else lambda: None
            self._shown = shown
        self._plan()

    def see(self, seen: bool) -> None:
        """Whether this profile is the one on screen: the others are not refreshed."""
        self._seen = seen
        self._touched = moment_of(self._context.clock)
        self._plan()

    def touched(self) -> None:
        """A person pressed a key or clicked."""
        self._touched = moment_of(self._context.clock)
        due = self._state.next_at
        # Timers stand still while the machine sleeps.
        overdue = due is not None and due < self._touched.wall
        if self._state.away or overdue:
            self._set(away=False)
            self._plan()

    def toggle(self) -> bool:
        """Pause or go on; return whether it is paused."""
        self._set(paused=not self._state.paused)
        self._plan()
        return self._state.paused

    def _fleet_heard(self) -> None:
        as_of = self._fleet.state.as_of
        if self._shown == FLEET and as_of != self._as_of and not self._state.running:
            # Somebody refreshed by hand.
            self._as_of = as_of
            self._plan()

    def _company_heard(self, state: RemoteState[CompanyOverview]) -> None:
        if isinstance(state, Loaded) and state.at != self._as_of and not self._state.running:
            self._as_of = state.at
            self._plan()

    def _plan(self) -> None:
        """Plan the next refresh of what is shown, or none."""
        if self._state.running:
            return
        if self._task is not None:
            self._task.cancel()
            self._task = None
        backend = self._context.current
        minutes = backend.profile.refresh_minutes if backend is not None else 0
        last = self._read_at(self._shown) if self._shown is not None else None
        quiet = not self._seen or self._state.paused or self._state.away or self._context.runner.stopping
        if not minutes or last is None or quiet:
            self._set(minutes=minutes, next_at=None)
            return
        due = last + timedelta(minutes=minutes)
        self._set(minutes=minutes, next_at=due)
        self._task = self._context.runner.spawn(TaskKind.READ, self._wait(due), "refresh")

    def _read_at(self, subject: str | None) -> datetime | None:
        """Return when it was read or tried last; None when it was never read."""
        if subject is None:
            return None
        at: datetime | None
        if subject == FLEET:
            at = self._fleet.state.as_of
        else:
            state = self._companies().state(subject)
            at = state.at if isinstance(state, Loaded) else None
        tried = self._last_try.get(subject)
        return max(at, tried) if at is not None and tried is not None else at

    async def _wait(self, due: datetime) -> None:
        clock = self._context.clock
        await clock.sleep(max(0.0, (due - clock.now()).total_seconds()))
        subject = self._shown
        if seconds_since(clock, self._touched) > AWAY or subject is None:
            self._task = None
            self._set(away=subject is not None, next_at=None)
            return
        # From here on it is not ended by a screen that closes: the list would be half read.
        self._set(running=True, next_at=None, note="")
        self._last_try[subject] = clock.now()
        try:
            await self._refresh(subject)
        finally:
            self._task = None
            self._set(running=False)
            self._plan()

    async def _refresh(self, subject: str) -> None:
        backend = await self._context.backend()
        if quota_is_low(backend.client.quota, self._context.clock.now()):
            self._set(note=QUOTA_IS_LOW)
            return
        entries = self._fleet.state.entries
        self._settled.update(_settled(entries.values()))
        if subject == FLEET:
            limit = backend.client.quota.limit if backend.client.quota is not None else None
            most = MOST_REQUESTS if limit is None else int(limit * SHARE)
            await self._fleet.reread(_in_need(entries.values()), most)
        else:
            await self._companies().overview(subject)
        self._tell_trouble()

    def _tell_trouble(self) -> None:
        """Tell of the companies that need a person since the last look, once."""
        entries = self._fleet.state.entries
        now = _settled(entries.values())
        trouble = [
            entries[each]
            for each, state in now.items()
            if state.needs_person and each in self._settled and self._settled[each] is not state
        ]
        self._settled.update(now)
        if not trouble:
            return
        said = some([f"{entry.full_name} ({_why(entry)})" for entry in trouble], 4)
        verb = "needs a person" if len(trouble) == 1 else f"{len(trouble)} companies need a person"
        text = f"{said} {verb} now." if len(trouble) == 1 else f"{verb} now: {said}."
        one = trouble[0].company_id if len(trouble) == 1 else ""
        self._context.notify(Notice(NoticeKind.NEW_TROUBLE, text, NoticeSeverity.WARNING, one))

    def _set(self, **changes: object) -> None:
        state = self._state._replace(**changes)  # type: ignore[arg-type]
        if state != self._state:
            self._state = state
            self._subscribers.publish(state)


def _settled(entries: Iterable[FleetEntry]) -> dict[str, State]:
    """Return the states that are not in passing: a company that failed, ran and failed again has not changed."""
    states = ((entry.company_id, state_of(entry)) for entry in entries)
    return {company_id: state for company_id, state in states if state not in _PASSING}


def _in_need(entries: Iterable[FleetEntry]) -> list[str]:
    return [
        entry.company_id
        for entry in entries
        if (state := state_of(entry)).needs_person or state is State.RUNNING
    ]


def _why(entry: FleetEntry) -> str:
    cause = entry.judgement.cause if entry.judgement is not None else None
    return cause.short if cause is not None else state_of(entry).words
