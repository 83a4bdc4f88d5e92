"""Companies and their connections, in full and in the slim form that lists show; dates stay Codat's text."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

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


class _Slim(BaseModel):
    """Strict on purpose: a row that does not fit is read again through the tolerant model."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True, alias_generator=to_camel)


class ConnectionSummary(_Slim):
    """What a list shows of a connection."""

    id: str
    platform_key: str = Field(default="", validation_alias="integrationKey")
    platform_name: str = ""
    source_type: str = ""
    status: str = ""
    last_sync: str | None = None


class CompanySummary(_Slim):
    """What a list shows of a company: the dozen fields worth their memory at 50,000 companies."""

    id: str
    name: str
    description: str | None = None
    created: str | None = None
    last_sync: str | None = None
    tags: dict[str, str] | None = None
    connections: tuple[ConnectionSummary, ...] = Field(default=(), validation_alias="dataConnections")

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
