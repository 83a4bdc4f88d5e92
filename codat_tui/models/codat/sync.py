"""The state of a commerce sync: one class for Codat's three status objects."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from codat_tui.models.codat.base import (
    ONLY_OBJECTS,
    CodatModel,
    Code,
    DisplayText,
    ExactText,
    OptionalDisplayText,
)
from codat_tui.models.codat.companies import Connection


class DateRange(CodatModel):
    start: OptionalDisplayText = None
    finish: OptionalDisplayText = None


class SyncStatus(CodatModel):
    """One sync.

    *code* decides: 1000 and 1010 run, from 2000 on it has ended; *word* is free text. The answer to a trigger
    has *commerce_sync_id* only, get-sync-status both ids, the others *sync_id* only. *sync_utc* may have no
    zone. *error_message* is "" after success.
    """

    company_id: ExactText = ""
    sync_id: ExactText = ""
    commerce_sync_id: ExactText = ""
    code: Code = Field(default=None, validation_alias="syncStatusCode", serialization_alias="syncStatusCode")
    word: DisplayText = Field(default="", validation_alias="syncStatus", serialization_alias="syncStatus")
    error_message: DisplayText = ""
    exception_message: DisplayText = Field(
        default="", validation_alias="syncExceptionMessage", serialization_alias="syncExceptionMessage"
    )
    sync_utc: OptionalDisplayText = None
    data_pushed: bool | None = None
    date_range: DateRange | None = Field(
        default=None, validation_alias="syncDateRangeUtc", serialization_alias="syncDateRangeUtc"
    )
    data_connections: Annotated[tuple[Connection, ...] | None, ONLY_OBJECTS] = None
