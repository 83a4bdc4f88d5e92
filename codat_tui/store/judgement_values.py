"""Judgements as JSON has them: named tuples become lists, moments texts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from codat_tui.models.diagnosis import Cause, CauseKind, Certainty, Judgement, Remedy, State, Who


def judgement_of(values: Any) -> Judgement:
    """Return the judgement that `json.dumps(judgement, default=str)` wrote. Raises ValueError or TypeError."""
    state, since, days, left, at_least, cause, more, headline, others = values
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
