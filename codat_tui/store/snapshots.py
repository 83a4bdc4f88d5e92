"""Configurations as they were seen: selections and lost selections, with the large options kept apart."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from codat_tui.rules.json.text import canonical_json
from codat_tui.store.access import Access

if TYPE_CHECKING:
    from codat_tui.rules.mapping.comparison import SeenConfiguration


class StoredSnapshot(NamedTuple):
    """A configuration in two parts; *content* hashes the choices and which of them are lost."""

    content: str
    first_seen: datetime
    last_seen: datetime
    choices: dict[str, Any]
    options: dict[str, Any]


class SnapshotTable:
    """The tables of snapshots and options. Every method raises StoreError."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def keep(self, profile: str, configurations: Mapping[str, SeenConfiguration], at: datetime) -> None:
        """Keep the configurations, by company, as seen at *at*."""

        def work(connection: sqlite3.Connection) -> None:
            for company_id, seen in configurations.items():
                chosen, offered = canonical_json(seen.choices), canonical_json(seen.options)
                # A newly lost choice makes another snapshot, so that the earlier one keeps its options.
                lost = canonical_json(seen.lost) if seen.lost else ""
                content, options_hash = _hash(chosen + lost), _hash(offered)
                connection.execute("INSERT OR IGNORE INTO options VALUES (?, ?)", (options_hash, offered))
                connection.execute(
                    "INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT (profile, company_id, content) DO UPDATE SET "
                    "last_seen = max(last_seen, excluded.last_seen), options_hash = excluded.options_hash",
                    (profile, company_id, content, chosen, options_hash, at.isoformat(), at.isoformat()),
                )

        await self._access.change(work)

    async def of_company(self, profile: str, company_id: str) -> tuple[StoredSnapshot, ...]:
        """Return what was seen of the company, newest first."""
        rows = await self._access.read(
            "SELECT content, first_seen, last_seen, choices, options FROM snapshots "
            "JOIN options USING (options_hash) WHERE profile = ? AND company_id = ? "
            "ORDER BY last_seen DESC, first_seen DESC",
            (profile, company_id),
        )
        return self._access.decoded(_read, rows)

    async def prune(self, before: datetime) -> None:
        """Delete what was last seen before that moment, except the newest of each company."""

        def work(connection: sqlite3.Connection) -> None:
            connection.execute(
                "DELETE FROM snapshots WHERE last_seen < ? AND EXISTS (SELECT 1 FROM snapshots AS later "
                "WHERE later.profile = snapshots.profile AND later.company_id = snapshots.company_id "
                "AND later.last_seen > snapshots.last_seen)",
                (before.isoformat(),),
            )
            connection.execute(
                "DELETE FROM options WHERE options_hash NOT IN (SELECT options_hash FROM snapshots)"
            )

        await self._access.change(work)


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _read(row: tuple[str, ...]) -> StoredSnapshot:
    content, first, last, choices, options = row
    times = datetime.fromisoformat(first), datetime.fromisoformat(last)
    return StoredSnapshot(content, *times, json.loads(choices), json.loads(options))
