"""The request ledger: one row for each call to Codat.

Invariant: paths are kept without their queries.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from codat_tui.models.journal import LedgerEntry
from codat_tui.store.access import Access

MOST_ROWS = 100_000

_FIELDS = (
    "at, profile, method, path, status, seconds, attempts, correlation_id, error, quota_left, company_id, label, "
    "waited"
)


class LedgerTable:
    """The table of calls. Every method raises StoreError."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def add(self, entries: Sequence[LedgerEntry]) -> None:
        """Add *entries*; the file assigns their ids."""
        marks = ", ".join("?" * len(_FIELDS.split(", ")))
        rows = [_values(entry) for entry in entries]
        await self._access.write(f"INSERT INTO requests ({_FIELDS}) VALUES ({marks})", rows)

    async def newest(self, profile: str, limit: int, before_id: int | None = None) -> tuple[LedgerEntry, ...]:
        """Return up to *limit* rows, newest first, older than the row *before_id*."""
        end = before_id if before_id is not None else 2**62
        rows = await self._access.read(
            f"SELECT entry_id, {_FIELDS} FROM requests WHERE profile = ? AND entry_id < ? "
            "ORDER BY entry_id DESC LIMIT ?",
            (profile, end, limit),
        )
        return self._access.decoded(_read, rows)

    async def of_company(self, profile: str, company_id: str, limit: int) -> tuple[LedgerEntry, ...]:
        """Return up to *limit* rows about one company, newest first."""
        rows = await self._access.read(
            f"SELECT entry_id, {_FIELDS} FROM requests WHERE profile = ? AND company_id = ? "
            "ORDER BY entry_id DESC LIMIT ?",
            (profile, company_id, limit),
        )
        return self._access.decoded(_read, rows)

    async def prune(self, before: datetime, most: int = MOST_ROWS) -> None:
        """Delete rows older than *before*, and all but the newest *most*."""
        await self._access.write("DELETE FROM requests WHERE at < ?", [(before.isoformat(),)])
        await self._access.write(
            "DELETE FROM requests WHERE entry_id <= "
            "(SELECT entry_id FROM requests ORDER BY entry_id DESC LIMIT 1 OFFSET ?)",
            [(most,)],
        )


def _values(entry: LedgerEntry) -> tuple[Any, ...]:
    return (
        *(entry.at.isoformat(), entry.profile, entry.method, entry.path, entry.status, entry.seconds),
        *(entry.attempts, entry.correlation_id, entry.error, entry.quota_left, entry.company_id, entry.label),
        entry.waited,
    )


def _read(row: tuple[Any, ...]) -> LedgerEntry:
    entry_id, at, *rest = row
    return LedgerEntry(entry_id, datetime.fromisoformat(at), *rest)
