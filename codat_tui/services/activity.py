"""This machine's records: the journal of changes, the request ledger, configurations seen.

Invariant: of a request only the path is kept, never a query.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from codat_tui.models.changes import Intent, IntentState
from codat_tui.models.errors import CodatError
from codat_tui.models.journal import SYNC_END, ConfigurationSnapshot, JournalEntry, LedgerEntry, SyncEnd
from codat_tui.rules.mapping.comparison import SeenConfiguration, seen
from codat_tui.rules.mapping.parts import joined
from codat_tui.services.context import ServiceContext, store_failed
from codat_tui.services.runner import TaskKind
from codat_tui.services.stored_errors import read_kept
from codat_tui.services.subscribers import Subscribers

if TYPE_CHECKING:
    from codat_tui.models.changes import ToldRange
    from codat_tui.models.traffic import ApiEvent
    from codat_tui.store.snapshots import StoredSnapshot

# Requests are collected this long and saved together.
BATCH_SECONDS = 1.0
# Seconds before old entries are deleted, so that the start is not slower.
AFTER_START = 5.0
# For journal, ledger and configurations.
KEPT = timedelta(days=90)
# The parts of a result that an intent's details may hold.
RESULTS = ("company_id", "connection_id")


class ActivityService:
    """Journal, ledger and snapshots of the profile; *can_undo* takes an operation's name."""

    def __init__(self, context: ServiceContext, can_undo: Callable[[str], bool]) -> None:
        self._context = context
        self._can_undo = can_undo
        self._requests: list[LedgerEntry] = []
        self._gathering = False
        self._failed = False
        self._subscribers: Subscribers[None] = Subscribers()

    def subscribe(self, callback: Callable[[None], None]) -> Callable[[], None]:
        """Call *callback* when journal or ledger grow, about once a second at most; returns the cancel
        function.
        """
        return self._subscribers.add(callback)

    async def journal(self, limit: int = 500, before: datetime | None = None) -> tuple[JournalEntry, ...]:
        """Return up to *limit* changes, newest first, earlier than *before*.

        Raises CodatError (StoreError without a working store).
        """
        backend = await self._context.backend()
        intents = await backend.kept_store().journal(backend.profile.name, limit, before)
        return tuple(journal_entry(intent, self._can_undo) for intent in intents)

    async def ledger(self, limit: int = 500, before_id: int | None = None) -> tuple[LedgerEntry, ...]:
        """Return up to *limit* calls to Codat, newest first, before the entry *before_id*.

        Raises CodatError (StoreError without a working store).
        """
        await self._save()
        backend = await self._context.backend()
        return await backend.kept_store().ledger.newest(backend.profile.name, limit, before_id)

    async def journal_of(self, company_id: str, limit: int) -> tuple[JournalEntry, ...]:
        """Return up to *limit* changes to one company, newest first. Raises CodatError (StoreError)."""
        backend = await self._context.backend()
        intents = await backend.kept_store().journal_of(backend.profile.name, company_id, limit)
        return tuple(journal_entry(intent, self._can_undo) for intent in intents)

    async def ended_syncs(self, limit: int) -> tuple[JournalEntry, ...]:
        """Return up to *limit* started syncs whose end is known, newest first. Raises CodatError (StoreError)."""
        backend = await self._context.backend()
        intents = await backend.kept_store().ended_syncs(backend.profile.name, limit)
        return tuple(journal_entry(intent, self._can_undo) for intent in intents)

    async def ledger_of(self, company_id: str, limit: int) -> tuple[LedgerEntry, ...]:
        """Return up to *limit* calls about one company, newest first. Raises CodatError (StoreError)."""
        await self._save()
        backend = await self._context.backend()
        return await backend.kept_store().ledger.of_company(backend.profile.name, company_id, limit)

    async def snapshots(self, company_id: str) -> tuple[ConfigurationSnapshot, ...]:
        """Return the configurations seen of a company, newest first.

        Raises CodatError (StoreError without a working store).
        """
        backend = await self._context.backend()
        seen = await backend.kept_store().snapshots.of_company(backend.profile.name, company_id)
        return tuple(_snapshot(company_id, each) for each in seen)

    async def told_ranges(self, company_id: str) -> tuple[ToldRange, ...]:
        """Return the ranges of the company's syncs that were started from here.

        Raises CodatError (StoreError without a working store).
        """
        backend = await self._context.backend()
        return await backend.kept_store().told_ranges(backend.profile.name, company_id)

    async def saved_at(self, company_id: str) -> datetime | None:
        """Return when this machine last saved the company's mapping, None for never.

        Raises CodatError (StoreError without a working store).
        """
        backend = await self._context.backend()
        return await backend.kept_store().last_done(backend.profile.name, "set-configuration", company_id)

    async def keep_configuration(self, company_id: str, configuration: Mapping[str, Any]) -> None:
        """Keep a configuration with Codat's names as seen now; a store failure gives a notice."""
        await self.keep_configurations({company_id: seen(configuration)})

    async def keep_configurations(self, configurations: Mapping[str, SeenConfiguration]) -> None:
        """Keep these, by company, as seen now; a store failure gives a notice."""
        now = self._context.clock.now()
        try:
            backend = await self._context.backend()
            if backend.store is not None:
                await backend.store.snapshots.keep(backend.profile.name, configurations, now)
        except CodatError as error:
            self._say(error)

    def on_event(self, event: ApiEvent) -> None:
        """Record a call that ended."""
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
            waited=event.waited,
        )
        self._requests.append(entry)
        if not self._gathering and not self._context.runner.stopping:
            self._gathering = True
            self._context.runner.spawn(TaskKind.READ, self._gather(), "gather requests")

    def notify_changed(self) -> None:
        """Tell subscribers that the journal changed."""
        self._subscribers.publish(None)

    def prune(self) -> None:
        """Delete entries older than ninety days, a while after the start."""
        self._context.runner.spawn(TaskKind.READ, self._prune(), "forget old entries")

    async def save(self) -> None:
        """Save the collected requests."""
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
        # Only once: one failure usually means that all fail.
        if not self._failed:
            self._failed = True
            self._context.notify(store_failed(error))


def journal_entry(intent: Intent, can_undo: Callable[[str], bool]) -> JournalEntry:
    """Return the intent as the journal shows it; *can_undo* takes an operation's name."""
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
        sync_end=_sync_end(intent.details.get(SYNC_END, "")),
    )


def _sync_end(kept: str) -> SyncEnd | None:
    if not kept:
        return None
    code, word, pushed, *at = json.loads(kept)
    return SyncEnd(code, word, pushed, datetime.fromisoformat(at[0]) if at and at[0] else None)


def _snapshot(company_id: str, seen: StoredSnapshot) -> ConfigurationSnapshot:
    whole = joined(seen.choices, seen.options)
    return ConfigurationSnapshot(company_id, seen.content, seen.first_seen, seen.last_seen, whole)
