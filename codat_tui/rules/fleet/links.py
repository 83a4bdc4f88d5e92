"""The state of a company's connections, and whether they allow a sync."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import CauseKind, Who
from codat_tui.rules.findings import Finding, Severity
from codat_tui.rules.refusals import refusal_of

if TYPE_CHECKING:
    from codat_tui.models.codat import Connection


class LinkState(StrEnum):
    """The state of one link; NONE: no connection."""

    LINKED = "linked"
    UNLINKED = "unlinked"
    PENDING = "waiting for merchant"
    DEAUTHORIZED = "deauthorized"
    UNKNOWN = "unknown"
    NONE = "none"


class PlatformKind(StrEnum):
    """The two kinds of connection a sync needs; the value is `sourceType` in lower case."""

    COMMERCE = "commerce"
    ACCOUNTING = "accounting"


_STATES = {
    "linked": LinkState.LINKED,
    "unlinked": LinkState.UNLINKED,
    "pendingauth": LinkState.PENDING,
    "deauthorized": LinkState.DEAUTHORIZED,
}
# Of several broken links of one kind, the one still to be authorised is the one in use.
_PREFERENCE = (
    LinkState.LINKED,
    LinkState.UNKNOWN,
    LinkState.PENDING,
    LinkState.DEAUTHORIZED,
    LinkState.UNLINKED,
    LinkState.NONE,
)
_PROBLEMS = {
    LinkState.UNLINKED: (
        CauseKind.LINK_UNLINKED,
        "{name} is unlinked.",
        "Send the merchant the link to connect {name} again.",
    ),
    LinkState.PENDING: (
        CauseKind.LINK_WAITING,
        "The merchant has not yet linked {name}.",
        "Send the merchant the link and wait until {name} is linked.",
    ),
    LinkState.DEAUTHORIZED: (
        CauseKind.LINK_DEAUTHORIZED,
        "{name} no longer accepts Codat: the link was deauthorized.",
        "Send the merchant the link to connect {name} again.",
    ),
}


@lru_cache(maxsize=1_000)
def read_link(status: str | None) -> LinkState:
    """Return the link state of a connection's `status`, in any letter case; NONE for None."""
    if status is None:
        return LinkState.NONE
    return _STATES.get(status.strip().casefold(), LinkState.UNKNOWN)


def of_kind(connections: Iterable[Connection], kind: PlatformKind) -> tuple[Connection, ...]:
    """Return the connections of *kind*, the most important first."""
    rows = [row for row in connections if (row.source_type or "").strip().casefold() == kind]
    return tuple(sorted(rows, key=lambda row: preference(row.status)))


def side_of(field: str) -> PlatformKind | None:
    """Return the side that a finding is about: "connections.accounting"."""
    part, _, kind = field.partition(".")
    return PlatformKind(kind) if part == "connections" and kind in set(PlatformKind) else None


def connection_at(connections: Iterable[Connection], place: str) -> Connection | None:
    """Return the connection with this id, or the most important one of this side ("connections.accounting")."""
    kind = side_of(place)
    if kind is None:
        return next((row for row in connections if row.id == place), None)
    return next(iter(of_kind(connections, kind)), None)


def preference(status: str | None) -> int:
    """Return the rank of a status among connections of one kind; the lowest matters most."""
    return _PREFERENCE.index(read_link(status))


def platform_name(connections: Iterable[Connection] | None, kind: PlatformKind) -> str:
    """Return the platform's name ("Xero"), else "the accounting software"."""
    rows = of_kind(connections or (), kind)
    return (rows[0].platform_name if rows else None) or f"the {kind} software"


def sync_readiness(connections: Iterable[Connection]) -> tuple[Finding, ...]:
    """Return what the connections forbid or make uncertain; they allow a sync when nothing blocks."""
    rows = tuple(connections)
    found: list[Finding] = []
    # Codat's documentation: a sync needs a commerce and an accounting connection, both Linked.
    for kind in PlatformKind:
        found += _kind_findings(kind, of_kind(rows, kind))
    return tuple(found)


def _kind_findings(kind: PlatformKind, rows: tuple[Connection, ...]) -> list[Finding]:
    label = f"{kind} connection".capitalize()

    def finding(severity: Severity, cause: CauseKind, problem: str, remedy: str, who: Who) -> Finding:
        return Finding(severity, f"connections.{kind}", label, problem, remedy, who, cause)

    if not rows:
        problem = f"No {kind} software is connected."
        remedy = f"Connect the {kind} software and send the merchant the link."
        return [finding(Severity.BLOCKS, CauseKind.LINK_MISSING, problem, remedy, Who.MERCHANT)]
    first, name = rows[0], rows[0].platform_name or f"the {kind} software"
    state = read_link(first.status)
    if state in _PROBLEMS:
        cause, *texts = _PROBLEMS[state]
        problem, remedy = (_sentence(text.format(name=name)) for text in texts)
        return [finding(Severity.BLOCKS, cause, problem, remedy, Who.MERCHANT)]
    if state is not LinkState.LINKED:
        problem = _sentence(
            f'{name} has the link status "{first.status or ""}", which Codat does not document.'
        )
        remedy, cause = "Ask Codat what the status means.", CauseKind.LINK_STATUS_UNKNOWN
        return [finding(Severity.WARNS, cause, problem, remedy, Who.CODAT)]
    found = []
    for row, error in active_errors(rows):
        name = row.platform_name or name
        cause, remedy, who = link_error(name, error)
        problem = _sentence(f"{name} reports an active error: {error}")
        found.append(finding(Severity.WARNS, cause, problem, remedy, who))
    # Codat's documentation: one active accounting connection, but several commerce connections.
    if kind is PlatformKind.ACCOUNTING and len(rows) > 1 and read_link(rows[1].status) is LinkState.LINKED:
        problem = "Two accounting connections are linked; Codat documents one."
        remedy = "Ask the merchant which of them is in use."
        found.append(finding(Severity.WARNS, CauseKind.LINKED_TWICE, problem, remedy, Who.MERCHANT))
    return found


def link_error(name: str, error: str) -> tuple[CauseKind, str, Who]:
    """Return the kind of an active error of the platform *name*, what to do about it, and who."""
    refused = refusal_of(error, name)
    if refused is not None:
        return refused[0], refused[2], Who.MERCHANT
    return CauseKind.LINK_ERROR, "Read the error in Connections.", Who.US


def active_errors(connections: Iterable[Connection]) -> tuple[tuple[Connection, str], ...]:
    return tuple(
        (connection, error.error_message or error.status_text or "no message")
        for connection in connections
        if read_link(connection.status) is LinkState.LINKED
        for error in connection.data_connection_errors or ()
        if (error.status or "").casefold() == "active"
    )


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
