"""Companies and their connections, in full and in the slim form that lists show; dates stay Codat's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from codat_tui.models.codat.base import ONLY_OBJECTS, CodatModel, Id, Word


class DataConnectionError(CodatModel):
    """An error of a connection; *status* is "Active", "Resolved" or None, *status_code* is text."""

    status_code: Word = ""
    status_text: Word = ""
    error_message: Word = ""
    errored_on_utc: str | None = None
    resolved_on_utc: str | None = None
    status: str | None = None


class Connection(CodatModel):
    """One link of a company to a commerce or an accounting platform.

    *status* is an open set, compared without case (PendingAuth, Linked, Unlinked, Deauthorized),
    *source_type* too (Accounting, Commerce, …). *last_sync* is the last data read, not the last commerce
    sync.
    """

    id: Word = ""
    integration_id: Word = ""
    integration_key: Word = ""
    source_id: Word = ""
    platform_name: Word = ""
    link_url: Word = ""
    status: Word = ""
    source_type: Word = ""
    created: str | None = None
    last_sync: str | None = None
    data_connection_errors: Annotated[tuple[DataConnectionError, ...] | None, ONLY_OBJECTS] = None
    connection_info: dict[str, Any] | None = Field(default=None, repr=False)

    @property
    def platform_key(self) -> str:
        """The platform's four-letter key, such as "gbol" for Xero; "" when Codat did not say."""
        return self.integration_key


class CompanyReference(CodatModel):
    """A parent or subsidiary of a company."""

    id: Word = ""
    name: Word = ""
    description: str | None = None
    tags: dict[str, str] | None = None
    links: dict[str, Any] | None = None


class Company(CodatModel):
    """A merchant with its connections. *last_sync* is the last data read, not the last commerce sync."""

    id: Id
    name: Word = ""
    redirect: Word = ""
    description: str | None = None
    created: str | None = None
    created_by_user_name: str | None = None
    last_sync: str | None = None
    products: tuple[str, ...] | None = None
    tags: dict[str, str] | None = None
    reference_parent_company: CompanyReference | None = None
    reference_subsidiary_companies: tuple[CompanyReference, ...] | None = None
    data_connections: Annotated[tuple[Connection, ...] | None, ONLY_OBJECTS] = None


# The slim forms are standard dataclasses with slots: pydantic fills them a third faster than its own models, in
# less memory. They are strict on purpose: a row that does not fit is read again through the tolerant model.


@dataclass(frozen=True, slots=True)
class ConnectionSummary:
    """What a list shows of a connection."""

    id: str
    platform_key: Annotated[str, Field(validation_alias="integrationKey")] = ""
    platform_name: Annotated[str, Field(validation_alias="platformName")] = ""
    source_type: Annotated[str, Field(validation_alias="sourceType")] = ""
    status: str = ""
    last_sync: Annotated[str | None, Field(validation_alias="lastSync")] = None


@dataclass(frozen=True, slots=True)
class CompanySummary:
    """What a list shows of a company: the few fields worth their memory at 50,000 companies."""

    id: Annotated[str, Field(min_length=1)]
    name: str
    description: str | None = None
    created: str | None = None
    last_sync: Annotated[str | None, Field(validation_alias="lastSync")] = None
    tags: dict[str, str] | None = None
    connections: Annotated[tuple[ConnectionSummary, ...], Field(validation_alias="dataConnections")] = ()

    @classmethod
    def of(cls, company: Company) -> CompanySummary:
        """The slim form of a full company."""
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
                )
                for connection in company.data_connections or ()
            ),
        )
