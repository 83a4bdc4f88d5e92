"""This machine's memory: what was promised, last seen, followed, asked and drafted.

An intent is on the disk (synchronous=FULL) when `record_intent` returns. No secret is ever handed in.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import Any

from codat_tui.models.changes import Intent, IntentState
from codat_tui.models.local import SyncGlance, Watch
from codat_tui.store.access import Access
from codat_tui.store.drafts import DraftTable
from codat_tui.store.ledger import LedgerTable
from codat_tui.store.snapshots import SnapshotTable

ENOUGH_SYNCS = 3
"""So many durations of a company before "usually" is said."""
RECENT_SYNCS = 20
"""So many of the newest durations count."""

_INTENT = (
    "intent_id, key, at, profile, operation, company_id, company_name, before, wanted, process_id, state, "
    "outcome, correlation_id, settled_at, details"
)


class Store:
    """The file, open. Every method raises StoreError when the file cannot be read or written."""

    def __init__(self, access: Access) -> None:
        self.path = access.path
        self.access = access
        self.ledger = LedgerTable(access)
        self.snapshots = SnapshotTable(access)
        self.drafts = DraftTable(access)

    @classmethod
    async def open(cls, path: Path) -> Store:
        """Open or create the file at *path*. Raises StoreError when it is damaged, newer or not writable."""
        return cls(await Access.open(path))

    @property
    def closed(self) -> bool:
        """True once `close` was called."""
        return self.access.closed

    async def close(self) -> None:
        """Finish what is queued and close the file; a second time does nothing."""
        await self.access.close()

    async def record_intent(self, intent: Intent) -> None:
        """Commit *intent* durably; only then may its request leave."""
        values = _intent_values(intent)
        marks = ", ".join("?" * len(values))
        await self.access.write(f"INSERT INTO intents ({_INTENT}) VALUES ({marks})", [values])

    async def settle_intent(
        self,
        intent_id: str,
        state: IntentState,
        outcome: str,
        at: datetime,
        correlation_id: str = "",
        details: Mapping[str, str] | None = None,
    ) -> None:
        """Write down what became of an intent; *outcome* in words, or the id of what was started.

        *details* are added to its own.
        """
        more = json.dumps(dict(details or {}))
        await self.access.write(
            "UPDATE intents SET state = ?, outcome = ?, settled_at = ?, correlation_id = ?, "
            "details = json_patch(details, ?) WHERE intent_id = ?",
            [(state.value, outcome, at.isoformat(), correlation_id, more, intent_id)],
        )

    async def open_intents(self, profile: str) -> tuple[Intent, ...]:
        """The profile's intents nobody has settled, oldest first, of whatever process."""
        rows = await self.access.read(
            f"SELECT {_INTENT} FROM intents WHERE profile = ? AND state = ? ORDER BY at",
            (profile, IntentState.OPEN.value),
        )
        return tuple(_read_intent(row) for row in rows)

    async def doubtful_intents(
        self, profile: str, operation: str, company_id: str, since: datetime
    ) -> tuple[Intent, ...]:
        """Intents of one operation and company, promised since then, of which nobody knows the outcome yet."""
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
        return tuple(_read_intent(row) for row in rows)

    async def journal(self, profile: str, limit: int, before: datetime | None = None) -> tuple[Intent, ...]:
        """The profile's newest *limit* intents, newest first; those promised earlier than *before*."""
        end = before.isoformat() if before is not None else "9999"
        rows = await self.access.read(
            f"SELECT {_INTENT} FROM intents WHERE profile = ? AND at < ? ORDER BY at DESC, rowid DESC LIMIT ?",
            (profile, end, limit),
        )
        return tuple(_read_intent(row) for row in rows)

    async def forget_settled(self, before: datetime) -> None:
        """Forget intents that were promised before that moment and are settled for good."""
        kept = (IntentState.OPEN.value, IntentState.UNKNOWN.value)
        await self.access.write(
            "DELETE FROM intents WHERE at < ? AND state NOT IN (?, ?)", [(before.isoformat(), *kept)]
        )

    async def intent(self, intent_id: str) -> Intent | None:
        """One intent, or None when there is none of that id."""
        rows = await self.access.read(f"SELECT {_INTENT} FROM intents WHERE intent_id = ?", (intent_id,))
        return _read_intent(rows[0]) if rows else None

    async def save_glances(
        self, profile: str, glances: Mapping[str, SyncGlance | None], checked_at: datetime
    ) -> None:
        """Remember the latest syncs by company id; None: the company had none at *checked_at*."""
        rows = [_glance_values(profile, each, glance, checked_at) for each, glance in glances.items()]
        await self.access.write("INSERT OR REPLACE INTO glances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    async def load_glances(self, profile: str) -> dict[str, SyncGlance | None]:
        """The last known syncs by company id, as saved."""

        def read(connection: sqlite3.Connection) -> dict[str, SyncGlance | None]:
            rows = connection.execute(
                "SELECT company_id, never_synced, code, word, sync_utc, message, data_pushed, checked_at "
                "FROM glances WHERE profile = ?",
                (profile,),
            )
            return {row[0]: None if row[1] else _read_glance(row[2:]) for row in rows}

        return await self.access.run(read)

    async def save_watch(self, profile: str, watch: Watch, process_id: int) -> None:
        """Remember that a sync is being followed by that process, and the ids known of it by now."""
        values = (watch.watch_id, profile, watch.company_id, watch.company_name)
        ids = (watch.started_at.isoformat(), watch.commerce_sync_id, watch.sync_id, process_id)
        await self.access.write(
            "INSERT OR REPLACE INTO watches VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [(*values, *ids)]
        )

    async def remove_watch(self, watch_id: str) -> None:
        """Forget a watch."""
        await self.access.write("DELETE FROM watches WHERE watch_id = ?", [(watch_id,)])

    async def list_watches(self, profile: str) -> tuple[tuple[Watch, int], ...]:
        """The profile's watches with the ids of their processes, the one that began first first."""
        rows = await self.access.read(
            "SELECT watch_id, company_id, company_name, started_at, commerce_sync_id, sync_id, process_id "
            "FROM watches WHERE profile = ? ORDER BY started_at",
            (profile,),
        )
        return tuple((_read_watch(row[:6]), row[6]) for row in rows)

    async def record_duration(
        self, profile: str, company_id: str, sync_id: str, seconds: float, at: datetime
    ) -> None:
        """Remember how long a sync that was followed from start to end took."""
        values = (profile, company_id, sync_id, seconds, at.isoformat())
        await self.access.write("INSERT OR REPLACE INTO durations VALUES (?, ?, ?, ?, ?)", [values])

    async def usual_seconds(self, profile: str, company_id: str) -> float | None:
        """The median duration of the company's newest syncs, in seconds; None before there are three."""
        rows = await self.access.read(
            "SELECT seconds FROM durations WHERE profile = ? AND company_id = ? ORDER BY at DESC LIMIT ?",
            (profile, company_id, RECENT_SYNCS),
        )
        return median(row[0] for row in rows) if len(rows) >= ENOUGH_SYNCS else None


def _intent_values(intent: Intent) -> tuple[Any, ...]:
    settled = intent.settled_at.isoformat() if intent.settled_at is not None else None
    return (
        *(intent.intent_id, intent.key, intent.at.isoformat(), intent.profile, intent.operation),
        *(intent.company_id, intent.company_name, intent.before, intent.wanted, intent.process_id),
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


def _glance_values(
    profile: str, company_id: str, glance: SyncGlance | None, checked_at: datetime
) -> tuple[Any, ...]:
    if glance is None:
        return (profile, company_id, True, None, "", None, "", None, checked_at.isoformat())
    return (profile, company_id, False, *glance[:5], glance.checked_at.isoformat())


def _read_glance(row: tuple[Any, ...]) -> SyncGlance:
    code, word, sync_utc, message, pushed, checked_at = row
    at = datetime.fromisoformat(checked_at)
    return SyncGlance(code, word, sync_utc, message, None if pushed is None else bool(pushed), at)
