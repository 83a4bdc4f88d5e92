"""What is known of a company, with its times; a verdict is made of nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from codat_tui.models.errors import NotFoundError
from codat_tui.models.local import Failed, Loaded, RemoteState, known

if TYPE_CHECKING:
    from datetime import datetime

    from codat_tui.models.codat import Company, CompanySummary, Configuration, Connection, SyncStatus
    from codat_tui.models.local import FleetEntry
    from codat_tui.models.overview import CompanyOverview
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


PARTS = ("company", "connections", "latest", "last_successful", "syncs", "configuration")


def facts_of(overview: CompanyOverview) -> CompanyFacts:
    """What the parts that arrived say; None for each part that is not known."""
    parts = {name: getattr(overview, name) for name in PARTS}
    return CompanyFacts(
        company=known(overview.company),
        connections=known(overview.connections),
        latest=known(overview.latest),
        last_successful=known(overview.last_successful),
        syncs=known(overview.syncs),
        configuration=known(overview.configuration),
        never_synced=_none_yet(overview.latest),
        never_successful=_none_yet(overview.last_successful),
        missing=any(map(_no_company, parts.values())),
        read_at={name: part.at for name, part in parts.items() if isinstance(part, Loaded)},
    )


def _none_yet(part: RemoteState[SyncStatus | None]) -> bool:
    """True where Codat answered that there is none, which is more than not knowing."""
    return isinstance(part, Loaded) and part.value is None


def _no_company(part: RemoteState[object]) -> bool:
    return isinstance(part, Failed) and isinstance(part.error, NotFoundError) and part.error.no_company
