"""Objects of Codat's Platform API: records written, age of the data, the client."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from codat_tui.models.codat.base import ONLY_OBJECTS, CodatModel, Code, DisplayText, RequiredId


class PushValidationItem(CodatModel):
    item_id: DisplayText = ""
    message: DisplayText = ""
    validator_name: DisplayText = ""


class PushValidation(CodatModel):
    errors: Annotated[tuple[PushValidationItem, ...] | None, ONLY_OBJECTS] = None
    warnings: Annotated[tuple[PushValidationItem, ...] | None, ONLY_OBJECTS] = None


class PushOperation(CodatModel):
    """One record that Codat wrote or tried to write to the accounting software.

    *status* is an open set: Pending, Success, Failed, TimedOut. No field names its sync. Dates are Codat's
    text in UTC.
    """

    key: RequiredId = Field(validation_alias="pushOperationKey", serialization_alias="pushOperationKey")
    data_type: DisplayText = ""
    company_id: DisplayText = ""
    data_connection_key: DisplayText = ""
    requested_on_utc: str | None = None
    completed_on_utc: str | None = None
    status: DisplayText = ""
    status_code: Code = None
    error_message: DisplayText = ""
    validation: PushValidation | None = None


class DataStatus(CodatModel):
    """How far one data type was read; *current_status* is an open set (Complete, FetchError, AuthError, …)."""

    data_type: DisplayText = ""
    current_status: DisplayText = ""
    last_successful_sync: str | None = None


class ClientProfile(CodatModel):
    """The client that owns the API key."""

    name: DisplayText = ""
    redirect_url: DisplayText = ""
