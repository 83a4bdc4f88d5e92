"""The operation of each write, by type and by the name in the journal."""

from __future__ import annotations

from typing import Any

from codat_tui.models import writes
from codat_tui.services.writing.authorize import AuthorizeOperation
from codat_tui.services.writing.configuration import SaveConfigurationOperation
from codat_tui.services.writing.create_company import CreateCompanyOperation
from codat_tui.services.writing.create_connection import CreateConnectionOperation
from codat_tui.services.writing.flow_url import FlowUrlOperation
from codat_tui.services.writing.operation import Operation
from codat_tui.services.writing.syncs import StartRangeOperation, StartSyncOperation
from codat_tui.services.writing.texts import SaveTextsOperation
from codat_tui.services.writing.unlink import UnlinkOperation
from codat_tui.services.writing.visible_accounts import SaveVisibleAccountsOperation

_BY_WRITE: dict[type, Operation[Any]] = {
    writes.StartSync: StartSyncOperation(),
    writes.StartRangeSync: StartRangeOperation(),
    writes.CreateConnection: CreateConnectionOperation(),
    writes.UnlinkConnection: UnlinkOperation(),
    writes.AuthorizeConnection: AuthorizeOperation(),
    writes.RequestFlowUrl: FlowUrlOperation(),
    writes.SaveConfiguration: SaveConfigurationOperation(),
    writes.SaveTexts: SaveTextsOperation(),
    writes.SaveVisibleAccounts: SaveVisibleAccountsOperation(),
    writes.CreateCompany: CreateCompanyOperation(),
}
_BY_NAME = {operation.NAME: operation for operation in _BY_WRITE.values()}


def operation_of(write: writes.Write) -> Operation[Any]:
    return _BY_WRITE[type(write)]


def operation_named(name: str) -> Operation[Any] | None:
    """Return the operation, None for a name from a newer program."""
    return _BY_NAME.get(name)


def starts_sync(name: str) -> bool:
    operation = _BY_NAME.get(name)
    return operation is not None and operation.WATCHED


def of_one_kind(name: str) -> tuple[str, ...]:
    """Return the names of operations that change the same: a sync of a range is a sync too."""
    return tuple(filter(starts_sync, _BY_NAME)) if starts_sync(name) else (name,)


def can_undo(name: str) -> bool:
    operation = _BY_NAME.get(name)
    return operation is not None and type(operation).undo is not Operation.undo
