"""Drafts: unfinished edits as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from codat_tui.store.access import Access


class DraftTable:
    """The table of drafts. Every method raises StoreError."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def load(self, profile: str, kind: str, key: str) -> dict[str, Any] | None:
        """Return the draft, or None."""
        rows = await self._access.read(
            "SELECT draft FROM drafts WHERE profile = ? AND kind = ? AND key = ?", (profile, kind, key)
        )
        found = self._access.decoded(lambda row: dict(json.loads(row[0])), rows)
        return found[0] if found else None

    async def save(self, profile: str, kind: str, key: str, draft: Mapping[str, Any], at: datetime) -> None:
        values = (profile, kind, key, json.dumps(dict(draft)), at.isoformat())
        await self._access.write("INSERT OR REPLACE INTO drafts VALUES (?, ?, ?, ?, ?)", [values])

    async def drop(self, profile: str, kind: str, key: str) -> None:
        await self._access.write(
            "DELETE FROM drafts WHERE profile = ? AND kind = ? AND key = ?", [(profile, kind, key)]
        )
