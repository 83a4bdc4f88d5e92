"""The known facts of a company, with their times: the only input of a verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from codat_tui.models.codat import Company, CompanySummary, Configuration, Connection, SyncStatus
    from codat_tui.models.local import FleetEntry
    from codat_tui.rules.mapping.comparison import Comparison


@dataclass(frozen=True, slots=True)
class Earlier:
    """The comparison with the configuration at the last good sync, seen from *first_seen* to *last_seen*."""

    comparison: Comparison
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """None means not known.

    *never_synced*, *never_successful*, *missing*: Codat answered that there is no such sync, or no such
    company. *listed*: the connections are those of list-companies. *read_at*: when each part was read.
    *unchanged_since*: since when this machine has seen the current configuration. *usual_seconds*: usual duration
    of a sync here.
    """

    company: Company | CompanySummary | FleetEntry | None = None
    connections: tuple[Connection, ...] | None = None
    latest: SyncStatus | None = None
    last_successful: SyncStatus | None = None
    syncs: tuple[SyncStatus, ...] | None = None
    configuration: Configuration | None = None
    never_synced: bool = False
    never_successful: bool = False
    missing: bool = False
    listed: bool = False
    read_at: Mapping[str, datetime] = field(default_factory=dict)
    earlier: Earlier | None = None
    unchanged_since: datetime | None = None
    usual_seconds: float | None = None
