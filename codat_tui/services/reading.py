"""One company read by five parallel requests.

Invariant: a failed part removes no other; a late answer changes no other company's screen.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from codat_tui.models.codat import to_wire
from codat_tui.models.errors import CodatError, NotFoundError
from codat_tui.models.local import (
    Failed,
    FleetChange,
    FleetEntry,
    FleetPatched,
    Loaded,
    Loading,
    RemoteState,
    known,
)
from codat_tui.models.overview import PARTS, CompanyOverview
from codat_tui.rules.diagnosis.overview_facts import facts_of
from codat_tui.rules.fleet.newer_row import contradicts
from codat_tui.rules.syncs.order import newest_first
from codat_tui.rules.syncs.told_ranges import with_told_range, with_told_ranges
from codat_tui.services.activity import ActivityService
from codat_tui.services.context import ServiceContext, or_none, store_failed
from codat_tui.services.fleet import FleetService
from codat_tui.services.fleet_rows import entry_of
from codat_tui.services.runner import TaskKind
from codat_tui.services.subscribers import Subscribers

if TYPE_CHECKING:
    from datetime import datetime

    from codat_tui.api import Call, CodatClient
    from codat_tui.models.changes import ToldRange
    from codat_tui.models.codat import Connection, Integration, SyncStatus

_GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
# Besides those on screen: sixty days of syncs take memory.
KEPT_COMPANIES = 50
_REMOTE_PARTS = tuple(name for name in PARTS if name != "company")


class CompanyReader:
    """What is known of single companies, with the time it was read."""

    def __init__(self, context: ServiceContext, fleet: FleetService, activity: ActivityService) -> None:
        self._context = context
        self._fleet = fleet
        self._activity = activity
        self._states: dict[str, RemoteState[CompanyOverview]] = {}
        self._subscribers: dict[str, Subscribers[RemoteState[CompanyOverview]]] = {}
        self._reads: dict[str, asyncio.Task[RemoteState[CompanyOverview]]] = {}
        self._callers: dict[str, int] = {}
        self._outdated: set[str] = set()
        fleet.subscribe(self._fleet_changed)

    def state(self, company_id: str) -> RemoteState[CompanyOverview]:
        """Return what is known; Loading() when nothing was read."""
        return self._states.get(company_id, Loading())

    def subscribe(
        self, company_id: str, callback: Callable[[RemoteState[CompanyOverview]], None]
    ) -> Callable[[], None]:
        """Call *callback* at every change of this company's state; returns the cancel function."""
        subscribers = self._subscribers.setdefault(company_id, Subscribers())
        leave = subscribers.add(callback)

        def cancel() -> None:
            leave()
            if not subscribers and self._subscribers.get(company_id) is subscribers:
                del self._subscribers[company_id]

        return cancel

    async def overview(self, company_id: str) -> RemoteState[CompanyOverview]:
        """Read the company, publishing each part as it arrives; joins a read in progress.

        Loading carries the parts so far; Loaded may hold Failed parts; Failed: nothing was read, or no such
        company. Cancelling the last caller cancels the requests. Raises no CodatError.
        """
        read = self._reads.get(company_id)
        if read is None:
            read = self._context.runner.spawn(TaskKind.READ, self._read(company_id), f"read {company_id}")
            self._reads[company_id] = read
            self._callers[company_id] = 0
        self._callers[company_id] += 1
        try:
            return await asyncio.shield(read)
        finally:
            self._leave(company_id, read)

    async def preview(self, company_id: str, max_age: float = 60.0) -> RemoteState[CompanyOverview]:
        """Return what is known if younger than *max_age* seconds and not outdated, else `overview`."""
        state = self.state(company_id)
        fresh = isinstance(state, Loaded) and (self._context.clock.now() - state.at).total_seconds() < max_age
        if fresh and not self.outdated(company_id):
            return state
        return await self.overview(company_id)

    def outdated(self, company_id: str) -> bool:
        """Return whether a sync, a link or a write has changed the company since it was read; age does not count."""
        return company_id in self._outdated

    def note_change(self, company_id: str) -> None:
        """Mark what was read of the company as outdated and tell its subscribers."""
        if company_id in self._states:
            self._outdated.add(company_id)
            self._publish(company_id, self._states[company_id])

    def _fleet_changed(self, change: FleetChange) -> None:
        """Mark companies as outdated whose row shows another sync or other links than were read."""
        if isinstance(change, FleetPatched):
            for company_id in self._states.keys() & change.entries.keys():
                overview = known(self._states[company_id])
                if overview is not None and contradicts(change.entries[company_id], overview):
                    self.note_change(company_id)

    async def find_company(self, text: str) -> tuple[FleetEntry, ...]:
        """Return the companies with this id, name or full name in any case, else those whose name contains it.

        A name waits for the list of companies. Raises CodatError.
        """
        wanted = text.strip()
        entry = self._fleet.entry(wanted)
        if entry is not None:
            return (entry,)
        if _GUID.fullmatch(wanted):
            try:
                return (await find_entry((await self._context.backend()).client, wanted),)
            except NotFoundError:
                return ()
        entries = await self._fleet.listed()
        folded = wanted.casefold()
        exact = tuple(
            each for each in entries.values() if folded in (each.name.casefold(), each.full_name.casefold())
        )
        return exact or tuple(each for each in entries.values() if folded and folded in each.name.casefold())

    def _leave(self, company_id: str, read: asyncio.Task[RemoteState[CompanyOverview]]) -> None:
        if self._reads.get(company_id) is not read:
            return
        self._callers[company_id] -= 1
        if read.done() or self._callers[company_id] == 0:
            read.cancel()
            del self._reads[company_id], self._callers[company_id]

    async def _read(self, company_id: str) -> RemoteState[CompanyOverview]:
        state_before, outdated = self.state(company_id), self.outdated(company_id)
        before = known(state_before)
        self._outdated.discard(company_id)
        self._publish(company_id, Loading(_beginning(company_id, before)))
        try:
            async with asyncio.TaskGroup() as group:
                for name, read in self._parts(company_id).items():
                    group.create_task(self._read_part(company_id, name, read))
        except asyncio.CancelledError:
            # Nobody waits any more: who still follows the company must not be told that it is being read.
            if outdated:
                self._outdated.add(company_id)
            if not isinstance(state_before, Loading):
                self._publish(company_id, state_before)
            raise
        overview = known(self.state(company_id))
        assert overview is not None
        error = _failure(overview)
        state: RemoteState[CompanyOverview]
        if error is not None:
            # That Codat knows no such company is a verdict too: its answers are kept for it.
            gone = isinstance(error, NotFoundError) and error.no_company
            state = Failed(error, overview if gone else before)
        else:
            overview = await self._with_memory(overview)
            state = Loaded(overview, self._context.clock.now())
            if isinstance(overview.latest, Loaded):
                self._fleet.note_sync(company_id, overview.latest.value, facts=facts_of(overview))
        self._publish(company_id, state)
        return state

    async def _with_memory(self, overview: CompanyOverview) -> CompanyOverview:
        # Configurations seen, this one included, and the usual duration.
        backend, company_id = await self._context.backend(), overview.company_id
        if backend.store is None:
            return overview
        try:
            if isinstance(overview.configuration, Loaded):
                wire = to_wire(overview.configuration.value)
                await self._activity.keep_configuration(company_id, wire)
            snapshots = await self._activity.snapshots(company_id)
            usual = await backend.store.usual_seconds(backend.profile.name, company_id)
            told = await self._activity.told_ranges(company_id)
            saved_at = await self._activity.saved_at(company_id)
        except CodatError as error:
            self._context.notify(store_failed(error))
            return overview
        return replace(
            _with_ranges(overview, told), snapshots=snapshots, usual_seconds=usual, saved_at=saved_at
        )

    def _parts(self, company_id: str) -> dict[str, Callable[[CodatClient], Awaitable[Any]]]:
        async def company(client: CodatClient) -> FleetEntry:
            return self._fleet.entry(company_id) or await find_entry(client, company_id)

        async def syncs(client: CodatClient) -> tuple[SyncStatus, ...]:
            return newest_first(await client.sync.list(company_id))

        return {
            "company": company,
            "connections": lambda client: list_connections(client, company_id),
            "latest": lambda client: or_none(client.sync.get_latest_sync(company_id)),
            "last_successful": lambda client: or_none(client.sync.get_last_successful_sync(company_id)),
            "syncs": syncs,
            "configuration": lambda client: client.advanced_controls.get_configuration(company_id),
        }

    async def _read_part(
        self, company_id: str, name: str, read: Callable[[CodatClient], Awaitable[Any]]
    ) -> None:
        part: RemoteState[Any]
        try:
            value = await read((await self._context.backend()).client)
        except CodatError as error:
            part = Failed(error, self._known_part(company_id, name))
        else:
            part = Loaded(value, self._read_at(company_id, name))
        overview = known(self.state(company_id))
        assert overview is not None
        self._publish(company_id, Loading(replace(overview, **{name: part})))  # type: ignore[arg-type]

    def _read_at(self, company_id: str, name: str) -> datetime:
        """When a part that arrived now was read: a row of the list is as old as the list."""
        entry = self._fleet.entry(company_id) if name == "company" else None
        listed_at = (entry.last_seen or self._fleet.state.as_of) if entry is not None else None
        return listed_at or self._context.clock.now()

    def _known_part(self, company_id: str, name: str) -> Any:
        overview = known(self.state(company_id))
        return known(getattr(overview, name)) if overview is not None else None

    def _publish(self, company_id: str, state: RemoteState[CompanyOverview]) -> None:
        self._states.pop(company_id, None)
        self._states[company_id] = state
        idle = (each for each in self._states if each not in self._subscribers and each not in self._reads)
        if len(self._states) > KEPT_COMPANIES and (oldest := next(idle, None)) is not None:
            del self._states[oldest]
            self._outdated.discard(oldest)
        if company_id in self._subscribers:
            self._subscribers[company_id].publish(state)


def calls_of(company_id: str) -> dict[str, str]:
    """Return the request of each operation that reads a company: "list-connections": "GET /companies/…/connections"."""
    from codat_tui.api import requests

    prepared = (
        requests.list_companies(query=f"id={company_id}"),
        requests.list_connections(company_id),
        requests.get_latest_sync(company_id),
        requests.get_last_successful_sync(company_id),
        requests.list_syncs(company_id),
        requests.get_configuration(company_id),
    )
    return {each.operation: f"{each.method} {each.path}" for each in prepared}


async def find_entry(client: CodatClient, company_id: str) -> FleetEntry:
    """Return the row of one company by id. Raises CodatError; NotFoundError when there is none."""
    found: FleetEntry | None = None
    async for company in client.advanced_controls.companies(page_size=100, query=f"id={company_id}"):
        if company.id.lower() == company_id.lower():
            found = entry_of(company)
    if found is not None:
        return found
    raise NotFoundError(title="No company has this id", next_step="Check the id and the profile.", status=404)


async def list_connections(client: CodatClient, company_id: str) -> tuple[Connection, ...]:
    """Return all connections of a company. Raises CodatError."""
    return tuple([each async for each in each_connection(client, company_id)])


def each_connection(
    client: CodatClient, company_id: str, call: Call | None = None
) -> AsyncGenerator[Connection, None]:
    """Yield each connection of a company once. Raises CodatError."""
    from codat_tui.api.call import DEFAULT
    from codat_tui.api.paging import items

    return items(
        lambda: client.connections.pages(company_id, page_size=100, call=call or DEFAULT),
        lambda connection: connection.id,
    )


def each_integration(client: CodatClient) -> AsyncGenerator[Integration, None]:
    """Yield each of Codat's platforms once, in the server's order. Raises CodatError."""
    from codat_tui.api.paging import items

    return items(lambda: client.integrations.pages(page_size=100), lambda integration: integration.key)


def _beginning(company_id: str, before: CompanyOverview | None) -> CompanyOverview:
    if before is None:
        return CompanyOverview(company_id, Loading(), Loading(), Loading(), Loading(), Loading(), Loading())
    parts = {name: Loading(known(getattr(before, name))) for name in PARTS}
    reads = {name: at for name in PARTS if (at := before.read_at(name)) is not None}
    return replace(before, **parts, earlier_reads=reads)  # type: ignore[arg-type]


def _with_ranges(overview: CompanyOverview, told: tuple[ToldRange, ...]) -> CompanyOverview:
    syncs, last = overview.syncs, overview.last_successful
    if isinstance(syncs, Loaded):
        syncs = syncs._replace(value=with_told_ranges(syncs.value, told))
    if isinstance(last, Loaded) and last.value is not None:
        last = last._replace(value=with_told_range(last.value, told))
    return replace(overview, syncs=syncs, last_successful=last)


def _failure(overview: CompanyOverview) -> CodatError | None:
    # The whole fails when there is no such company, or nothing could be read.
    company = overview.company
    if isinstance(company, Failed) and isinstance(company.error, NotFoundError):
        return company.error
    failed = [getattr(overview, name) for name in _REMOTE_PARTS]
    errors = [part.error for part in failed if isinstance(part, Failed)]
    return errors[0] if len(errors) == len(_REMOTE_PARTS) else None
