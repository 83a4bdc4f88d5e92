"""A company, a write or a sync as text for a support ticket; pure, without secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC
from typing import TYPE_CHECKING

from codat_tui.models.local import Failed, known
from codat_tui.models.overview import CompanyOverview
from codat_tui.present.outcomes import outcome_problem
from codat_tui.present.overview import DrawingContext
from codat_tui.present.panels import Problem
from codat_tui.rules.codes import describe
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.overview_facts import facts_of
from codat_tui.rules.diagnosis.verdict import verdict
from codat_tui.words import minute_text

if TYPE_CHECKING:
    from codat_tui.models.changes import Change
    from codat_tui.models.codat import SyncStatus
    from codat_tui.models.journal import JournalEntry
    from codat_tui.models.local import ProfileFacts


def company_ticket(
    name: str,
    company_id: str,
    overview: CompanyOverview | None,
    context: DrawingContext,
    changes: Iterable[Change] = (),
    profile: ProfileFacts | None = None,
) -> str:
    """Return a company's ticket; a part that could not be read says why.

    Includes the last of *changes* to this company when it did not succeed.
    """
    lines = [f"Company: {name}", f"Company id: {company_id}", *_profile_lines(profile)]
    mine = [change for change in changes if change.company_id == company_id]
    if mine:
        lines += _change_lines(mine[-1])
    if overview is None:
        return "\n".join(lines) + "\n"
    lines += _verdict_lines(overview, context)
    for connection in known(overview.connections) or ():
        kind = connection.source_type or "connection"
        lines.append(f"{kind}: {connection.platform_name} ({connection.status}), id {connection.id}")
    latest, success = known(overview.latest), known(overview.last_successful)
    if success is not None:
        lines.append(f"Last success: {_when(success)}, sync id {success.sync_id or 'not said'}")
    if latest is not None:
        lines += ["Latest sync:", *(f"  {line}" for line in sync_lines(latest))]
    parts = (
        overview.connections,
        overview.latest,
        overview.last_successful,
        overview.syncs,
        overview.configuration,
    )
    for part in parts:
        if isinstance(part, Failed):
            lines += [f"Not read: {part.error.title}", *_indented(Problem.of(part.error))]
    return "\n".join(lines) + "\n"


def _verdict_lines(overview: CompanyOverview, context: DrawingContext) -> Iterator[str]:
    judged = verdict(facts_of(overview), context.now, context.zone)
    yield f"Verdict: {judged.headline}"
    yield from (f"Cause: {cause.text}" for cause in judged.causes)
    if judged.remedy:
        yield f"To do: {judged.remedy}"
    if judged.who is not None:
        yield f"Who acts: {judged.who.words}"


def change_ticket(entry: JournalEntry, profile: ProfileFacts | None = None) -> str:
    lines = [
        f"Company: {entry.company_name}",
        f"Company id: {entry.company_id}",
        *_profile_lines(profile),
        f"Change: {entry.title} ({entry.operation})",
        f"Time: {minute_text(entry.at, UTC)} UTC",
        f"State: {entry.state.value}",
        f"Outcome: {entry.outcome}",
    ]
    lines = [line for line in lines if not line.endswith(": ")]
    if entry.error is not None:
        lines += _indented(Problem.of(entry.error))
    elif entry.correlation_id:
        lines.append(f"Correlation: {entry.correlation_id}")
    return "\n".join(lines) + "\n"


def _profile_lines(profile: ProfileFacts | None) -> list[str]:
    return [f"Profile: {profile.name} ({profile.environment})"] if profile is not None else []


def _change_lines(change: Change) -> list[str]:
    problem = outcome_problem(change)
    if problem is None:
        return []
    return [f"Last change: {change.title or change.operation}: {problem.title}", *_indented(problem)]


def _indented(problem: Problem) -> list[str]:
    return [f"  {line}" for line in problem.lines]


def sync_ticket(name: str, status: SyncStatus, profile: ProfileFacts | None = None) -> str:
    head = [
        f"Company: {name}",
        f"Company id: {status.company_id or 'not said'}",
        *_profile_lines(profile),
    ]
    return "\n".join([*head, *sync_lines(status)]) + "\n"


def sync_lines(status: SyncStatus) -> list[str]:
    """Return time, status, messages and ids of a sync, one a line."""
    meaning = describe(status.code, status.data_pushed)
    lines = [
        f"Time: {_when(status)}",
        f"Status: {status.code if status.code is not None else 'no code'} {status.word} ({meaning.title})",
    ]
    lines += [f"Message: {status.error_message}"] if status.error_message else []
    if status.exception_message and status.exception_message != status.error_message:
        lines.append(f"Exception: {status.exception_message}")
    lines += [f"Sync id: {status.sync_id}"] if status.sync_id else []
    lines += [f"Commerce sync id: {status.commerce_sync_id}"] if status.commerce_sync_id else []
    return lines


def _when(status: SyncStatus) -> str:
    moment = read_instant(status.sync_utc)
    return f"{minute_text(moment, UTC)} UTC" if moment else status.sync_utc or "at an unknown time"
