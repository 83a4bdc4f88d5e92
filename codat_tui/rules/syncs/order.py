"""Sorts syncs newest first. Codat documents no order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from codat_tui.rules.dates import read_instant

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def newest_first(syncs: Iterable[SyncStatus]) -> tuple[SyncStatus, ...]:
    """Stable; unreadable dates come last."""
    return tuple(sorted(syncs, key=_instant, reverse=True))


def _instant(sync: SyncStatus) -> datetime:
    return read_instant(sync.sync_utc) or _LONG_AGO
