"""What this machine did: the journal of writes, and the requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from codat_tui.models.changes import IntentState
from codat_tui.models.journal import JournalEntry, LedgerEntry


@dataclass(frozen=True, slots=True)
class IntentData:
    """One confirmed write; *before* and *after* are JSON, *settled_at* is null while its outcome is open."""

    intent_id: str
    at: datetime
    settled_at: datetime | None
    state: IntentState
    operation: str
    title: str
    company_id: str | None
    company: str | None
    who: str
    outcome: str
    undoable: bool
    correlation_id: str | None
    error: str | None
    before: str
    after: str
    result: dict[str, str]


@dataclass(frozen=True, slots=True)
class RequestData:
    """One call to Codat with all its attempts; *status* is null without an answer."""

    at: datetime
    method: str
    path: str
    status: int | None
    seconds: float
    attempts: int
    company_id: str | None
    correlation_id: str | None
    error: str | None
    quota_left: int | None
    intent_id: str | None


INTENT_FIELDS = ("intent_id", "at", "state", "operation", "company_id", "company", "who", "outcome")
REQUEST_FIELDS = ("at", "method", "path", "status", "seconds", "attempts", "correlation_id", "error")


def intent_data(entry: JournalEntry) -> IntentData:
    error = entry.error
    return IntentData(
        intent_id=entry.intent_id,
        at=entry.at,
        settled_at=entry.settled_at,
        state=entry.state,
        operation=entry.operation,
        title=entry.title,
        company_id=entry.company_id or None,
        company=entry.company_name or None,
        who=entry.who,
        outcome=entry.outcome,
        undoable=entry.undoable,
        correlation_id=entry.correlation_id or None,
        error=(error.codat_message or error.title) if error is not None else None,
        before=entry.before,
        after=entry.after,
        result=dict(entry.result),
    )


def request_data(entry: LedgerEntry) -> RequestData:
    return RequestData(
        at=entry.at,
        method=entry.method,
        path=entry.path,
        status=entry.status,
        seconds=round(entry.seconds, 3),
        attempts=entry.attempts,
        company_id=entry.company_id or None,
        correlation_id=entry.correlation_id or None,
        error=entry.error or None,
        quota_left=entry.quota_left,
        intent_id=entry.label or None,
    )
