"""The store: intents of writes, latest syncs, watches, durations; tables for requests, snapshots and drafts.

Invariant: an intent is on the disk when `record_intent` returns; no secret is ever stored.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from codat_tui.models.changes import Intent, IntentState, ToldRange
from codat_tui.models.journal import SYNC_END, SyncEnd
from codat_tui.models.local import LatestSync, Watch
from codat_tui.store.access import Access
from codat_tui.store.batches import BatchTable
from codat_tui.store.drafts import DraftTable
from codat_tui.store.errors import DamagedError, StoreError
from codat_tui.store.judgements import JudgementTable
from codat_tui.store.ledger import LedgerTable
from codat_tui.store.locks import Locks
from codat_tui.store.refused_products import RefusedProductTable
from codat_tui.store.schema import set_aside
from codat_tui.store.shift import LookTable, NoteTable
from codat_tui.store.snapshots import SnapshotTable

# A "usual" duration of fewer syncs would be chance.
ENOUGH_SYNCS = 3
RECENT_SYNCS = 20

_INTENT = (
    "intent_id, key, at, profile, operation, company_id, company_name, before, wanted, run, state, "
    "outcome, correlation_id, settled_at, details"
)


class Store:
    """The open file. Every method raises StoreError.

    *run* names this opening of the file; its rows are known by it while *locks* hold it. *remark* is a
    sentence for the user when a damaged file was replaced.
    """

    def __init__(self, access: Access, locks: Locks, run: str, remark: str = "") -> None:
        self.path = access.path
        self.access = access
        self.run = run
        self.remark = remark
        self._locks = locks
        self.ledger = LedgerTable(access)
        self.snapshots = SnapshotTable(access)
        self.judgements = JudgementTable(access)
        self.drafts = DraftTable(access)
        self.batches = BatchTable(access)
        self.refused_products = RefusedProductTable(access)
        self.notes = NoteTable(access)
        self.looks = LookTable(access)

    @classmethod
    async def open(cls, path: Path) -> Store:
        """Open or create the file; rename a damaged one and create a new one.

        Raises StoreError when it is newer, not writable, or damaged while another program uses it.
        """
        locks = Locks(path.parent / "locks")
        remark = ""
        try:
            access = await Access.open(path)
        except DamagedError as error:
            aside = await asyncio.to_thread(_set_aside, path, locks, error)
            access = await Access.open(path)
            remark = (
                f"The file {path} was damaged. It is kept as {aside.name}, and a new one was started: what was sent "
                "from here before is not known any more, so look at a company's latest sync before starting another."
            )
        try:
            run = await access.run(lambda _: locks.take_new("run-"))
        except StoreError:
            await access.close()
            raise
        return cls(access, locks, run, remark)

    @property
    def closed(self) -> bool:
        return self.access.closed

    def stop_waiting(self) -> None:
        """Stop waiting for another program that holds the file."""
        self.access.no_waiting = True

    async def close(self) -> None:
        """Finish the queue and close the file; a second call does nothing."""
        await self.access.close()
        self._locks.close()

    @asynccontextmanager
    async def exclusive(self, subject: str) -> AsyncIterator[bool]:
        """Exclude other programs from *subject* during the block; yield False when one of them holds it."""
        taken = await self.access.run(lambda _: self._locks.take(subject))
        try:
            yield taken
        finally:
            if taken and not self.closed:
                await self.access.run(lambda _: self._locks.release(subject))

    async def record_intent(self, intent: Intent) -> None:
        """Commit *intent* durably. Its request may be sent only after this."""
        values = (*_intent_values(replace(intent, run=self.run)), os.getpid())
        marks = ", ".join("?" * len(values))
        await self.access.write(f"INSERT INTO intents ({_INTENT}, process_id) VALUES ({marks})", [values])

    async def settle_intent(
        self,
        intent_id: str,
        state: IntentState,
        outcome: str,
        at: datetime,
        correlation_id: str = "",
        details: Mapping[str, str] | None = None,
    ) -> None:
        """Store the result of an intent; *outcome* in words, or the id of what was started.

        *details* are added to the intent's own.
        """
        more = json.dumps(dict(details or {}))
        await self.access.write(
            "UPDATE intents SET state = ?, outcome = ?, settled_at = ?, correlation_id = ?, "
            "details = json_patch(details, ?) WHERE intent_id = ?",
            [(state.value, outcome, at.isoformat(), correlation_id, more, intent_id)],
        )

    async def record_sync_end(
        self, profile: str, company_id: str, sync_ids: Collection[str], end: SyncEnd
    ) -> None:
        """Keep how a sync ended, with the intent that started it, if one did; *sync_ids* are its two ids."""
        ids = [each for each in sync_ids if each]
        details = json.dumps({SYNC_END: json.dumps(end, default=datetime.isoformat)})
        marks = ", ".join("?" * len(ids))
        await self.access.write(
            "UPDATE intents SET details = json_patch(details, ?) WHERE profile = ? AND company_id = ? AND "
            f"(outcome IN ({marks}) OR json_extract(details, '$.sync_id') IN ({marks}))",
            [(details, profile, company_id, *ids, *ids)],
        )

    async def open_intents(self, profile: str) -> tuple[Intent, ...]:
        """Return the profile's unsettled intents of every program, oldest first."""
        rows = await self.access.read(
            f"SELECT {_INTENT} FROM intents WHERE profile = ? AND state = ? ORDER BY at",
            (profile, IntentState.OPEN.value),
        )
        return self.access.decoded(_read_intent, rows)

    async def orphaned_intents(self, profile: str) -> tuple[Intent, ...]:
        """Return those of `open_intents` whose program has ended."""
        found = await self.open_intents(profile)
        gone = await self._gone({intent.run for intent in found})
        return tuple(intent for intent in found if intent.run in gone)

    async def doubtful_intents(
        self, profile: str, operation: str, company_id: str, since: datetime
    ) -> tuple[Intent, ...]:
        """Return the intents of one operation and company since then whose outcome is unknown."""
        rows = await self.access.read(
            f"SELECT {_INTENT} FROM intents WHERE profile = ? AND operation = ? AND company_id = ? AND at >= ? "
            "AND state IN (?, ?) ORDER BY at",
            (
                profile,
                operation,
                company_id,
                since.isoformat(),
                IntentState.OPEN.value,
                IntentState.UNKNOWN.value,
            ),
        )
        return self.access.decoded(_read_intent, rows)

    async def told_ranges(self, profile: str, company_id: str) -> tuple[ToldRange, ...]:
        """Return the ranges that Codat told of the company's syncs when they were started from here, oldest first."""
        rows = await self.access.read(
            "SELECT details FROM intents WHERE profile = ? AND company_id = ? AND state = ? ORDER BY at",
            (profile, company_id, IntentState.DONE.value),
        )
        kept = self.access.decoded(lambda row: json.loads(row[0]), rows)
        return tuple(
            ToldRange(
                each.get("sync_id", ""), each.get("sync_utc", ""), each["range_start"], each["range_finish"]
            )
            for each in kept
            if "range_start" in each and "range_finish" in each
        )

    async def last_done(self, profile: str, operation: str, company_id: str) -> datetime | None:
        """Return when the newest write of this operation to the company was settled as done; None for none."""
        rows = await self.access.read(
            "SELECT max(at) FROM intents WHERE profile = ? AND operation = ? AND company_id = ? AND state = ?",
            (profile, operation, company_id, IntentState.DONE.value),
        )
        (at,) = self.access.decoded(lambda row: datetime.fromisoformat(row[0]) if row[0] else None, rows)
        return at

    async def journal(self, profile: str, limit: int, before: datetime | None = None) -> tuple[Intent, ...]:
        """Return up to *limit* intents, newest first, earlier than *before*."""
        end = before.isoformat() if before is not None else "9999"
        rows = await self.access.read(
            f"SELECT {_INTENT} FROM intents WHERE profile = ? AND at < ? ORDER BY at DESC, rowid DESC LIMIT ?",
            (profile, end, limit),
        )
        return self.access.decoded(_read_intent, rows)

    async def journal_of(self, profile: str, company_id: str, limit: int) -> tuple[Intent, ...]:
        """Return up to *limit* intents about one company, newest first."""
        rows = await self.access.read(
            f"SELECT {_INTENT} FROM intents WHERE profile = ? AND company_id = ? ORDER BY at DESC, rowid DESC LIMIT ?",
            (profile, company_id, limit),
        )
        return self.access.decoded(_read_intent, rows)

    async def ended_syncs(self, profile: str, limit: int) -> tuple[Intent, ...]:
        """Return up to *limit* intents that started a sync whose end is kept, newest first."""
        rows = await self.access.read(
            f"SELECT {_INTENT} FROM intents WHERE profile = ? AND json_extract(details, '$.{SYNC_END}') IS NOT NULL "
            "ORDER BY at DESC, rowid DESC LIMIT ?",
            (profile, limit),
        )
        return self.access.decoded(_read_intent, rows)

    async def forget_settled(self, before: datetime) -> None:
        # An unknown outcome stays, so that it still warns before another sync.
        kept = (IntentState.OPEN.value, IntentState.UNKNOWN.value)
        await self.access.write(
            "DELETE FROM intents WHERE at < ? AND state NOT IN (?, ?)", [(before.isoformat(), *kept)]
        )

    async def intent(self, intent_id: str) -> Intent | None:
        rows = await self.access.read(f"SELECT {_INTENT} FROM intents WHERE intent_id = ?", (intent_id,))
        return next(iter(self.access.decoded(_read_intent, rows)), None)

    async def save_latest_syncs(
        self, profile: str, latest_syncs: Mapping[str, LatestSync | None], checked_at: datetime
    ) -> None:
        """Keep the latest syncs by company id; None means no sync at *checked_at*."""
        rows = [
            _latest_sync_values(profile, each, latest, checked_at) for each, latest in latest_syncs.items()
        ]
        await self.access.write("INSERT OR REPLACE INTO glances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    async def load_latest_syncs(self, profile: str) -> dict[str, LatestSync | None]:
        def read(connection: sqlite3.Connection) -> dict[str, LatestSync | None]:
            rows = connection.execute(
                "SELECT company_id, never_synced, code, word, sync_utc, message, data_pushed, checked_at, sync_id "
                "FROM glances WHERE profile = ?",
                (profile,),
            )
            return {row[0]: None if row[1] else _read_latest_sync(row[2:]) for row in rows}

        return await self.access.run(read)

    async def never_synced_at(self, profile: str) -> dict[str, datetime]:
        """Return when Codat answered that a company has no sync yet, by company id."""
        rows = await self.access.read(
            "SELECT company_id, checked_at FROM glances WHERE profile = ? AND never_synced", (profile,)
        )
        pairs = self.access.decoded(lambda row: (row[0], datetime.fromisoformat(row[1])), rows)
        return dict(pairs)

    async def save_watch(self, profile: str, watch: Watch) -> None:
        """Save a watch of this run with the ids known so far."""
        values = (watch.watch_id, profile, watch.company_id, watch.company_name)
        ids = (watch.started_at.isoformat(), watch.commerce_sync_id, watch.sync_id, os.getpid(), self.run)
        await self.access.write(
            "INSERT OR REPLACE INTO watches VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", [(*values, *ids)]
        )

    async def remove_watch(self, watch_id: str) -> None:
        await self.access.write("DELETE FROM watches WHERE watch_id = ?", [(watch_id,)])

    async def list_watches(self, profile: str) -> tuple[tuple[Watch, str], ...]:
        """Return the profile's watches with their runs, oldest first."""
        rows = await self.access.read(
            "SELECT watch_id, company_id, company_name, started_at, commerce_sync_id, sync_id, run "
            "FROM watches WHERE profile = ? ORDER BY started_at",
            (profile,),
        )
        return self.access.decoded(lambda row: (_read_watch(row[:6]), row[6]), rows)

    async def orphaned_watches(self, profile: str) -> tuple[Watch, ...]:
        """Return the watches whose program has ended."""
        found = await self.list_watches(profile)
        gone = await self._gone({run for _, run in found})
        return tuple(watch for watch, run in found if run in gone)

    async def record_duration(
        self, profile: str, company_id: str, sync_id: str, seconds: float, at: datetime
    ) -> None:
        """Keep the duration of a sync that was followed from start to end."""
        values = (profile, company_id, sync_id, seconds, at.isoformat())
        await self.access.write("INSERT OR REPLACE INTO durations VALUES (?, ?, ?, ?, ?)", [values])

    async def usual_seconds(self, profile: str, company_id: str) -> float | None:
        """Return the median seconds of the company's newest syncs, None before there are three."""
        rows = await self.access.read(
            "SELECT seconds FROM durations WHERE profile = ? AND company_id = ? ORDER BY at DESC LIMIT ?",
            (profile, company_id, RECENT_SYNCS),
        )
        return median(row[0] for row in rows) if len(rows) >= ENOUGH_SYNCS else None

    async def _gone(self, runs: set[str]) -> set[str]:
        # Rows of earlier versions of the program name no run.
        return await self.access.run(lambda _: {run for run in runs if not run or self._locks.is_free(run)})


def _set_aside(path: Path, locks: Locks, error: DamagedError) -> Path:
    # Another program still uses the file: renaming it would split the two.
    if locks.any_taken("run-"):
        raise error
    try:
        return set_aside(path)
    except OSError:
        raise error from None


def _intent_values(intent: Intent) -> tuple[Any, ...]:
    settled = intent.settled_at.isoformat() if intent.settled_at is not None else None
    return (
        *(intent.intent_id, intent.key, intent.at.isoformat(), intent.profile, intent.operation),
        *(intent.company_id, intent.company_name, intent.before, intent.wanted, intent.run),
        *(intent.state.value, intent.outcome, intent.correlation_id, settled, json.dumps(intent.details)),
    )


def _read_intent(row: tuple[Any, ...]) -> Intent:
    fields = dict(zip(_INTENT.split(", "), row, strict=True))
    fields["at"] = datetime.fromisoformat(fields["at"])
    if fields["settled_at"] is not None:
        fields["settled_at"] = datetime.fromisoformat(fields["settled_at"])
    return Intent(
        **fields | {"state": IntentState(fields["state"]), "details": json.loads(fields["details"])}
    )


def _read_watch(row: tuple[Any, ...]) -> Watch:
    watch_id, company_id, name, started_at, commerce_sync_id, sync_id = row
    return Watch(watch_id, company_id, name, datetime.fromisoformat(started_at), commerce_sync_id, sync_id)


def _latest_sync_values(
    profile: str, company_id: str, latest: LatestSync | None, checked_at: datetime
) -> tuple[Any, ...]:
    if latest is None:
        return (profile, company_id, True, None, "", None, "", None, checked_at.isoformat(), "")
    return (profile, company_id, False, *latest[:5], latest.checked_at.isoformat(), latest.sync_id)


def _read_latest_sync(row: tuple[Any, ...]) -> LatestSync:
    code, word, sync_utc, message, pushed, checked_at, sync_id = row
    at = datetime.fromisoformat(checked_at)
    return LatestSync(code, word, sync_utc, message, None if pushed is None else bool(pushed), at, sync_id)
