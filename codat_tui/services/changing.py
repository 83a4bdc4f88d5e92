"""Every write: in the journal before its request, never sent twice, and settled by reading when in doubt."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from codat_tui.models.errors import CodatError, ReadOnlyError, RefusedError
from codat_tui.models.local import (
    Change,
    Intent,
    IntentState,
    Notice,
    NoticeKind,
    NoticeSeverity,
    Refused,
    Sending,
    Started,
    Unknown,
    WriteOutcome,
)
from codat_tui.services.context import Backend, Context, new_id, store_failed
from codat_tui.services.fleet import FleetService
from codat_tui.services.processes import is_gone
from codat_tui.services.reading import find_entry
from codat_tui.services.runner import TaskKind
from codat_tui.services.starting import (
    USUAL_REQUESTS,
    PlanWarning,
    SyncPlan,
    is_running,
    read_checks,
    read_status,
    started_sync,
    warnings_of,
    window_of,
)
from codat_tui.services.subscribers import Subscribers
from codat_tui.services.watching import WatchService
from codat_tui.store.errors import StoreError

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus
    from codat_tui.store.store import Store

START_SYNC = "request-sync"
"""The operation's name in the journal: Codat's own."""
LOOKS_AFTER_DOUBT = (0.0, 2.0, 5.0)
"""Seconds before each look for a sync whose request got no answer; then a person decides."""
_RUNS_ALREADY = "A sync of this company is running. Wait until it ends."


class ChangeService:
    """The one way for writes; an outcome is Unknown only after reading did not settle it."""

    def __init__(self, context: Context, fleet: FleetService, watching: WatchService) -> None:
        self._context = context
        self._fleet = fleet
        self._watching = watching
        self._changes: dict[str, Change] = {}
        self._subscribers: Subscribers[Change] = Subscribers()

    @property
    def refusal(self) -> CodatError | None:
        """Why every write is off (read-only, or nothing can be journaled), or None."""
        backend = self._context.current
        if backend is None:
            return RefusedError(title="Not connected", next_step="Wait until Codat can be reached.")
        if backend.profile.read_only:
            reason = backend.profile.read_only_reason
            return ReadOnlyError(next_step=reason) if reason else ReadOnlyError()
        if backend.store is None:
            return backend.store_error or StoreError(title="Nothing can be journaled on this machine")
        return None

    @property
    def changes(self) -> Mapping[str, Change]:
        """The writes of this run by intent id, and those of dead processes that were settled at start."""
        return MappingProxyType(self._changes)

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Hear every step of every write: Sending, then Started, Refused or Unknown. The answer cancels."""
        return self._subscribers.add(callback)

    async def prepare_sync(self, company_id: str) -> SyncPlan:
        """Read what must be known before a sync.

        Raises CodatError; ReadOnlyError and StoreError before any request.
        """
        from codat_tui.api import requests

        client = (await self._writable()).client
        entry = self._fleet.entry(company_id) or await find_entry(client, company_id)
        checks = await read_checks(client, company_id)
        now = self._context.clock.now()
        key = new_id(self._context.randomness)
        running = checks.status if is_running(checks.status) else None
        return SyncPlan(
            company_id=company_id,
            company_name=entry.name,
            key=key,
            prepared_at=now,
            window=window_of(checks, now),
            refused=_RUNS_ALREADY if running is not None or self._sends(company_id) else "",
            warnings=(*self._doubts(company_id), *warnings_of(checks)),
            requests=USUAL_REQUESTS,
            curl=client.preview_curl(requests.request_sync(company_id, None), key),
            running=running,
        )

    def start_sync(self, plan: SyncPlan) -> str:
        """Journal the sync and start it, in the runner; the outcome is published. Answers the intent id."""
        intent_id = new_id(self._context.randomness)
        sends = self._sends(plan.company_id)
        self._publish(Change(intent_id, START_SYNC, plan.company_id, plan.company_name, Sending()))
        if sends:
            self._conclude(intent_id, Refused(RefusedError(title=_RUNS_ALREADY)))
        else:
            work = self._start_sync(intent_id, plan)
            self._context.runner.spawn(TaskKind.WRITE, work, f"start sync {plan.company_id}")
        return intent_id

    def check_again(self, intent_id: str) -> None:
        """Read once more whether an Unknown write happened; publishes the outcome. Never writes."""
        self._context.runner.spawn(TaskKind.READ, self._check_again(intent_id), "check again")

    def reconcile(self) -> None:
        """Settle by reading what processes that are gone left open; those of living ones are left alone."""
        self._context.runner.spawn(TaskKind.READ, self._reconcile(), "reconcile intents")

    async def _start_sync(self, intent_id: str, plan: SyncPlan) -> None:
        from codat_tui.api import Call

        try:
            backend = await self._writable()
            before = await read_status(backend.client, plan.company_id)
            if is_running(before):
                raise RefusedError(title=_RUNS_ALREADY)
            intent = self._intent(intent_id, plan, before, backend.profile.name)
            await _store(backend).record_intent(intent)
        except CodatError as error:
            self._conclude(intent_id, Refused(error))
            return
        try:
            call = Call(idempotency_key=plan.key, label=intent_id)
            summary = await backend.client.sync.request(plan.company_id, call=call)
        except CodatError as error:
            if error.effect_unknown:
                await self._settle_by_reading(intent, error, LOOKS_AFTER_DOUBT)
            else:
                await self._settle(intent, IntentState.REFUSED, error.title, error.correlation_id)
                self._conclude(intent_id, Refused(error))
            return
        if summary.commerce_sync_id or summary.sync_id:
            await self._started(intent, summary.commerce_sync_id, summary.sync_id)
        else:
            await self._settle_by_reading(intent, None, LOOKS_AFTER_DOUBT)

    async def _started(self, intent: Intent, commerce_sync_id: str, sync_id: str) -> None:
        watch_id = self._watching.begin(
            intent.company_id,
            intent.company_name,
            commerce_sync_id=commerce_sync_id,
            sync_id=sync_id,
            started_at=intent.at,
        )
        await self._settle(intent, IntentState.DONE, commerce_sync_id)
        self._conclude(intent.intent_id, Started(commerce_sync_id, watch_id))

    async def _settle_by_reading(
        self, intent: Intent, cause: CodatError | None, looks: tuple[float, ...] = (0.0,)
    ) -> None:
        """Find out by reading whether the write of *intent* happened; what stays open is unknown."""
        before = json.loads(intent.before)["commerceSyncId"]
        reason = f"{cause.title}. " if cause is not None else ""
        for pause in looks:
            await self._context.clock.sleep(pause)
            try:
                client = (await self._context.backend()).client
                status = await read_status(client, intent.company_id)
            except CodatError as error:
                said = f"{reason}Whether the sync started cannot be read now: {error.title}. Check again."
                continue
            found = started_sync(before, status, intent.at)
            if found is not None:
                await self._started(intent, found.commerce_sync_id, found.sync_id)
                return
            said = f"{reason}No sync has appeared since. Check again before starting another."
        await self._settle(intent, IntentState.UNKNOWN, said, cause.correlation_id if cause else "")
        self._conclude(intent.intent_id, Unknown(said))

    async def _check_again(self, intent_id: str) -> None:
        try:
            intent = await _store(await self._context.backend()).intent(intent_id)
        except CodatError as error:
            self._conclude(intent_id, Unknown(f"The journal cannot be read: {error.title}."))
            return
        if intent is not None and intent.state in (IntentState.UNKNOWN, IntentState.OPEN):
            await self._settle_by_reading(intent, None)

    async def _reconcile(self) -> None:
        try:
            backend = await self._context.backend()
            if backend.store is None:
                return
            intents = await backend.store.open_intents(backend.profile.name)
        except CodatError as error:
            self._context.notify(store_failed(error))
            return
        for intent in intents:
            orphaned = intent.process_id == os.getpid() or is_gone(intent.process_id)
            if intent.intent_id not in self._changes and orphaned:
                said = Change(
                    intent.intent_id, intent.operation, intent.company_id, intent.company_name, Sending()
                )
                self._publish(said)
                await self._settle_by_reading(intent, None)

    async def _writable(self) -> Backend:
        backend = await self._context.backend()
        refusal = self.refusal
        if refusal is not None:
            raise refusal
        return backend

    def _intent(self, intent_id: str, plan: SyncPlan, before: SyncStatus | None, profile: str) -> Intent:
        seen = {"commerceSyncId": "", "syncId": "", "syncUtc": None}
        if before is not None:
            seen = {
                "commerceSyncId": before.commerce_sync_id,
                "syncId": before.sync_id,
                "syncUtc": before.sync_utc,
            }
        return Intent(
            intent_id=intent_id,
            key=plan.key,
            at=self._context.clock.now(),
            profile=profile,
            operation=START_SYNC,
            company_id=plan.company_id,
            company_name=plan.company_name,
            before=json.dumps(seen),
            wanted="{}",
            process_id=os.getpid(),
        )

    async def _settle(
        self, intent: Intent, state: IntentState, outcome: str, correlation_id: str = ""
    ) -> None:
        """Write the outcome down; where that fails the intent stays open, and the next start reads again."""
        now = self._context.clock.now()
        try:
            store = _store(await self._context.backend())
            await store.settle_intent(intent.intent_id, state, outcome, now, correlation_id)
        except CodatError as error:
            self._context.notify(store_failed(error))

    def _sends(self, company_id: str) -> bool:
        changes = self._changes.values()
        return any(each.company_id == company_id and isinstance(each.outcome, Sending) for each in changes)

    def _doubts(self, company_id: str) -> tuple[PlanWarning, ...]:
        text = "An earlier request for a sync has no known outcome"
        remedy = "Check it again before starting another."
        changes = self._changes.values()
        open_ones = [
            each for each in changes if each.company_id == company_id and isinstance(each.outcome, Unknown)
        ]
        return (PlanWarning(f"{text}.", remedy),) if open_ones else ()

    def _conclude(self, intent_id: str, outcome: WriteOutcome) -> None:
        change = self._changes[intent_id]
        change = Change(intent_id, change.operation, change.company_id, change.company_name, outcome)
        self._publish(change)
        self._context.notify(_notice(change))

    def _publish(self, change: Change) -> None:
        self._changes[change.intent_id] = change
        self._subscribers.publish(change)


def _store(backend: Backend) -> Store:
    if backend.store is None:
        raise backend.store_error or StoreError(title="Nothing can be journaled on this machine")
    return backend.store


def _notice(change: Change) -> Notice:
    kind, severity, text = NoticeKind.SYNC_STARTED, NoticeSeverity.INFORMATION, "sync started, being watched"
    if isinstance(change.outcome, Refused):
        kind, severity = NoticeKind.SYNC_REFUSED, NoticeSeverity.ERROR
        text = f"no sync was started. {change.outcome.error.title}."
    elif isinstance(change.outcome, Unknown):
        kind, severity = NoticeKind.SYNC_UNKNOWN, NoticeSeverity.WARNING
        text = f"it is unknown whether the sync started. {change.outcome.reason}"
    name = change.company_name
    return Notice(kind, f"{name}: {text}", severity, change.company_id, name)
