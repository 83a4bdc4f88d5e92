"""All that is read of one company; standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codat_tui.models.codat import Configuration, Connection, SyncStatus
    from codat_tui.models.journal import ConfigurationSnapshot
    from codat_tui.models.local import FleetEntry, RemoteState


@dataclass(frozen=True, slots=True)
class CompanyOverview:
    """The answers of five requests about one company; each fails alone.

    *latest* and *last_successful* hold None when Codat has none. This machine adds *snapshots*, the configurations
    seen, newest first, and *usual_seconds*, the usual duration of a sync.
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
