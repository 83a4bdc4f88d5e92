"""The notice at the end of a write."""

from __future__ import annotations

from codat_tui.models.changes import Change, Refused, Unknown
from codat_tui.models.local import Notice, NoticeKind, NoticeSeverity
from codat_tui.models.writes import Differs, Verified
from codat_tui.services.writing.catalog import starts_sync


def notice_of(change: Change) -> Notice:
    kind, severity, text = _sync(change) if starts_sync(change.operation) else _other(change)
    error = change.outcome.error if isinstance(change.outcome, Refused | Unknown) else None
    return Notice(kind, text, severity, change.company_id, change.company_name, error, change.intent_id)


def _sync(change: Change) -> tuple[NoticeKind, NoticeSeverity, str]:
    outcome = change.outcome
    if isinstance(outcome, Refused):
        text = f"no sync was started. {outcome.error.title}."
        return NoticeKind.SYNC_REFUSED, NoticeSeverity.ERROR, text
    if isinstance(outcome, Unknown):
        text = f"it is unknown whether the sync started. {outcome.reason}"
        return NoticeKind.SYNC_UNKNOWN, NoticeSeverity.WARNING, text
    return NoticeKind.SYNC_STARTED, NoticeSeverity.INFORMATION, "sync started, being watched"


def _other(change: Change) -> tuple[NoticeKind, NoticeSeverity, str]:
    outcome, severity, what = change.outcome, NoticeSeverity.WARNING, change.title or change.operation
    if isinstance(outcome, Verified):
        severity, text = NoticeSeverity.INFORMATION, f"{what}: verified. {outcome.detail}"
    elif isinstance(outcome, Differs):
        lines = "; ".join(f"{each.label} is {each.after}" for each in outcome.what)
        text = f"{what}: differs from what was wanted. {lines}"
    elif isinstance(outcome, Refused):
        severity, text = NoticeSeverity.ERROR, f"{what}: nothing was changed. {outcome.error.title}."
    elif isinstance(outcome, Unknown):
        text = f"{what}: unknown, check again. {outcome.reason}"
    else:
        text = what
    return NoticeKind.CHANGE_ENDED, severity, text
