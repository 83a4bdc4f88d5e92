"""Sorts syncs newest first. Codat documents no order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from operator import is_
from typing import TYPE_CHECKING

from codat_tui.rules.dates import read_instant
from codat_tui.rules.same import Same

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def newest_first(syncs: Iterable[SyncStatus]) -> tuple[SyncStatus, ...]:
    """Stable; unreadable dates come last. What is in order already is returned itself."""
    return _newest_first(Same(syncs if isinstance(syncs, tuple) else tuple(syncs)))


# A company's own, which are asked for by every rule and at every draw.
@lru_cache(maxsize=4)
def _newest_first(syncs: Same[tuple[SyncStatus, ...]]) -> tuple[SyncStatus, ...]:
    ordered = tuple(sorted(syncs.value, key=_instant, reverse=True))
    return syncs.value if all(map(is_, ordered, syncs.value)) else ordered


def _instant(sync: SyncStatus) -> datetime:
    return read_instant(sync.sync_utc) or _LONG_AGO
