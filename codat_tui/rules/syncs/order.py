"""The order of syncs: Codat documents none, so newest first is made here; stable, nothing dropped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from codat_tui.rules.dates import read_instant

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def newest_first(syncs: Iterable[SyncStatus]) -> tuple[SyncStatus, ...]:
    """*syncs* by their own date, newest first; those whose date cannot be read come last, in their order."""
    return tuple(sorted(syncs, key=_instant, reverse=True))


def _instant(sync: SyncStatus) -> datetime:
    return read_instant(sync.sync_utc) or _LONG_AGO
