"""What is known of a company, with its times; a verdict is made of nothing else."""

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
    """The configuration as this machine saw it with the last good sync, compared with what it is now.

    It was seen from *first_seen* to *last_seen*.
    """

    comparison: Comparison
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class CompanyFacts:
    """What is known of a company; None is not known.

    *never_synced* and *never_successful* are True where Codat answered that there is no such sync, *missing* where it
    answered that there is no such company. *read_at* tells when each part was read. *earlier* is what this machine
    saw before; *unchanged_since* is from when on it has seen the present configuration. *usual_seconds* is how long a
    sync of this company takes, once this machine has seen enough of them.
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
    read_at: Mapping[str, datetime] = field(default_factory=dict)
    earlier: Earlier | None = None
    unchanged_since: datetime | None = None
    usual_seconds: float | None = None
