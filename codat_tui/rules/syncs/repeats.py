"""Syncs that say the same night after night, made one; and the failure that is still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from codat_tui.rules.codes import SyncState, describe

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus

FEWEST = 3
"""From so many in a row, one line says more than each for itself."""
_NEVER_FOLDED = frozenset({SyncState.WRITTEN, SyncState.RUNNING})


class Repeat(NamedTuple):
    """*syncs*, newest first: one after the other with the same code, word and messages."""

    syncs: tuple[SyncStatus, ...]

    @property
    def newest(self) -> SyncStatus:
        return self.syncs[0]

    @property
    def oldest(self) -> SyncStatus:
        return self.syncs[-1]


Folded: TypeAlias = "SyncStatus | Repeat"


def fold(syncs: Sequence[SyncStatus]) -> tuple[Folded, ...]:
    """Return *syncs*, newest first, with repeats as one. A sync that wrote data stands for itself."""
    found: list[Folded] = []
    for _, group in groupby(syncs, key=_says):
        same = tuple(group)
        found += [Repeat(same)] if len(same) >= FEWEST and _may_fold(same[0]) else same
    return tuple(found)


def _says(sync: SyncStatus) -> tuple[object, ...]:
    return (sync.code, sync.word, sync.error_message, sync.exception_message, sync.data_pushed)


def _may_fold(sync: SyncStatus) -> bool:
    return _state(sync) not in _NEVER_FOLDED


def _state(sync: SyncStatus) -> SyncState:
    return describe(sync.code, sync.data_pushed).state


def open_failure(syncs: Iterable[SyncStatus]) -> SyncStatus | None:
    """Return the newest ended one of *syncs*, newest first, if it failed."""
    ended = (sync for sync in syncs if _state(sync) not in (SyncState.RUNNING, SyncState.UNKNOWN))
    newest = next(ended, None)
    return newest if newest is not None and _state(newest) is SyncState.FAILED else None
