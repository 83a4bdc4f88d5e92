"""Objects of Codat's Platform API: records written, age of the data, the client."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from codat_tui.models.codat.base import ONLY_OBJECTS, CodatModel, Code, Id, Word


class PushValidationItem(CodatModel):
    item_id: Word = ""
    message: Word = ""
    validator_name: Word = ""


class PushValidation(CodatModel):
    errors: Annotated[tuple[PushValidationItem, ...] | None, ONLY_OBJECTS] = None
    warnings: Annotated[tuple[PushValidationItem, ...] | None, ONLY_OBJECTS] = None


class PushOperation(CodatModel):
    """One record that Codat wrote or tried to write to the accounting software.

    *status* is an open set: Pending, Success, Failed, TimedOut. No field names its sync. Dates are Codat's
    text in UTC.
    """

    key: Id = Field(validation_alias="pushOperationKey", serialization_alias="pushOperationKey")
    data_type: Word = ""
    company_id: Word = ""
    data_connection_key: Word = ""
    requested_on_utc: str | None = None
    completed_on_utc: str | None = None
    status: Word = ""
    status_code: Code = None
    error_message: Word = ""
    validation: PushValidation | None = None


class DataStatus(CodatModel):
    """How far one data type was read; *current_status* is an open set (Complete, FetchError, AuthError, …)."""

    data_type: Word = ""
    current_status: Word = ""
    last_successful_sync: str | None = None


class ClientProfile(CodatModel):
    """The client that owns the API key."""

    name: Word = ""
    redirect_url: Word = ""
