"""The steps of every confirmed write: journal, send once, read back.

Invariant: a lost answer is settled by reading, never by sending again.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from codat_tui.clock import seconds_since
from codat_tui.models.changes import Intent, IntentState, Refused, Started, Unknown, WriteOutcome
from codat_tui.models.errors import CodatError, RefusedError
from codat_tui.models.writes import Differs, Verified, WritePlan, WriteResult
from codat_tui.services.activity import ActivityService
from codat_tui.services.context import ServiceContext, store_failed, user_name
from codat_tui.services.stored_errors import hide_secrets, kept
from codat_tui.services.watching import WatchService
from codat_tui.services.writing.operation import ASKED_AT, Found, NotSeen, Operation, WriteContext

# Seconds before each reading; then the user decides.
LOOKS = (0.0, 2.0, 5.0)
# Seconds after which a sheet is too old to be sent: the machine slept, or the sheet was left open.
PLAN_LIFETIME = 15 * 60.0
KEPT_RESULTS = ("company_id", "connection_id", "sync_id", "sync_utc", "range_start", "range_finish")
"""What the journal keeps of a result."""
_MOVED_ON = "Somebody changed it while the sheet was open"


class Sender:
    """Sends plans and settles intents.

    *writable* raises when writing is off; *publish_outcome* gets each outcome.
    """

    def __init__(
        self,
        context: ServiceContext,
        watching: WatchService,
        activity: ActivityService,
        readable: Callable[[], Awaitable[WriteContext]],
        writable: Callable[[], Awaitable[WriteContext]],
        publish_outcome: Callable[[str, WriteOutcome], None],
    ) -> None:
        self._context = context
        self._watching = watching
        self._activity = activity
        self._readable = readable
        self._writable = writable
        self._publish_outcome = publish_outcome

    async def send(self, intent_id: str, plan: WritePlan, operation: Operation[Any]) -> None:
        from codat_tui.api import Call

        try:
            self._check_age(plan)
            context = await self._writable()
            before = await operation.read_before(context, plan.write)
            if operation.changed_since_sheet(plan.before, before):
                raise RefusedError(title=_MOVED_ON, next_step="Nothing was sent. Open it again to see both.")
            asked_at = context.client.at_server(self._context.clock.now())
            intent = self._intent(intent_id, plan, before, operation.wanted(plan.write), asked_at)
            await (await self._context.backend()).kept_store().record_intent(intent)
        except CodatError as error:
            self._publish_outcome(intent_id, Refused(error))
            return
        self._activity.notify_changed()
        try:
            # Looked at again as the request leaves: the machine may sleep during the reading, the journal, the
            # command that gives the key, and while the request waits for its turn or its connection.
            call = Call(
                idempotency_key=plan.key or None, label=intent_id, last_look=lambda: self._check_age(plan)
            )
            result = await operation.send(context, plan.write, call)
        except CodatError as error:
            hide_secrets(error)
            if error.effect_unknown:
                await self.settle(intent, operation, error)
            else:
                await self._write_down(intent, IntentState.REFUSED, error.title, error)
                self._publish_outcome(intent_id, Refused(error))
            return
        await self.settle(intent, operation, None, result)

    def _check_age(self, plan: WritePlan) -> None:
        minutes = seconds_since(self._context.clock, plan.prepared) / 60
        if minutes * 60 > PLAN_LIFETIME:
            raise RefusedError(
                title=f"This was read {minutes:.0f} minutes ago and may have changed",
                next_step="Nothing was sent. Open it again to see what is there now.",
                request_was_sent=False,
            )

    async def settle(
        self,
        intent: Intent,
        operation: Operation[Any],
        cause: CodatError | None = None,
        result: WriteResult | None = None,
        looks: tuple[float, ...] = LOOKS,
    ) -> None:
        """Find out by reading what became of *intent*; otherwise it is unknown. Never sends.

        *cause* is the error that left the doubt, *result* Codat's answer.
        """
        found: Found = NotSeen("")
        for pause in looks:
            if pause:
                await self._context.clock.sleep(pause)
            found = await self._look(intent, operation, result)
            if isinstance(found, Verified) or (isinstance(found, NotSeen) and found.final):
                break
        reason = f"{cause.title}. " if cause is not None else ""
        if isinstance(found, Verified):
            await self._verified(intent, operation, found)
        elif isinstance(found, Differs):
            said = "; ".join(f"{each.label}: {each.before} wanted, {each.after} there" for each in found.what)
            await self._write_down(intent, IntentState.DIFFERS, said, cause, found.result)
            self._publish_outcome(intent.intent_id, found)
        else:
            said = f"{reason}{found.reason}"
            await self._write_down(intent, IntentState.UNKNOWN, said, cause, result)
            self._publish_outcome(intent.intent_id, Unknown(said, cause))

    async def _look(self, intent: Intent, operation: Operation[Any], result: WriteResult | None) -> Found:
        try:
            context = await self._readable()
            return await operation.verify(context, intent, result)
        except CodatError as error:
            accepted = "Codat accepted it, but " if result is not None else ""
            return NotSeen(f"{accepted}the result cannot be read now: {error.title}. Check again.")

    async def _verified(self, intent: Intent, operation: Operation[Any], found: Verified) -> None:
        outcome: WriteOutcome = found
        if operation.WATCHED and found.result is not None:
            watch_id = self._watching.begin(
                intent.company_id,
                intent.company_name,
                commerce_sync_id=found.result.commerce_sync_id,
                sync_id=found.result.sync_id,
                started_at=intent.at,
            )
            outcome = Started(found.result.commerce_sync_id, watch_id)
        await self._write_down(intent, IntentState.DONE, found.detail, result=found.result)
        self._publish_outcome(intent.intent_id, outcome)

    def _intent(
        self, intent_id: str, plan: WritePlan, before: str, wanted: str, asked_at: datetime
    ) -> Intent:
        backend = self._context.current
        return Intent(
            intent_id=intent_id,
            key=plan.key,
            at=self._context.clock.now(),
            profile=backend.profile.name if backend is not None else "",
            operation=plan.operation,
            company_id=plan.company_id,
            company_name=plan.company_name,
            before=before,
            wanted=wanted,
            details={"who": user_name(), "title": plan.title, ASKED_AT: asked_at.isoformat()},
        )

    async def _write_down(
        self,
        intent: Intent,
        state: IntentState,
        outcome: str,
        error: CodatError | None = None,
        result: WriteResult | None = None,
    ) -> None:
        # After a failure here the intent stays open, and the next start reads again.
        now = self._context.clock.now()
        details = {name: value for name in KEPT_RESULTS if (value := getattr(result, name, ""))}
        correlation_id = error.correlation_id if error is not None else ""
        if error is not None:
            details["error"] = kept(error)
        try:
            store = (await self._context.backend()).kept_store()
            await store.settle_intent(intent.intent_id, state, outcome, now, correlation_id, details)
        except CodatError as error:
            self._context.notify(store_failed(error))
        self._activity.notify_changed()
