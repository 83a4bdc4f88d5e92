"""Every write.

Invariant: it is in the journal before its request, is never sent twice, and a doubt is settled by reading.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import Any

from codat_tui.clock import moment_of
from codat_tui.models.changes import Change, Intent, IntentState, Refused, Sending, Unknown, WriteOutcome
from codat_tui.models.errors import CodatError, ReadOnlyError, RefusedError
from codat_tui.models.writes import PlanWarning, Write, WritePlan
from codat_tui.services.activity import ActivityService
from codat_tui.services.context import ServiceContext, new_id, store_failed
from codat_tui.services.fleet import FleetService
from codat_tui.services.reading import find_entry
from codat_tui.services.runner import TaskKind
from codat_tui.services.subscribers import Subscribers
from codat_tui.services.watching import WatchService
from codat_tui.services.writing.catalog import of_one_kind, operation_named, operation_of, starts_sync
from codat_tui.services.writing.notices import notice_of
from codat_tui.services.writing.operation import Operation, WriteContext
from codat_tui.services.writing.sending import Sender
from codat_tui.services.writing.syncs import RUNS_ALREADY
from codat_tui.store.errors import StoreError

_SENT_ALREADY = "The same is being sent already. Wait for its outcome."
_OPEN_AGAIN = "Nothing was sent. Check the earlier one again, then open the sheet once more."

# How long a write of unknown outcome warns before the next of its kind.
DOUBT_LASTS = timedelta(days=1)


class ChangeService:
    """The only way to write; an outcome is Unknown only when reading did not settle it."""

    def __init__(
        self, context: ServiceContext, fleet: FleetService, watching: WatchService, activity: ActivityService
    ) -> None:
        self._context = context
        self._fleet = fleet
        self._activity = activity
        self._sender = Sender(
            context, watching, activity, self._write_context, self._writable_context, self._publish_outcome
        )
        self._changes: dict[str, Change] = {}
        self._exclusive_keys: dict[str, str] = {}
        self._subscribers: Subscribers[Change] = Subscribers()

    @property
    def refusal(self) -> CodatError | None:
        """Return why writing is off (read-only, or no journal), or None."""
        backend = self._context.current
        if backend is None:
            return RefusedError(title="Not connected", next_step="Wait until Codat can be reached.")
        if backend.profile.read_only:
            reason = backend.profile.read_only_reason
            return ReadOnlyError(next_step=reason) if reason else ReadOnlyError()
        if backend.store is None:
            return backend.store_error or StoreError(
                title="Nothing can be written to the journal on this machine"
            )
        return None

    @property
    def changes(self) -> Mapping[str, Change]:
        """Return the writes of this run by intent id, with those of ended programs that were settled at the
        start.
        """
        return MappingProxyType(self._changes)

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call *callback* at every step of every write:

        Sending, then the outcome; returns the cancel function.
        """
        return self._subscribers.add(callback)

    async def prepare(self, write: Write, *, dry_run: bool = False) -> WritePlan:
        """Read again what *write* would change; return the changes and warnings.

        The plan's `write` is what would be sent: it keeps others' changes in places the user did not edit.
        A dry run is possible while writing is off.
        Raises CodatError; ReadOnlyError and StoreError before any request.
        """
        operation = operation_of(write)
        context = await (self._write_context() if dry_run else self._writable_context())
        return await self._guarded(await operation.prepare(context, write), operation)

    def start(self, plan: WritePlan, intent_id: str = "") -> str:
        """Journal, send and read back in the background; return the intent id, which may be given."""
        operation = operation_of(plan.write)
        intent_id = intent_id or new_id(self._context.randomness)
        exclusive_key = operation.exclusive_key(plan.write)
        refused = plan.refused or self._busy(exclusive_key, operation)
        self._exclusive_keys[intent_id] = exclusive_key
        company = (plan.company_id, plan.company_name)
        self._publish(Change(intent_id, plan.operation, *company, Sending(), plan.title))
        if refused:
            self._publish_outcome(intent_id, Refused(RefusedError(title=refused)))
        else:
            work = self._send_alone(intent_id, plan, operation)
            self._context.runner.spawn(TaskKind.WRITE, work, f"{plan.operation} {plan.company_id}")
        return intent_id

    async def undo(self, intent_id: str) -> Write:
        """Return the write that restores the old value.

        Raises CodatError; RefusedError when it cannot be undone or its outcome is unknown.
        """
        intent = await (await self._context.backend()).kept_store().intent(intent_id)
        operation = operation_named(intent.operation) if intent is not None else None
        if intent is None or operation is None:
            raise RefusedError(title="The journal has no such change", next_step="Refresh the journal.")
        if intent.state is IntentState.REFUSED:
            raise RefusedError(title="Nothing was changed", next_step="There is nothing to undo.")
        if intent.state in (IntentState.OPEN, IntentState.UNKNOWN):
            raise RefusedError(
                title="It is not known whether this was changed",
                next_step="Check it again before undoing it.",
            )
        return operation.undo(intent)

    def check_again(self, intent_id: str) -> None:
        """Read again whether an Unknown write happened, and publish the outcome; never writes."""
        self._context.runner.spawn(TaskKind.READ, self.settled(intent_id), "check again")

    def reconcile(self) -> asyncio.Task[None]:
        """Settle by reading the writes that ended programs left open."""
        return self._context.runner.spawn(TaskKind.READ, self._reconcile(), "reconcile intents")

    async def _send_alone(self, intent_id: str, plan: WritePlan, operation: Operation[Any]) -> None:
        # Other programs of this machine wait with writes of the same key.
        exclusive_key = operation.exclusive_key(plan.write)
        backend = await self._context.backend()
        try:
            async with backend.kept_store().exclusive(f"{backend.profile.name} {exclusive_key}") as exclusive:
                # A doubt newer than the sheet was not shown to the user.
                doubts = (
                    set(await self._doubts(exclusive_key, plan)) - set(plan.warnings) if exclusive else ()
                )
                if not exclusive:
                    raise RefusedError(title=_sent_already(operation))
                if doubts:
                    raise RefusedError(title=doubts.pop().text, next_step=_OPEN_AGAIN)
                await self._sender.send(intent_id, plan, operation)
        except CodatError as error:
            self._publish_outcome(intent_id, Refused(error))

    async def settled(self, intent_id: str) -> None:
        """Return after `check_again`; nothing is read of a write whose outcome is known."""
        try:
            intent = await (await self._context.backend()).kept_store().intent(intent_id)
        except CodatError as error:
            self._publish_outcome(intent_id, Unknown(f"The journal cannot be read: {error.title}."))
            return
        operation = operation_named(intent.operation) if intent is not None else None
        if intent is None or operation is None:
            return
        if intent.state in (IntentState.UNKNOWN, IntentState.OPEN):
            self._take_from_journal(intent)
            await self._sender.settle(intent, operation, looks=(0.0,))

    async def _reconcile(self) -> None:
        try:
            backend = await self._context.backend()
            if backend.store is None:
                return
            intents = await backend.store.orphaned_intents(backend.profile.name)
        except CodatError as error:
            self._context.notify(store_failed(error))
            return
        for intent in intents:
            operation = operation_named(intent.operation)
            if operation is not None and intent.intent_id not in self._changes:
                self._take_from_journal(intent)
                await self._sender.settle(intent, operation, looks=(0.0,))

    def _take_from_journal(self, intent: Intent) -> None:
        # A write from the journal joins those of this run.
        if intent.intent_id not in self._changes:
            title = intent.details.get("title", "")
            company = (intent.company_id, intent.company_name)
            self._publish(Change(intent.intent_id, intent.operation, *company, Sending(), title))

    async def _guarded(self, plan: WritePlan, operation: Operation[Any]) -> WritePlan:
        exclusive_key = operation.exclusive_key(plan.write)
        doubts = await self._doubts(exclusive_key, plan)
        refused = plan.refused or self._busy(exclusive_key, operation)
        return replace(plan, refused=refused, warnings=(*doubts, *plan.warnings), doubtful=bool(doubts))

    def _busy(self, exclusive_key: str, operation: Operation[Any]) -> str:
        sends = any(
            isinstance(self._changes[each].outcome, Sending)
            for each, other in self._exclusive_keys.items()
            if other == exclusive_key
        )
        return _sent_already(operation) if sends else ""

    async def _doubts(self, exclusive_key: str, plan: WritePlan) -> tuple[PlanWarning, ...]:
        backend, since = await self._context.backend(), self._context.clock.now() - DOUBT_LASTS
        find = backend.kept_store().doubtful_intents
        open_ones = [
            each.intent_id
            for operation in of_one_kind(plan.operation)
            for each in await find(backend.profile.name, operation, plan.company_id, since)
            if self._exclusive_keys.get(each.intent_id, exclusive_key) == exclusive_key
            and not isinstance(getattr(self._changes.get(each.intent_id), "outcome", None), Sending)
        ]
        if not open_ones:
            return ()
        what = "request for a sync" if starts_sync(plan.operation) else "change of the same kind"
        return (
            PlanWarning(
                f"An earlier {what} has no known outcome.", "Check it again before starting another."
            ),
        )

    async def _writable_context(self) -> WriteContext:
        """Raise CodatError when writing is off."""
        await self._context.backend()
        refusal = self.refusal
        if refusal is not None:
            raise refusal
        return await self._write_context()

    async def _write_context(self) -> WriteContext:
        backend = await self._context.backend()
        return WriteContext(
            client=backend.client,
            profile=backend.profile,
            moment=moment_of(self._context.clock),
            new_key=lambda: new_id(self._context.randomness),
            name_of=self._name_of,
            keep_configuration=self._activity.keep_configuration,
            snapshots=self._activity.snapshots,
            told_ranges=self._activity.told_ranges,
        )

    async def _name_of(self, company_id: str) -> str:
        entry = self._fleet.entry(company_id)
        if entry is None:
            entry = await find_entry((await self._context.backend()).client, company_id)
        return entry.name

    def _publish_outcome(self, intent_id: str, outcome: WriteOutcome) -> None:
        change = replace(self._changes[intent_id], outcome=outcome)
        self._publish(change)
        self._context.notify(notice_of(change))

    def _publish(self, change: Change) -> None:
        self._changes[change.intent_id] = change
        self._subscribers.publish(change)


def _sent_already(operation: Operation[Any]) -> str:
    return RUNS_ALREADY if operation.WATCHED else _SENT_ALREADY
