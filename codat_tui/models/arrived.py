"""What arrived in a company's accounting software, and how old the data behind it is; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_tui.models.codat import DataStatus, PushOperation
    from codat_tui.models.local import RemoteState


@dataclass(frozen=True, slots=True)
class Arrived:
    """The two answers of Codat's Platform about one company; each stands or fails alone.

    *operations* are the newest records, newest first; *unread* counts older ones that were not asked for.
    *data_statuses* tells by type of data when Codat last read it.
    """

    company_id: str
    operations: RemoteState[tuple[PushOperation, ...]]
    data_statuses: RemoteState[Mapping[str, DataStatus]]
    unread: int = 0
