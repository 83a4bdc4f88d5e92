"""One company as a whole: what its screens show, part by part; standard library only.

Apart from `local`, since nothing here is needed before the first paint.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, Connection, SyncStatus
    from codat_tui.models.journal import ConfigurationSnapshot
    from codat_tui.models.local import FleetEntry, RemoteState


@dataclass(frozen=True, slots=True)
class CompanyOverview:
    """All that five requests say of one company; each part stands or fails alone.

    *latest* and *last_successful* hold None where Codat answered that there is none yet. From this machine come
    *snapshots*, the configurations seen, the present one first, and *usual_seconds*, how long a sync usually takes.
    """

    company_id: str
    company: RemoteState[FleetEntry]
    connections: RemoteState[tuple[Connection, ...]]
    latest: RemoteState[SyncStatus | None]
    last_successful: RemoteState[SyncStatus | None]
    syncs: RemoteState[tuple[SyncStatus, ...]]
    configuration: RemoteState[Configuration]
    snapshots: tuple[ConfigurationSnapshot, ...] = ()
    usual_seconds: float | None = None
