"""Syncs of a company, started and watched ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from codat_tui.models.diagnosis import Who
from codat_tui.models.local import Phase, Watch
from codat_tui.rules.codes import SyncState, describe
from codat_tui.rules.dates import read_instant

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus


@dataclass(frozen=True, slots=True)
class SyncData:
    """One sync; *word*, *message* and *exception* are Codat's own text, *state* what the code means."""

    company_id: str
    sync_id: str | None
    commerce_sync_id: str | None
    at: datetime | None
    code: int | None
    state: SyncState
    word: str
    message: str
    exception: str
    data_pushed: bool | None
    range_start: datetime | None
    range_finish: datetime | None
    who: Who | None


@dataclass(frozen=True, slots=True)
class WatchData:
    """A sync being followed, at *at*; *state* is null until Codat has shown it, *problem* why it is not followed."""

    at: datetime
    company_id: str
    company: str
    sync_id: str | None
    commerce_sync_id: str | None
    phase: Phase
    code: int | None
    state: SyncState | None
    word: str
    message: str
    data_pushed: bool | None
    seconds: float
    problem: str | None


SYNC_FIELDS = ("at", "sync_id", "code", "state", "data_pushed", "message")


def sync_data(status: SyncStatus, company_id: str) -> SyncData:
    told, meaning = status.date_range, describe(status.code, status.data_pushed)
    return SyncData(
        company_id=company_id,
        sync_id=status.sync_id or None,
        commerce_sync_id=status.commerce_sync_id or None,
        at=read_instant(status.sync_utc),
        code=status.code,
        state=meaning.state,
        word=status.word,
        message=status.error_message,
        exception=status.exception_message,
        data_pushed=status.data_pushed,
        range_start=read_instant(told.start) if told else None,
        range_finish=read_instant(told.finish) if told else None,
        who=meaning.who,
    )


def watch_data(watch: Watch, now: datetime) -> WatchData:
    outcome = watch.outcome
    pushed = outcome.data_pushed if outcome is not None else None
    return WatchData(
        at=watch.ended_at or now,
        company_id=watch.company_id,
        company=watch.company_name,
        sync_id=watch.sync_id or None,
        commerce_sync_id=watch.commerce_sync_id or None,
        phase=watch.phase,
        code=watch.code,
        state=describe(watch.code, pushed).state if watch.code is not None else None,
        word=watch.word,
        message=(outcome.error_message or outcome.exception_message) if outcome is not None else "",
        data_pushed=pushed,
        seconds=round(((watch.ended_at or now) - watch.started_at).total_seconds(), 1),
        problem=watch.error.title if watch.error is not None and not watch.running else None,
    )
