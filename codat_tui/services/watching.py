"""Syncs followed to their end: one poller for each sync, shared by all screens, resumed after a restart."""

from __future__ import annotations

from asyncio import Task
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING

from codat_tui.models.errors import CodatError
from codat_tui.models.local import Notice, NoticeKind, NoticeSeverity, Waiting, Watch
from codat_tui.rules.codes import SyncState, describe
from codat_tui.services.context import QUOTA_IS_LOW, ServiceContext, new_id, store_failed
from codat_tui.services.fleet import FleetService
from codat_tui.services.poller import Poller
from codat_tui.services.runner import TaskKind
from codat_tui.services.subscribers import Subscribers
from codat_tui.store.errors import StoreError

if TYPE_CHECKING:
    from codat_tui.models.traffic import ApiEvent
    from codat_tui.store.store import Store

_SEVERITY = {
    SyncState.FAILED: NoticeSeverity.ERROR,
    SyncState.NOTHING_WRITTEN: NoticeSeverity.WARNING,
    SyncState.NOTHING_PUSHED: NoticeSeverity.WARNING,
    SyncState.UNKNOWN: NoticeSeverity.WARNING,
}


# Seconds without a request after which a sync's end is too uncertain for its duration.
MEASURABLE_GAP = 120.0


class WatchService:
    """The watches of this run, running and ended."""

    def __init__(self, context: ServiceContext, fleet: FleetService) -> None:
        self._context = context
        self._fleet = fleet
        self._watches: dict[str, Watch] = {}
        self._pollers: dict[str, Poller] = {}
        self._tasks: dict[str, Task[None]] = {}
        self._paused_until: datetime | None = None
        self.cleared_at: datetime | None = None
        """When `clear_ended` was last called in this run."""
        self._subscribers: Subscribers[tuple[Watch, ...]] = Subscribers()

    @property
    def watches(self) -> tuple[Watch, ...]:
        """Return every watch, oldest first; ended ones until `clear_ended`."""
        return tuple(self._watches.values())

    @property
    def running_count(self) -> int:
        return sum(watch.running for watch in self._watches.values())

    def subscribe(self, callback: Callable[[tuple[Watch, ...]], None]) -> Callable[[], None]:
        """Call *callback* with the watches when one changes; returns the cancel function."""
        return self._subscribers.add(callback)

    def of_company(self, company_id: str) -> Watch | None:
        """Return the company's running watch, else its newest ended one, else None."""
        found = [watch for watch in self._watches.values() if watch.company_id == company_id]
        return max(found, key=lambda watch: (watch.running, watch.started_at), default=None)

    def begin(
        self,
        company_id: str,
        company_name: str,
        *,
        commerce_sync_id: str = "",
        sync_id: str = "",
        started_at: datetime | None = None,
    ) -> str:
        """Follow a sync by either id, or the company's latest; return the watch id.

        A sync already followed keeps its watch. *started_at* is when this program requested it; without it
        the duration is not stored.
        """
        for watch in self._watches.values():
            if watch.running and _same_sync(watch, company_id, commerce_sync_id, sync_id):
                return watch.watch_id
        now = self._context.clock.now()
        watch_id = new_id(self._context.randomness)
        watch = Watch(watch_id, company_id, company_name, started_at or now, commerce_sync_id, sync_id)
        self._follow(watch, timed=started_at is not None)
        return watch_id

    def stop(self, watch_id: str) -> None:
        """Stop following; the sync itself continues."""
        task = self._tasks.pop(watch_id, None)
        if task is not None:
            task.cancel()
        self._pollers.pop(watch_id, None)
        if self._watches.pop(watch_id, None) is not None:
            self._context.runner.spawn(TaskKind.SAVE, self._forget(watch_id), "forget watch")
            self._subscribers.publish(self.watches)

    def clear_ended(self) -> None:
        self.cleared_at = self._context.clock.now()
        self._watches = {each: watch for each, watch in self._watches.items() if watch.running}
        self._subscribers.publish(self.watches)

    def resume(self) -> None:
        """Resume the stored watches; one that cannot be read is dropped with a notice."""
        self._context.runner.spawn(TaskKind.READ, self._take_up(), "take up watches")

    def on_event(self, event: ApiEvent) -> None:
        """Record a wait that the client announced for a watch."""
        from codat_tui.models.traffic import RetryWait

        poller = self._pollers.get(getattr(event, "label", ""))
        if poller is None:
            return
        waiting = Waiting(event.reason, event.until) if isinstance(event, RetryWait) else None
        if waiting != poller.watch.waiting:
            self._publish(poller.waits(waiting))

    async def _take_up(self) -> None:
        try:
            backend = await self._context.backend()
            if backend.store is None:
                return
            saved = await backend.store.orphaned_watches(backend.profile.name)
        except CodatError as error:
            self._context.notify(store_failed(error))
            return
        for watch in saved:
            if watch.watch_id not in self._watches:
                self._follow(watch, resumed=True)

    def _follow(self, watch: Watch, *, timed: bool = False, resumed: bool = False) -> None:
        poller = Poller(self._context, watch, self._changed, self._paused)
        self._pollers[watch.watch_id] = poller
        self._publish(watch)
        if self._context.runner.stopping:
            self._context.runner.spawn(TaskKind.SAVE, self._save(watch), "save watch")
            return
        work = self._run(poller, timed=timed, resumed=resumed)
        self._tasks[watch.watch_id] = self._context.runner.spawn(
            TaskKind.WATCH, work, f"watch {watch.company_id}"
        )

    async def _run(self, poller: Poller, *, timed: bool, resumed: bool) -> None:
        await self._save(poller.watch)
        usual = await self._usual_seconds(poller.watch.company_id)
        poller.watch = poller.watch._replace(usual_seconds=usual)
        watch = await poller.run()
        self._pollers.pop(watch.watch_id, None)
        self._tasks.pop(watch.watch_id, None)
        await self._forget(watch.watch_id)
        await self._record_end(watch)
        if resumed and watch.outcome is None:
            del self._watches[watch.watch_id]
            self._subscribers.publish(self.watches)
        elif timed and watch.outcome is not None and poller.longest_gap <= MEASURABLE_GAP:
            await self._record_duration(watch)
        self._context.notify(ending(watch, resumed=resumed))

    async def _changed(self, watch: Watch) -> None:
        before = self._watches.get(watch.watch_id)
        if before is None:
            return
        self._publish(watch)
        status = watch.outcome
        if status is not None and (watch.code, watch.word) != (before.code, before.word):
            self._fleet.note_sync(watch.company_id, status)
        if (watch.sync_id, watch.commerce_sync_id) != (before.sync_id, before.commerce_sync_id):
            await self._save(watch)

    def _paused(self, until: datetime) -> None:
        # Once, however many syncs are followed.
        if until != self._paused_until:
            self._paused_until = until
            text = f"{QUOTA_IS_LOW}: watching pauses until {until:%H:%M} UTC. The syncs go on."
            self._context.notify(Notice(NoticeKind.WATCHING_PAUSED, text, NoticeSeverity.WARNING))

    def _publish(self, watch: Watch) -> None:
        self._watches[watch.watch_id] = watch
        self._subscribers.publish(self.watches)

    async def _save(self, watch: Watch) -> None:
        await self._remember(lambda store, profile: store.save_watch(profile, watch))

    async def _forget(self, watch_id: str) -> None:
        await self._remember(lambda store, profile: store.remove_watch(watch_id))

    async def _record_end(self, watch: Watch) -> None:
        """Tell the journal how the sync ended."""
        # Late: the journal's many types are not needed before the first paint.
        from codat_tui.models.journal import SyncEnd

        outcome = watch.outcome
        if outcome is None:
            return
        ids = {watch.sync_id, watch.commerce_sync_id, outcome.sync_id, outcome.commerce_sync_id}

        end = SyncEnd(outcome.code, outcome.word, outcome.data_pushed, watch.ended_at)
        await self._remember(
            lambda store, profile: store.record_sync_end(profile, watch.company_id, ids, end)
        )

    async def _record_duration(self, watch: Watch) -> None:
        if watch.ended_at is None:
            return
        seconds = (watch.ended_at - watch.started_at).total_seconds()
        done = (watch.company_id, watch.sync_id, seconds, watch.ended_at)
        await self._remember(lambda store, profile: store.record_duration(profile, *done))

    async def _remember(self, work: Callable[[Store, str], Awaitable[None]]) -> None:
        try:
            backend = await self._context.backend()
            if backend.store is not None:
                await work(backend.store, backend.profile.name)
        except StoreError as error:
            self._context.notify(store_failed(error))
        except CodatError:
            return

    async def _usual_seconds(self, company_id: str) -> float | None:
        try:
            backend = await self._context.backend()
            if backend.store is None:
                return None
            return await backend.store.usual_seconds(backend.profile.name, company_id)
        except CodatError:
            return None


def _same_sync(watch: Watch, company_id: str, commerce_sync_id: str, sync_id: str) -> bool:
    if watch.company_id != company_id:
        return False
    if not commerce_sync_id and not sync_id:
        return True
    same_trigger = bool(commerce_sync_id) and watch.commerce_sync_id == commerce_sync_id
    return same_trigger or (bool(sync_id) and watch.sync_id == sync_id)


def ending(watch: Watch, *, resumed: bool = False) -> Notice:
    """Return the notice at the end of a watch: the outcome, or why the sync cannot be followed."""
    if watch.error is not None:
        kind = NoticeKind.WATCH_DROPPED
        again = " after the restart" if resumed else ""
        text = f"the sync cannot be followed{again}. {watch.error.title}."
        company = (watch.company_id, watch.company_name)
        return Notice(kind, text, NoticeSeverity.WARNING, *company, watch.error, watch.watch_id)
    outcome = watch.outcome
    meaning = describe(watch.code, outcome.data_pushed if outcome is not None else None)
    message = outcome.error_message if outcome is not None else ""
    text = meaning.title + (f". {message}" if message else "")
    severity = _SEVERITY.get(meaning.state, NoticeSeverity.INFORMATION)
    return Notice(
        NoticeKind.SYNC_ENDED, text, severity, watch.company_id, watch.company_name, source=watch.watch_id
    )
