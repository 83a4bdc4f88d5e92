"""What this machine wrote down: the journal of changes, the request ledger, and configurations seen.

Requests are kept in batches, a second after the first of each, and at the end; only their paths, never a query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from codat_tui.models.changes import Intent, IntentState
from codat_tui.models.errors import CodatError
from codat_tui.models.journal import ConfigurationSnapshot, JournalEntry, LedgerEntry
from codat_tui.rules.mapping.comparison import lost_selections
from codat_tui.rules.mapping.parts import joined, split
from codat_tui.services.context import Context, store_failed
from codat_tui.services.kept_errors import read_kept
from codat_tui.services.runner import TaskKind
from codat_tui.services.subscribers import Subscribers

if TYPE_CHECKING:
    from codat_tui.models.traffic import ApiEvent
    from codat_tui.store.snapshots import Seen

BATCH_SECONDS = 1.0
"""How long requests are gathered before they are written down together."""
AFTER_START = 5.0
"""Seconds before old entries are forgotten: at the start the file has better things to do."""
KEPT = timedelta(days=90)
"""How long journal, ledger and configurations are kept."""
RESULTS = ("company_id", "connection_id")
"""What an intent's details may hold of its result."""


class ActivityService:
    """Journal, ledger and snapshots of the profile in use; *can_undo* tells of an operation's name if it can be."""

    def __init__(self, context: Context, can_undo: Callable[[str], bool]) -> None:
        self._context = context
        self._can_undo = can_undo
        self._requests: list[LedgerEntry] = []
        self._gathering = False
        self._failed = False
        self._subscribers: Subscribers[None] = Subscribers()

    def subscribe(self, callback: Callable[[None], None]) -> Callable[[], None]:
        """Hear that journal or ledger have grown, at most about once a second; the answer cancels."""
        return self._subscribers.add(callback)

    async def journal(self, limit: int = 500, before: datetime | None = None) -> tuple[JournalEntry, ...]:
        """The newest *limit* changes, newest first; those promised earlier than *before*.

        Raises CodatError (StoreError where there is no store, or it fails).
        """
        backend = await self._context.backend()
        intents = await backend.kept_store().journal(backend.profile.name, limit, before)
        return tuple(journal_entry(intent, self._can_undo) for intent in intents)

    async def ledger(self, limit: int = 500, before_id: int | None = None) -> tuple[LedgerEntry, ...]:
        """The newest *limit* calls to Codat, newest first; those before the entry *before_id*.

        Raises CodatError (StoreError where there is no store, or it fails).
        """
        await self._save()
        backend = await self._context.backend()
        return await backend.kept_store().ledger.newest(backend.profile.name, limit, before_id)

    async def snapshots(self, company_id: str) -> tuple[ConfigurationSnapshot, ...]:
        """Every configuration seen of a company, the one seen last first.

        Raises CodatError (StoreError where there is no store, or it fails).
        """
        backend = await self._context.backend()
        seen = await backend.kept_store().snapshots.of_company(backend.profile.name, company_id)
        return tuple(_snapshot(company_id, each) for each in seen)

    async def keep_configuration(self, company_id: str, configuration: Mapping[str, Any]) -> None:
        """Keep a configuration on the wire's names as seen now. Where the store fails a notice says so."""
        choices, options = split(configuration)
        # One whose chosen options are gone is another one, so that the names they had are kept with the earlier.
        lost = lost_selections(configuration)
        now = self._context.clock.now()
        try:
            backend = await self._context.backend()
            if backend.store is not None:
                await backend.store.snapshots.keep(
                    backend.profile.name, company_id, choices, options, now, lost
                )
        except CodatError as error:
            self._say(error)

    def heard(self, event: ApiEvent) -> None:
        """Take note of a call that is over."""
        from codat_tui.models.traffic import Answered

        backend = self._context.current
        if not isinstance(event, Answered) or backend is None or backend.store is None:
            return
        quota = event.quota.remaining if event.quota is not None else None
        entry = LedgerEntry(
            entry_id=0,
            at=event.at,
            profile=backend.profile.name,
            method=event.method,
            path=event.path,
            status=event.status,
            seconds=event.seconds,
            attempts=event.attempts,
            correlation_id=event.correlation_id,
            error=event.error,
            quota_left=quota,
            company_id=event.company_id or "",
            label=event.label,
        )
        self._requests.append(entry)
        if not self._gathering and not self._context.runner.stopping:
            self._gathering = True
            self._context.runner.spawn(TaskKind.READ, self._gather(), "gather requests")

    def journaled(self) -> None:
        """Tell subscribers that the journal has changed."""
        self._subscribers.publish(None)

    def prune(self) -> None:
        """Forget what is older than ninety days, in the runner, once the start is over."""
        self._context.runner.spawn(TaskKind.READ, self._prune(), "forget old entries")

    async def save(self) -> None:
        """Write down what is still gathered."""
        await self._save()

    async def _gather(self) -> None:
        await self._context.clock.sleep(BATCH_SECONDS)
        self._gathering = False
        self._context.runner.spawn(TaskKind.SAVE, self._save(), "save requests")

    async def _save(self) -> None:
        entries, self._requests = self._requests, []
        backend = self._context.current
        if not entries or backend is None or backend.store is None:
            return
        try:
            await backend.store.ledger.add(entries)
        except CodatError as error:
            self._say(error)
        else:
            self._subscribers.publish(None)

    async def _prune(self) -> None:
        await self._context.clock.sleep(AFTER_START)
        before = self._context.clock.now() - KEPT
        try:
            store = (await self._context.backend()).store
            if store is not None:
                await store.forget_settled(before)
                await store.ledger.prune(before)
                await store.snapshots.prune(before)
        except CodatError as error:
            self._say(error)

    def _say(self, error: CodatError) -> None:
        """Say once that something was not written down."""
        if not self._failed:
            self._failed = True
            self._context.notify(store_failed(error))


def journal_entry(intent: Intent, can_undo: Callable[[str], bool]) -> JournalEntry:
    """The intent as the journal shows it; *can_undo* tells it of an operation's name."""
    settled = intent.state in (IntentState.DONE, IntentState.DIFFERS)
    return JournalEntry(
        intent_id=intent.intent_id,
        at=intent.at,
        who=intent.details.get("who", ""),
        profile=intent.profile,
        operation=intent.operation,
        title=intent.details.get("title", intent.operation),
        company_id=intent.company_id,
        company_name=intent.company_name,
        before=intent.before,
        after=intent.wanted,
        state=intent.state,
        outcome=intent.outcome,
        correlation_id=intent.correlation_id,
        settled_at=intent.settled_at,
        undoable=settled and can_undo(intent.operation),
        error=None if settled else read_kept(intent.details.get("error", "")),
        result={name: intent.details[name] for name in RESULTS if name in intent.details},
    )


def _snapshot(company_id: str, seen: Seen) -> ConfigurationSnapshot:
    whole = joined(seen.choices, seen.options)
    return ConfigurationSnapshot(company_id, seen.content, seen.first_seen, seen.last_seen, whole)
