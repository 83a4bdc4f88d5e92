"""Companies and their connections, in full and in the short form of lists; dates stay Codat's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from pydantic import BeforeValidator, Field

from codat_tui.models.codat.base import (
    LONGEST_WORD,
    ONLY_OBJECTS,
    Anything,
    CodatModel,
    DisplayText,
    ExactText,
    OptionalDisplayText,
    RequiredId,
)


class DataConnectionError(CodatModel):
    """An error of a connection; *status* is "Active", "Resolved" or None."""

    status_code: DisplayText = ""
    status_text: DisplayText = ""
    error_message: DisplayText = ""
    errored_on_utc: OptionalDisplayText = None
    resolved_on_utc: OptionalDisplayText = None
    status: OptionalDisplayText = None


class Connection(CodatModel):
    """A connection of a company to a commerce or accounting platform.

    *status* is an open set, compared without case (PendingAuth, Linked, Unlinked, Deauthorized);
    *source_type* too (Accounting, Commerce, …). *last_sync* is when data was last read, not the last commerce
    sync.
    """

    id: ExactText = ""
    integration_id: ExactText = ""
    integration_key: ExactText = ""
    source_id: ExactText = ""
    platform_name: DisplayText = ""
    link_url: ExactText = ""
    status: DisplayText = ""
    source_type: DisplayText = ""
    created: OptionalDisplayText = None
    last_sync: OptionalDisplayText = None
    data_connection_errors: Annotated[tuple[DataConnectionError, ...] | None, ONLY_OBJECTS] = None
    connection_info: dict[str, Anything] | None = Field(default=None, repr=False)

    @property
    def platform_key(self) -> str:
        """Return the platform's four-letter key, such as "gbol" for Xero, or ""."""
        return self.integration_key


class CompanyReference(CodatModel):
    id: ExactText = ""
    name: DisplayText = ""
    description: OptionalDisplayText = None
    tags: dict[DisplayText, DisplayText] | None = None
    links: dict[str, Anything] | None = None


class Company(CodatModel):
    """A merchant. *last_sync* is when data was last read, not the last commerce sync."""

    id: RequiredId
    name: DisplayText = ""
    redirect: ExactText = ""
    description: OptionalDisplayText = None
    created: OptionalDisplayText = None
    created_by_user_name: OptionalDisplayText = None
    last_sync: OptionalDisplayText = None
    products: tuple[DisplayText, ...] | None = None
    tags: dict[DisplayText, DisplayText] | None = None
    reference_parent_company: CompanyReference | None = None
    reference_subsidiary_companies: tuple[CompanyReference, ...] | None = None
    data_connections: Annotated[tuple[Connection, ...] | None, ONLY_OBJECTS] = None


# Standard dataclasses with slots: pydantic fills them a third faster than its models, in less memory. They
# are strict; a row that does not fit, or holds unsafe text, is read again through the tolerant model
# (`api.reading`).

Shown = Annotated[str, Field(max_length=LONGEST_WORD)]


def _active_error(rows: object) -> str:
    """Return the message of the first active one of a connection's errors as sent, "" when none is."""
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict) and str(row.get("status")).casefold() == "active":
            said = row.get("errorMessage") or row.get("statusText")
            return said[:LONGEST_WORD] if isinstance(said, str) else "no message"
    return ""


@dataclass(frozen=True, slots=True)
class ConnectionSummary:
    id: str
    platform_key: Annotated[str, Field(validation_alias="integrationKey")] = ""
    platform_name: Annotated[str, Field(validation_alias="platformName", max_length=LONGEST_WORD)] = ""
    source_type: Annotated[str, Field(validation_alias="sourceType", max_length=LONGEST_WORD)] = ""
    status: Shown = ""
    last_sync: Annotated[str | None, Field(validation_alias="lastSync", max_length=LONGEST_WORD)] = None
    # What the platform reports now, such as an expired subscription: it explains a server error.
    active_error: Annotated[
        str, BeforeValidator(_active_error), Field(validation_alias="dataConnectionErrors")
    ] = ""


@dataclass(frozen=True, slots=True)
class CompanySummary:
    """A company in a list: only fields worth their memory at 50,000 companies."""

    id: Annotated[str, Field(min_length=1)]
    name: Shown
    description: Shown | None = None
    created: Shown | None = None
    last_sync: Annotated[str | None, Field(validation_alias="lastSync", max_length=LONGEST_WORD)] = None
    tags: dict[Shown, Shown] | None = None
    connections: Annotated[tuple[ConnectionSummary, ...], Field(validation_alias="dataConnections")] = ()

    @classmethod
    def of(cls, company: Company) -> CompanySummary:
        return cls(
            id=company.id,
            name=company.name,
            description=company.description,
            created=company.created,
            last_sync=company.last_sync,
            tags=company.tags,
            connections=tuple(
                ConnectionSummary(
                    id=connection.id,
                    platform_key=connection.integration_key,
                    platform_name=connection.platform_name,
                    source_type=connection.source_type,
                    status=connection.status,
                    last_sync=connection.last_sync,
                    active_error=next(
                        (
                            error.error_message or error.status_text or "no message"
                            for error in connection.data_connection_errors or ()
                            if (error.status or "").casefold() == "active"
                        ),
                        "",
                    ),
                )
                for connection in company.data_connections or ()
            ),
        )
