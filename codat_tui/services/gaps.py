"""Time in no successful sync, of every company of which enough is known.

Invariant: nothing is read for it unless the user asks; what was looked at, and when, is part of the answer.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from codat_tui.models.errors import CodatError
from codat_tui.models.local import Loaded, SweepCost, Watch
from codat_tui.rules.fleet.questions import Question
from codat_tui.rules.syncs.due_times import schedule_memory
from codat_tui.rules.syncs.range_choice import RangeContext
from codat_tui.rules.syncs.told_ranges import with_told_ranges
from codat_tui.services.activity import ActivityService
from codat_tui.services.context import QUOTA_IS_LOW, ServiceContext, quota_is_low
from codat_tui.services.judging import ExtraReads, read_more
from codat_tui.services.runner import TaskKind
from codat_tui.services.subscribers import Subscribers

if TYPE_CHECKING:
    from codat_tui.models.changes import ToldRange
    from codat_tui.models.journal import ConfigurationSnapshot
    from codat_tui.rules.syncs.periods import Gap
    from codat_tui.services.fleet import FleetService
    from codat_tui.services.reading import CompanyReader
    from codat_tui.services.watching import WatchService

# The list of syncs and the configuration.
REQUESTS = 2
# Fewer than the client's ten, so that a request of the user's never waits for one.
SIDE_BY_SIDE = 4
FAILURES_IN_A_ROW = 5


@dataclass(frozen=True, slots=True)
class CompanyGaps:
    """The gaps of one company, oldest first, as its syncs and configuration were at *at*.

    *outdated*: a sync has ended since, so it must be looked at again.
    """

    company_id: str
    gaps: tuple[Gap, ...]
    at: datetime
    outdated: bool = False


@dataclass(frozen=True, slots=True)
class Looking:
    """A look at several companies: *done* of *total*; *note* says why it stopped early."""

    done: int = 0
    total: int = 0
    running: bool = False
    note: str = ""


class GapService:
    """The gaps that are known."""

    def __init__(
        self,
        context: ServiceContext,
        fleet: FleetService,
        companies: CompanyReader,
        activity: ActivityService,
        watching: WatchService,
    ) -> None:
        self._context = context
        self._fleet = fleet
        self._companies = companies
        self._activity = activity
        self._watching = watching
        self._looked: dict[str, CompanyGaps] = {}
        self._task: asyncio.Task[None] | None = None
        self.looking = Looking()
        self._subscribers: Subscribers[None] = Subscribers()
        watching.subscribe(lambda _: self._subscribers.publish(None))

    def subscribe(self, callback: Callable[[None], None]) -> Callable[[], None]:
        """Call *callback* when more is known; returns the cancel function."""
        return self._subscribers.add(callback)

    def known(self, company_id: str) -> CompanyGaps | None:
        """Return a company's gaps by what was read of it last; None when its syncs or configuration were not read."""
        found = self._looked.get(company_id)
        state = self._companies.state(company_id)
        if isinstance(state, Loaded):
            overview = state.value
            read = isinstance(overview.syncs, Loaded) and isinstance(overview.configuration, Loaded)
            if read and (found is None or found.at < state.at):
                context = RangeContext.of(overview, self._context.clock.now())
                found = CompanyGaps(company_id, context.gaps, state.at)
        if found is None:
            return None
        watch = self._watching.of_company(company_id)
        return CompanyGaps(company_id, found.gaps, found.at, _ended_since(watch, found.at))

    def all_known(self) -> tuple[CompanyGaps, ...]:
        """Return what is known of every company of the fleet, in its order, also where there is no gap."""
        found = map(self.known, self._fleet.state.entries)
        return tuple(each for each in found if each is not None)

    def not_known(self, company_ids: Iterable[str] = ()) -> tuple[str, ...]:
        """Return which of these companies, or of all, were not looked at, or not since their last sync."""
        asked = tuple(company_ids) or tuple(self._fleet.state.entries)
        known = {each: self.known(each) for each in asked}
        return tuple(each for each, gaps in known.items() if gaps is None or gaps.outdated)

    def cost(self, company_ids: Iterable[str]) -> SweepCost:
        return self._context.cost_of(REQUESTS * len(tuple(company_ids)))

    def look(self, company_ids: Iterable[str]) -> None:
        """Read syncs and configuration of these companies in the background. Ignored during a look."""
        if not self.looking.running:
            left = deque(company_ids)
            self.looking = Looking(0, len(left), running=True)
            self._task = self._context.runner.spawn(TaskKind.SWEEP, self._look(left), "look for gaps")
            self._subscribers.publish(None)

    def stop(self) -> None:
        """Stop looking; what was found stays."""
        if self._task is not None and self.looking.running:
            self._task.cancel()
            self._ended("stopped")

    async def _look(self, left: deque[str]) -> None:
        failures: list[str] = []
        async with asyncio.TaskGroup() as group:
            for _ in range(SIDE_BY_SIDE):
                group.create_task(self._look_on(left, failures))
        self._ended(self.looking.note)

    async def _look_on(self, left: deque[str], failures: list[str]) -> None:
        while left and not self.looking.note:
            company_id = left.popleft()
            try:
                client = (await self._context.backend()).client
                if quota_is_low(client.quota, self._context.clock.now()):
                    self._note(f"{QUOTA_IS_LOW}; the rest are kept for you")
                    return
                look = await read_more(client, company_id, (Question.SYNCS, Question.CONFIGURATION))
                await self._keep(company_id, look, failures)
            except CodatError as error:
                self._note(error.title)
                return

    async def _keep(self, company_id: str, look: ExtraReads, failures: list[str]) -> None:
        if look.syncs is None or look.configuration is None:
            failures.append(company_id)
            if len(failures) >= FAILURES_IN_A_ROW:
                self._note("Codat does not answer")
            return
        failures.clear()
        now = self._context.clock.now()
        backend = self._context.current
        told: tuple[ToldRange, ...] = ()
        seen: tuple[ConfigurationSnapshot, ...] = ()
        if backend is not None and backend.store is not None:
            told = await self._activity.told_ranges(company_id)
            seen = await self._activity.snapshots(company_id)
        context = RangeContext(
            now,
            with_told_ranges(look.syncs, told),
            configuration=look.configuration,
            memory=schedule_memory(seen, look.configuration),
        )
        self._looked[company_id] = CompanyGaps(company_id, context.gaps, now)
        self.looking = Looking(self.looking.done + 1, self.looking.total, True, self.looking.note)
        self._subscribers.publish(None)

    def _note(self, note: str) -> None:
        self.looking = Looking(self.looking.done, self.looking.total, True, note)

    def _ended(self, note: str) -> None:
        self.looking = Looking(self.looking.done, self.looking.total, False, note)
        self._subscribers.publish(None)


def _ended_since(watch: Watch | None, at: datetime) -> bool:
    return watch is not None and watch.ended_at is not None and watch.ended_at > at
