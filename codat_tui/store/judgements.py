"""The fleet's judgements, kept as JSON because nothing is looked up inside."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from codat_tui.models.diagnosis import Cause, CauseKind, Certainty, Judgement, Remedy, State, Who
from codat_tui.store.access import Access


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
        state, since, days, left, at_least, cause, more, headline, others = json.loads(text)
        return Judgement(
            State(state),
            _moment(since),
            days,
            left,
            at_least,
            _cause(cause) if cause else None,
            more,
            headline,
            tuple(map(_cause, others)),
        )
    except (ValueError, TypeError):
        return None


def _cause(values: list[Any]) -> Cause:
    kind, text, certainty, who, remedy, *words, at, blocks = values
    advice, short, field, label, target = words
    return Cause(
        CauseKind(kind),
        text,
        Certainty(certainty),
        Who(who) if who else None,
        Remedy(remedy),
        advice,
        short,
        field,
        label,
        target,
        _moment(at),
        blocks,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
