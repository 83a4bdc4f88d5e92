"""The shell the screens hold: it exists before the first paint and is ready once `start` has connected."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import TYPE_CHECKING

from codat_tui.clock import Clock
from codat_tui.models.errors import CodatError
from codat_tui.models.local import Failed, Loaded, Loading, Notice, ProfileFacts, RemoteState, known
from codat_tui.services.context import Backend, Context, store_failed
from codat_tui.services.fleet import FleetService
from codat_tui.services.runner import Runner, Stopped, TaskKind
from codat_tui.services.subscribers import Subscribers
from codat_tui.services.traffic import TrafficService
from codat_tui.services.watching import WatchService

if TYPE_CHECKING:
    from codat_tui.models.traffic import ApiEvent
    from codat_tui.services.activity import ActivityService
    from codat_tui.services.arrived import ArrivedReader
    from codat_tui.services.batching import BatchService
    from codat_tui.services.changing import ChangeService
    from codat_tui.services.documents import Documents
    from codat_tui.services.drafts import Drafts
    from codat_tui.services.linking import LinkService
    from codat_tui.services.reading import CompanyReader


class Services:
    """All services of one run. *connect* does the heavy imports and gives the backend or raises a CodatError.

    *on_crash* hears of an exception that left a task of the runner: a bug, to be shown and ended with.
    Services asked before the connection stands wait for it.
    """

    def __init__(
        self,
        clock: Clock,
        connect: Callable[[], Awaitable[Backend]],
        randomness: random.Random,
        *,
        on_crash: Callable[[BaseException], None] | None = None,
    ) -> None:
        self._clock = clock
        self._connect = connect
        self._backends: list[Backend] = []
        self._state: RemoteState[ProfileFacts] = Loading()
        self._subscribers: Subscribers[RemoteState[ProfileFacts]] = Subscribers()
        self.runner = Runner(clock, on_crash)
        self._context = Context(clock, randomness, self.runner)
        self.traffic = TrafficService(self._context)
        self.fleet = FleetService(self._context)
        self.watching = WatchService(self._context, self.fleet)

    @cached_property
    def companies(self) -> CompanyReader:
        """Single companies; imported when first asked for, so that the first paint does not wait for it."""
        from codat_tui.services import reading

        return reading.CompanyReader(self._context, self.fleet, self.activity)

    @cached_property
    def arrived(self) -> ArrivedReader:
        """What was written to the accounting software; imported when first asked for."""
        from codat_tui.services import arrived

        return arrived.ArrivedReader(self._context)

    @cached_property
    def changing(self) -> ChangeService:
        """Every write; imported when first asked for."""
        from codat_tui.services import changing

        return changing.ChangeService(self._context, self.fleet, self.watching, self.activity)

    @cached_property
    def batches(self) -> BatchService:
        """One sync each for several companies."""
        from codat_tui.services import batching

        return batching.BatchService(self._context, self.changing)

    @cached_property
    def documents(self) -> Documents:
        """Texts, visible accounts, integrations and branding."""
        from codat_tui.services import documents

        return documents.Documents(self._context)

    @cached_property
    def drafts(self) -> Drafts:
        """Unfinished edits."""
        from codat_tui.services import drafts

        return drafts.Drafts(self._context)

    @cached_property
    def linking(self) -> LinkService:
        """Connections followed until they are Linked."""
        from codat_tui.services import linking

        return linking.LinkService(self._context)

    @cached_property
    def activity(self) -> ActivityService:
        """Journal, request ledger and configurations seen."""
        from codat_tui.services import activity

        return activity.ActivityService(self._context, _can_undo)

    @property
    def state(self) -> RemoteState[ProfileFacts]:
        """Loading until connected; Failed with the error (no key, no such profile) otherwise."""
        return self._state

    @property
    def store_error(self) -> CodatError | None:
        """Why nothing can be remembered on this machine, which refuses every write; None when all is well."""
        backend = self._context.current
        return backend.store_error if backend is not None else None

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know of this start, in sentences: a key others may read, a file that was set aside."""
        backend = self._context.current
        return backend.remarks if backend is not None else ()

    def subscribe(self, callback: Callable[[RemoteState[ProfileFacts]], None]) -> Callable[[], None]:
        """Hear every change of `state`; the answer cancels."""
        return self._subscribers.add(callback)

    def subscribe_notices(self, callback: Callable[[Notice], None]) -> Callable[[], None]:
        """Hear every notice (a sync ended, was refused, …); the answer cancels."""
        return self._context.subscribe_notices(callback)

    async def start(self) -> None:
        """Connect; then settle what a dead process left open and take the saved watches up again."""
        self._publish(Loading(known(self._state)))
        try:
            backend = await self._connect()
        except CodatError as error:
            self._context.failed(error)
            self._publish(Failed(error))
            return
        self._backends.append(backend)
        backend.client.subscribe(self._heard)
        self._context.connected(backend)
        self._publish(Loaded(backend.profile, self._clock.now()))
        self.watching.take_up()
        self.activity.prune()
        self.runner.spawn(TaskKind.READ, self._reconcile(backend), "look for open intents")

    async def reconnect(self) -> None:
        """Connect anew, reading the key again; watches go on with the new client.

        What is in flight ends on the old one, which is closed by `stop`.
        """
        self._context.connecting()
        await self.start()

    async def stop(self, grace: float = 5.0) -> Stopped:
        """Give writes in flight *grace* seconds, end the rest, close client and store."""
        if not self.runner.running(TaskKind.WRITE):
            self._hurry()
        stopped = await self.runner.stop(grace)
        self._hurry()
        if self._context.current is not None:
            await self.fleet.save()
            await self.activity.save()
        for backend in self._backends:
            await backend.client.aclose()
            if backend.store is not None:
                await backend.store.close()
        return stopped

    def _hurry(self) -> None:
        for backend in self._backends:
            if backend.store is not None:
                backend.store.hurry()

    async def _reconcile(self, backend: Backend) -> None:
        """Settle what is open; without any, the writes' modules are not imported yet."""
        try:
            left_open = backend.store is not None and await backend.store.open_intents(backend.profile.name)
        except CodatError as error:
            self._context.notify(store_failed(error))
            return
        if left_open:
            self.changing.reconcile()

    def _heard(self, event: ApiEvent) -> None:
        self.traffic.heard(event)
        self.watching.heard(event)
        self.activity.heard(event)

    def _publish(self, state: RemoteState[ProfileFacts]) -> None:
        self._state = state
        self._subscribers.publish(state)


def _can_undo(name: str) -> bool:
    # Not above: the operations know the models of Codat, which are not imported before the first paint.
    from codat_tui.services.writing.catalog import can_undo

    return can_undo(name)
