"""Writes: what was asked for and what became of it, one or several syncs, differences before a write."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from codat_tui.models.batches import BatchMember, MemberState
from codat_tui.models.changes import Change, Refused, Started, Unknown
from codat_tui.models.writes import Differs, DiffLine, Verified, WritePlan, WriteResult
from codat_tui.present.data.syncs import WatchData
from codat_tui.rules.codes import SyncState, describe

if TYPE_CHECKING:
    from codat_tui.models.errors import CodatError


class Outcome(StrEnum):
    """DONE: read back. DIFFERS: accepted, but something else is there. NOT_SENT: only shown, by --dry-run."""

    NOT_SENT = "not_sent"
    STARTED = "started"
    DONE = "done"
    DIFFERS = "differs"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class DifferenceData:
    """One value before and after, in words."""

    label: str
    before: str
    after: str
    note: str | None


@dataclass(frozen=True, slots=True)
class ChangeData:
    """One write; *intent_id* names it in the journal, *request* is curl with the key masked.

    *link* is the Sync Flow's, which works once within 30 seconds. *sync* is there when the end was waited for.
    """

    intent_id: str | None
    operation: str
    title: str
    company_id: str | None
    company: str | None
    outcome: Outcome
    text: str
    differences: tuple[DifferenceData, ...]
    warnings: tuple[str, ...]
    request: str
    sync_id: str | None
    commerce_sync_id: str | None
    connection_id: str | None
    link: str | None
    sync: WatchData | None


@dataclass(frozen=True, slots=True)
class MemberData:
    """One sync of several that were started together; *reason* is Codat's message, or why it did not start.

    Without *range_start* it begins at the last success, without *range_finish* it ends now.
    """

    company_id: str
    company: str
    range_start: datetime | None
    range_finish: datetime | None
    state: MemberState
    result: SyncState | None
    code: int | None
    word: str
    data_pushed: bool | None
    reason: str
    intent_id: str | None


def change_data(
    plan: WritePlan, change: Change | None, watch: WatchData | None = None, *, link: str | None = None
) -> ChangeData:
    """Return a write and its outcome, None while it is only shown."""
    outcome = change.outcome if change is not None else None
    result = outcome.result if isinstance(outcome, (Verified, Differs)) else None
    done = result or WriteResult()
    started = outcome.commerce_sync_id if isinstance(outcome, Started) else ""
    lines = outcome.what if isinstance(outcome, Differs) else plan.diff
    return ChangeData(
        intent_id=change.intent_id if change is not None else None,
        operation=plan.operation,
        title=plan.title,
        company_id=plan.company_id or done.company_id or None,
        company=plan.company_name or None,
        outcome=_outcome(change),
        text=_text(change),
        differences=tuple(map(difference_data, lines)),
        warnings=tuple(each.text for each in plan.warnings),
        request=plan.curl.replace(" \\\n ", ""),
        sync_id=(watch.sync_id if watch else None) or done.sync_id or None,
        commerce_sync_id=started or done.commerce_sync_id or None,
        connection_id=done.connection_id or None,
        link=link,
        sync=watch,
    )


def difference_data(line: DiffLine) -> DifferenceData:
    return DifferenceData(line.label, line.before, line.after, line.note or None)


def member_data(member: BatchMember) -> MemberData:
    ended = member.state is MemberState.ENDED
    return MemberData(
        company_id=member.company_id,
        company=member.company_name,
        range_start=member.start,
        range_finish=member.finish,
        state=member.state,
        result=describe(member.code, member.data_pushed).state if ended else None,
        code=member.code,
        word=member.word,
        data_pushed=member.data_pushed,
        reason=member.reason,
        intent_id=member.intent_id or None,
    )


def _outcome(change: Change | None) -> Outcome:
    match change.outcome if change is not None else None:
        case None:
            return Outcome.NOT_SENT
        case Started():
            return Outcome.STARTED
        case Verified():
            return Outcome.DONE
        case Differs():
            return Outcome.DIFFERS
        case Refused():
            return Outcome.REFUSED
        case _:
            return Outcome.UNKNOWN


def _text(change: Change | None) -> str:
    match change.outcome if change is not None else None:
        case Verified(detail=detail):
            return detail
        case Refused(error):
            return _said(error)
        case Unknown(reason, error):
            return f"{reason} {_said(error)}".strip() if error is not None else reason
        case Started():
            return "The sync has started."
        case Differs():
            return "Codat has something else than was wanted."
        case _:
            return ""


def _said(error: CodatError) -> str:
    return f"{error.title}. {error.codat_message}".strip() if error.codat_message else f"{error.title}."
