"""Overviews of a company for tests of what is drawn: everything on its way, but for the parts a test gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from codat_tui.models.codat import SyncStatus
from codat_tui.models.local import Failed, Loaded, Loading
from codat_tui.models.overview import CompanyOverview

NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
_NOTHING_YET = CompanyOverview("c1", Loading(), Loading(), Loading(), Loading(), Loading(), Loading())


def overview(**parts: Any) -> CompanyOverview:
    """With these parts; a RemoteState stays as it is, anything else was loaded just now."""
    states = (Loading, Loaded, Failed)
    made: dict[str, Any] = {}
    for name, part in parts.items():
        made[name] = part if isinstance(part, states) else Loaded(part, NOW)
    return replace(_NOTHING_YET, **made)


def sync(code: int = 2000, **wire: Any) -> SyncStatus:
    """A sync of two hours ago."""
    return SyncStatus.model_validate(
        {"syncId": "s1", "syncStatusCode": code, "syncUtc": "2026-11-23T12:00:00", **wire}
    )
