"""What arrived in the accounting software, and how old the data is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_tui.models.codat import DataStatus, PushOperation
    from codat_tui.models.local import RemoteState


@dataclass(frozen=True, slots=True)
class WrittenRecords:
    """Two answers of Codat's Platform API about one company.

    *operations* are newest first; *unread* counts older ones not asked for. *data_statuses* is by data type.
    """

    company_id: str
    operations: RemoteState[tuple[PushOperation, ...]]
    data_statuses: RemoteState[Mapping[str, DataStatus]]
    unread: int = 0
