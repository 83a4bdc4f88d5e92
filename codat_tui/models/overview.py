"""All that is read of one company; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codat_tui.models.local import Loaded

if TYPE_CHECKING:
    from datetime import datetime

    from codat_tui.models.codat import Configuration, Connection, SyncStatus
    from codat_tui.models.journal import ConfigurationSnapshot
    from codat_tui.models.local import FleetEntry, RemoteState


@dataclass(frozen=True, slots=True)
class CompanyOverview:
    """The answers of five requests about one company; each fails alone.

    *latest* and *last_successful* hold None when Codat has none. This machine adds *snapshots*, the configurations
    seen, newest first, *usual_seconds*, the usual duration of a sync, and *saved_at*, when it last saved the mapping.
    *earlier_reads* tells when a part that is being read again, or failed, was last read.
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
    saved_at: datetime | None = None
    earlier_reads: Mapping[str, datetime] = field(default_factory=dict)

    def read_at(self, part: str) -> datetime | None:
        """Return when the known value of a part was read; None if it never was."""
        state = getattr(self, part)
        return state.at if isinstance(state, Loaded) else self.earlier_reads.get(part)

    @property
    def says_more(self) -> bool:
        """Return whether anything but the row of the list was ever read."""
        return any(self.read_at(part) is not None for part in PARTS if part != "company")

    @property
    def read_whole(self) -> bool:
        """Return whether every part was read at some time."""
        return all(self.read_at(part) is not None for part in PARTS if part != "company")


PARTS = ("company", "connections", "latest", "last_successful", "syncs", "configuration")
"""The parts by name, in the order in which they are told."""
