"""The fleet's judgements, kept as JSON because nothing is looked up inside."""

from __future__ import annotations

import json
from collections.abc import Mapping

from codat_tui.models.diagnosis import Judgement
from codat_tui.store.access import Access
from codat_tui.store.judgement_values import judgement_of


class JudgementTable:
    """Judgements of companies that are not simply fine. Every method raises StoreError."""

    def __init__(self, access: Access) -> None:
        self._access = access

    async def save(self, profile: str, judgements: Mapping[str, Judgement | None]) -> None:
        """Keep these by company id; None removes one."""
        gone = [(profile, each) for each, judgement in judgements.items() if judgement is None]
        kept = [(profile, each, _text(one)) for each, one in judgements.items() if one is not None]
        if gone:
            await self._access.write("DELETE FROM judgements WHERE profile = ? AND company_id = ?", gone)
        if kept:
            await self._access.write("INSERT OR REPLACE INTO judgements VALUES (?, ?, ?)", kept)

    async def load(self, profile: str) -> dict[str, Judgement]:
        """Return all by company id, without those this version cannot read."""
        rows = await self._access.read(
            "SELECT company_id, judgement FROM judgements WHERE profile = ?", (profile,)
        )
        read = ((row[0], _judgement(row[1])) for row in rows)
        return {company_id: judgement for company_id, judgement in read if judgement is not None}


def _text(judgement: Judgement) -> str:
    # Nested named tuples become lists.
    return json.dumps(judgement, default=str)


def _judgement(text: str) -> Judgement | None:
    try:
        return judgement_of(json.loads(text))
    except (ValueError, TypeError):
        return None
