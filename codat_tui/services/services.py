"""The services as screens hold them: they exist before the first paint and are ready after `start`."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection
from functools import cached_property
from typing import TYPE_CHECKING

from codat_tui.clock import Clock
from codat_tui.models.errors import CodatError
from codat_tui.models.local import (
    Failed,
    Loaded,
    Loading,
    LoadPhase,
    Notice,
    ProfileFacts,
    RemoteState,
    known,
)
from codat_tui.services.context import Backend, KeptFleet, ServiceContext, store_failed
from codat_tui.services.fleet import FleetService
from codat_tui.services.runner import Runner, Stopped, TaskKind
from codat_tui.services.subscribers import Subscribers
from codat_tui.services.traffic import TrafficService
from codat_tui.services.watching import WatchService

if TYPE_CHECKING:
    from codat_tui.models.batches import Batch
    from codat_tui.models.changes import Change
    from codat_tui.models.known_verdict import KnownVerdict
    from codat_tui.models.traffic import ApiEvent
    from codat_tui.services.activity import ActivityService
    from codat_tui.services.batching import BatchService
    from codat_tui.services.changing import ChangeService
    from codat_tui.services.client_name import ClientName
    from codat_tui.services.documents import Documents
    from codat_tui.services.drafts import Drafts
    from codat_tui.services.evidence_pack import EvidenceService
    from codat_tui.services.gaps import GapService
    from codat_tui.services.linking import LinkService
    from codat_tui.services.looking import Looking
    from codat_tui.services.merchant_words import MerchantWords
    from codat_tui.services.reading import CompanyReader
    from codat_tui.services.refreshing import RefreshService
    from codat_tui.services.refusals import Refusals
    from codat_tui.services.shift import ShiftService
    from codat_tui.services.written_records import WrittenRecordsReader


class Services:
    """All services of one run.

    *connect* does the slow imports and returns the backend or raises CodatError. *on_crash* gets an exception
    of a task, which is a bug. *kept_fleet* gives what earlier runs have kept. Calls before the connection wait for it.
    """

    def __init__(
        self,
        clock: Clock,
        connect: Callable[[], Awaitable[Backend]],
        randomness: random.Random,
        *,
        on_crash: Callable[[BaseException], None] | None = None,
        kept_fleet: KeptFleet | None = None,
    ) -> None:
        self._clock = clock
        self._connect = connect
        self._kept_fleet = kept_fleet
        self._backends: list[Backend] = []
        self._state: RemoteState[ProfileFacts] = Loading()
        self._subscribers: Subscribers[RemoteState[ProfileFacts]] = Subscribers()
        self._shift_began = False
        self.runner = Runner(clock, on_crash)
        self._context = ServiceContext(clock, randomness, self.runner)
        self.traffic = TrafficService(self._context)
        self.fleet = FleetService(self._context, lambda seen: self.activity.keep_configurations(seen))
        self.watching = WatchService(self._context, self.fleet)

    @cached_property
    def companies(self) -> CompanyReader:
        from codat_tui.services import reading

        return reading.CompanyReader(self._context, self.fleet, self.activity)

    @cached_property
    def written_records(self) -> WrittenRecordsReader:
        from codat_tui.services import written_records

        return written_records.WrittenRecordsReader(self._context, self.refusals)

    @cached_property
    def refusals(self) -> Refusals:
        from codat_tui.services import refusals

        return refusals.Refusals(self._context)

    @cached_property
    def client_name(self) -> ClientName:
        from codat_tui.services import client_name

        return client_name.ClientName(self._context, self.refusals)

    @cached_property
    def changing(self) -> ChangeService:
        from codat_tui.services import changing

        service = changing.ChangeService(self._context, self.fleet, self.watching, self.activity)
        service.subscribe(self._changed)
        return service

    @cached_property
    def batches(self) -> BatchService:
        from codat_tui.services import batching

        return batching.BatchService(self._context, self.changing, self.watching)

    @cached_property
    def refreshing(self) -> RefreshService:
        from codat_tui.services import refreshing

        return refreshing.RefreshService(self._context, self.fleet, lambda: self.companies)

    @cached_property
    def gaps(self) -> GapService:
        from codat_tui.services import gaps

        return gaps.GapService(self._context, self.fleet, self.companies, self.activity, self.watching)

    @cached_property
    def documents(self) -> Documents:
        from codat_tui.services import documents

        return documents.Documents(self._context)

    @cached_property
    def drafts(self) -> Drafts:
        from codat_tui.services import drafts

        return drafts.Drafts(self._context)

    @cached_property
    def linking(self) -> LinkService:
        from codat_tui.services import linking

        return linking.LinkService(self._context)

    @cached_property
    def shift(self) -> ShiftService:
        from codat_tui.services import shift

        return shift.ShiftService(self._context, self.fleet)

    @cached_property
    def evidence(self) -> EvidenceService:
        from codat_tui.services import evidence_pack

        return evidence_pack.EvidenceService(
            self._context, self.companies, self.written_records, self.activity
        )

    @cached_property
    def merchant_words(self) -> MerchantWords:
        from codat_tui.services import merchant_words

        return merchant_words.MerchantWords(self._context)

    @cached_property
    def activity(self) -> ActivityService:
        from codat_tui.services import activity

        return activity.ActivityService(self._context, _can_undo)

    @cached_property
    def looking(self) -> Looking:
        from codat_tui.services import looking

        return looking.Looking(self._context, self.activity)

    @property
    def state(self) -> RemoteState[ProfileFacts]:
        """Return Loading until connected; Failed with the error (no key, no such profile)."""
        return self._state

    @property
    def store_error(self) -> CodatError | None:
        """Return why nothing can be stored, which refuses every write; else None."""
        backend = self._context.current
        return backend.store_error if backend is not None else None

    @property
    def remarks(self) -> tuple[str, ...]:
        """Return sentences about this start: a key others may read, a damaged file that was renamed."""
        backend = self._context.current
        return backend.remarks if backend is not None else ()

    def subscribe(self, callback: Callable[[RemoteState[ProfileFacts]], None]) -> Callable[[], None]:
        """Call *callback* at every change of `state`; returns the cancel function."""
        return self._subscribers.add(callback)

    def subscribe_notices(self, callback: Callable[[Notice], None]) -> Callable[[], None]:
        """Call *callback* with every notice (a sync ended, was refused, …); returns the cancel function."""
        return self._context.subscribe_notices(callback)

    @property
    def known_batches(self) -> tuple[Batch, ...]:
        """Return the batches without importing what starts them: () while there never was one."""
        service = self.__dict__.get("batches")
        return service.batches if service is not None else ()

    def subscribe_batches(self, callback: Callable[[tuple[Batch, ...]], None]) -> Callable[[], None]:
        """Call *callback* with the batches when one changes; returns the cancel function."""
        return self._context.batches.add(callback)

    def recall_at_once(self) -> None:
        """Show the companies that an earlier run has kept, where the key is in a variable or a file."""
        kept = self._kept_fleet.at_once() if self._kept_fleet is not None else None
        if kept is not None:
            self.fleet.recall(kept)

    async def recall(self) -> None:
        """Show them where a program is asked for the key, too."""
        if self._kept_fleet is not None:
            self._publish(Loading())
            kept = await self._kept_fleet.ahead()
            if kept is not None:
                self.fleet.recall(kept)

    async def known_verdicts(self) -> Collection[KnownVerdict]:
        """Return the verdicts that earlier runs have kept of this client's companies."""
        backend = self._context.current
        if backend is None or backend.known_fleet is None:
            return ()
        read = await asyncio.to_thread(backend.known_fleet.verdicts.read)
        return read.verdicts.values() if read is not None else ()

    @property
    def known_client(self) -> str:
        """Return the name of the key's client without importing what reads it; "" while it is not known."""
        service = self.__dict__.get("client_name")
        return service.name if service is not None else ""

    def subscribe_client(self, callback: Callable[[str], None]) -> Callable[[], None]:
        """Call *callback* with the name of the key's client when it is known; returns the cancel function."""
        return self._context.client_names.add(callback)

    async def connect(self) -> Backend | None:
        """Connect, and do nothing else; `state` has the error where None is returned."""
        self._publish(Loading(known(self._state)))
        try:
            backend = await self._connect()
        except CodatError as error:
            self._context.failed(error)
            self._publish(Failed(error))
            return None
        self._backends.append(backend)
        if backend.known_fleet is not None:
            self.fleet.belongs_to(backend.known_fleet)
        backend.client.subscribe(self._heard)
        self._context.connected(backend)
        self._publish(Loaded(backend.profile, self._clock.now()))
        return backend

    async def start(self) -> None:
        """Connect; then settle what ended programs left open, and continue the saved watches."""
        backend = await self.connect()
        if backend is None:
            return
        self.watching.resume()
        self.activity.prune()
        self._ask_for_client()
        if not self._shift_began:
            self._shift_began = True
            self.shift.begin()
        self.runner.spawn(TaskKind.READ, self._reconcile(backend), "look for open intents")

    async def reconnect(self) -> None:
        """Connect again with a newly read key; watches continue with the new client."""
        # Requests in progress end on the old client, which `stop` closes.
        self._context.connecting()
        await self.start()

    async def stop(self, grace: float = 5.0) -> Stopped:
        """Give writes *grace* seconds, end the rest, close client and store; a second call does nothing."""
        if not self.runner.running(TaskKind.WRITE):
            self._stop_waiting()
        stopped = await self.runner.stop(grace)
        self._stop_waiting()
        backends, self._backends = self._backends, []
        if backends and self._context.current is not None:
            await self.fleet.save()
            await self.fleet.keep()
            await self.shift.record_look()
            await self.activity.save()
        for backend in backends:
            await backend.client.aclose()
            if backend.store is not None:
                await backend.store.close()
        return stopped

    def _stop_waiting(self) -> None:
        for backend in self._backends:
            if backend.store is not None:
                backend.store.stop_waiting()

    async def _reconcile(self, backend: Backend) -> None:
        # Without open intents and batches the modules of the writes are not imported yet.
        if backend.store is None:
            return
        try:
            left_open = await backend.store.open_intents(backend.profile.name)
            batches = await backend.store.batches.load(backend.profile.name)
        except CodatError as error:
            self._context.notify(store_failed(error))
            return
        if batches:
            # First: it tells of its syncs together.
            await asyncio.shield(self.batches.take_up())
        if left_open:
            self.changing.reconcile()

    def _ask_for_client(self) -> None:
        """Ask who the key belongs to, after the first list: nobody waits for that name."""

        def heard(_: object) -> None:
            if self.fleet.state.phase is LoadPhase.LOADED:
                cancel()
                self.client_name.look()

        cancel = self.fleet.subscribe(heard)
        heard(None)

    def _changed(self, change: Change) -> None:
        """What was read of a company before a write may not be so any more."""
        # Not above: most starts write nothing.
        from codat_tui.models.changes import Refused, Sending

        if not isinstance(change.outcome, (Sending, Refused)):
            self.companies.note_change(change.company_id)

    def _heard(self, event: ApiEvent) -> None:
        self.traffic.on_event(event)
        self.watching.on_event(event)
        self.activity.on_event(event)

    def _publish(self, state: RemoteState[ProfileFacts]) -> None:
        self._state = state
        self._subscribers.publish(state)


def _can_undo(name: str) -> bool:
    # Imported here: the operations import Codat's models, too slow before the first paint.
    from codat_tui.services.writing.catalog import can_undo

    return can_undo(name)
