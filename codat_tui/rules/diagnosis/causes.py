"""Why a sync failed: its message, its code, the links and the mapping joined; link faults come first."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from codat_tui.rules.codes import Who, describe
from codat_tui.rules.diagnosis.messages import Explanation, explain
from codat_tui.rules.findings import Finding, Severity, blocking
from codat_tui.rules.fleet.links import Kind, platform_name

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, Connection, SyncStatus

_LINK_CODES = frozenset({4040, 4220})
_LONGEST_QUOTE = 200


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause in a sentence, who must act and what mends it; *field* is its place in the configuration."""

    problem: str
    who: Who
    remedy: str
    field: str = ""


def finding_cause(finding: Finding) -> Cause:
    """A finding as the cause of a failure."""
    return Cause(finding.problem, finding.who, finding.remedy, finding.field)


def stopping(findings: tuple[Finding, ...]) -> Finding | None:
    """The first finding with which no sync runs at all: a link that is down, or the sync switched off."""
    for finding in blocking(findings):
        if finding.field.startswith("connections.") or finding.field in ("enable", "configured"):
            return finding
    return None


def failure_cause(
    latest: SyncStatus,
    configuration: Configuration | None,
    connections: tuple[Connection, ...] | None,
    findings: tuple[Finding, ...],
) -> Cause:
    """The cause of a failed sync, as far as it is known."""
    cause = _cause(latest, configuration, connections, findings)
    if latest.data_pushed:
        return replace(cause, problem=f"{cause.problem} Some of the data was written.")
    return cause


def _cause(
    latest: SyncStatus,
    configuration: Configuration | None,
    connections: tuple[Connection, ...] | None,
    findings: tuple[Finding, ...],
) -> Cause:
    accounting = platform_name(connections, Kind.ACCOUNTING)
    explained = _explained(latest, configuration, accounting, platform_name(connections, Kind.COMMERCE))
    blocks = blocking(findings)
    links = [finding for finding in blocks if finding.field.startswith("connections.")]
    if links:
        return finding_cause(links[0])
    about_links = latest.code in _LINK_CODES or (explained is not None and explained.field == "connections")
    if about_links and connections is not None and not _doubtful(findings):
        problem = "A link was down when the sync ran; both are linked now."
        return Cause(problem, Who.US, "Sync now.")
    if explained is not None:
        return Cause(explained.problem, explained.who, explained.remedy, explained.field)
    mapping = [finding for finding in blocks if finding.field.startswith(("configuration", "schedule"))]
    if (
        mapping
        and latest.code is not None
        and latest.code // 1000 == 4
        and latest.code not in (4040, 4220, 4260)
    ):
        return finding_cause(mapping[0])
    return _from_code(latest, configuration, accounting)


def _doubtful(findings: tuple[Finding, ...]) -> bool:
    return any(
        finding.severity is Severity.WARNS and finding.field.startswith("connections.")
        for finding in findings
    )


def _explained(
    latest: SyncStatus, configuration: Configuration | None, accounting: str, commerce: str
) -> Explanation | None:
    for message in (latest.error_message, latest.exception_message):
        if message and (found := explain(message, configuration, accounting, commerce)):
            return found
    return None


def _from_code(latest: SyncStatus, configuration: Configuration | None, accounting: str) -> Cause:
    """The code's own meaning, with what Codat said; the message is quoted, not interpreted."""
    meaning = describe(latest.code)
    problem = re.sub("the accounting software", lambda _: accounting, meaning.meaning, flags=re.IGNORECASE)
    problem = problem[:1].upper() + problem[1:]
    message = " ".join((latest.error_message or latest.exception_message).split())
    if message:
        quote = message if len(message) <= _LONGEST_QUOTE else message[: _LONGEST_QUOTE - 1] + "…"
        problem = f'{problem} Codat says: "{quote}"'
    elif configuration is None and latest.code == 4000:
        problem = f"{problem} Which field is not known: the mapping could not be read."
    return Cause(problem, meaning.who, meaning.remedy)
