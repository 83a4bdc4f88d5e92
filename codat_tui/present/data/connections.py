"""Connections with their errors, findings of the rules, and Codat's platforms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import CauseKind, Who
from codat_tui.rules.dates import read_instant
from codat_tui.rules.findings import Finding, Severity

if TYPE_CHECKING:
    from codat_tui.models.codat import Connection, Integration


@dataclass(frozen=True, slots=True)
class ConnectionErrorData:
    """An error that a platform reports; *status* is Codat's text, such as "Active"."""

    at: datetime | None
    resolved_at: datetime | None
    status: str
    code: str
    text: str
    message: str


@dataclass(frozen=True, slots=True)
class ConnectionData:
    """One connection of a company; *link_url* is the page where the merchant links it."""

    company_id: str
    id: str
    side: str
    platform: str
    platform_key: str
    status: str
    created: datetime | None
    last_read: datetime | None
    link_url: str | None
    errors: tuple[ConnectionErrorData, ...]


@dataclass(frozen=True, slots=True)
class FindingData:
    """A broken rule; *severity* is "blocks" where Codat documents that the next sync fails."""

    company_id: str
    company: str
    severity: Severity
    kind: CauseKind
    field: str
    label: str
    problem: str
    remedy: str
    who: Who


@dataclass(frozen=True, slots=True)
class IntegrationData:
    """A platform that Codat integrates with; *enabled* for this client."""

    key: str
    name: str
    side: str
    enabled: bool | None
    beta: bool | None
    offline: bool | None
    data_types: tuple[str, ...]


CONNECTION_FIELDS = ("id", "side", "platform", "platform_key", "status", "last_read", "link_url")
INTEGRATION_FIELDS = ("key", "name", "side", "enabled")


def connection_data(connection: Connection, company_id: str) -> ConnectionData:
    return ConnectionData(
        company_id=company_id,
        id=connection.id,
        side=connection.source_type.lower(),
        platform=connection.platform_name,
        platform_key=connection.integration_key,
        status=connection.status,
        created=read_instant(connection.created),
        last_read=read_instant(connection.last_sync),
        link_url=connection.link_url or None,
        errors=tuple(
            ConnectionErrorData(
                read_instant(each.errored_on_utc),
                read_instant(each.resolved_on_utc),
                each.status or "",
                each.status_code,
                each.status_text,
                each.error_message,
            )
            for each in connection.data_connection_errors or ()
        ),
    )


def finding_data(finding: Finding, company_id: str, company: str) -> FindingData:
    return FindingData(
        company_id=company_id,
        company=company,
        severity=finding.severity,
        kind=finding.kind,
        field=finding.field,
        label=finding.label,
        problem=finding.problem,
        remedy=finding.remedy,
        who=finding.who,
    )


def integration_data(integration: Integration) -> IntegrationData:
    types = (each.datatype for each in integration.datatype_features or ())
    return IntegrationData(
        key=integration.key,
        name=integration.name,
        side=integration.source_type.lower(),
        enabled=integration.enabled,
        beta=integration.is_beta,
        offline=integration.is_offline_connector,
        data_types=tuple(dict.fromkeys(types)),
    )
