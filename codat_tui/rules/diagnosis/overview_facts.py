"""Makes the facts of a verdict from what was read of a company."""

from __future__ import annotations

from typing import TYPE_CHECKING

from codat_tui.models.errors import NotFoundError
from codat_tui.models.local import Failed, Loaded, RemoteState, known
from codat_tui.models.overview import PARTS
from codat_tui.rules.dates import read_instant
from codat_tui.rules.diagnosis.earlier_configuration import earlier_of
from codat_tui.rules.diagnosis.facts import CompanyFacts

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus
    from codat_tui.models.overview import CompanyOverview


def facts_of(overview: CompanyOverview) -> CompanyFacts:
    """None for each part that is not known."""
    success = known(overview.last_successful)
    at = read_instant(success.sync_utc) if success else None
    earlier, unchanged_since = earlier_of(overview.snapshots, at)
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
        read_at={name: at for name in PARTS if (at := overview.read_at(name)) is not None},
        earlier=earlier,
        unchanged_since=unchanged_since,
        usual_seconds=overview.usual_seconds,
    )


def _none_yet(part: RemoteState[SyncStatus | None]) -> bool:
    # Codat answered that there is none; not the same as unknown.
    return isinstance(part, Loaded) and part.value is None


def _no_company(part: RemoteState[object]) -> bool:
    return isinstance(part, Failed) and isinstance(part.error, NotFoundError) and part.error.no_company
