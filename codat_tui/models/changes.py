"""Writes as the program records them, before and after the request; standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from codat_tui.models.errors import CodatError
    from codat_tui.models.writes import Differs, Verified


class IntentState(StrEnum):
    """What is known of a write; OPEN from before the request until it is settled."""

    OPEN = "open"
    DONE = "done"
    DIFFERS = "differs"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Intent:
    """One confirmed write, stored before its request is sent.

    *before* and *wanted* are JSON without secrets; *key* is the Idempotency-Key. *run* is the store's name of
    the program that recorded it.
    """

    intent_id: str
    key: str
    at: datetime
    profile: str
    operation: str
    company_id: str
    company_name: str
    before: str
    wanted: str
    run: str = ""
    state: IntentState = IntentState.OPEN
    outcome: str = ""
    correlation_id: str = ""
    settled_at: datetime | None = None
    details: dict[str, str] = field(default_factory=dict)


class ToldRange(NamedTuple):
    """The range of a sync that was started from here, in Codat's own text; *sync_utc* tells which sync it is."""

    sync_id: str
    sync_utc: str
    start: str
    finish: str


@dataclass(frozen=True, slots=True)
class Sending:
    """The write is in the journal and being sent."""


@dataclass(frozen=True, slots=True)
class Started:
    """The sync runs and is followed by *watch_id*."""

    commerce_sync_id: str
    watch_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was written, because of *error*."""

    error: CodatError


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer came and reading did not settle it; never shown as failed.

    *reason* is in words; *error* is the request's, if any.
    """

    reason: str
    error: CodatError | None = None


WriteOutcome: TypeAlias = "Sending | Started | Verified | Differs | Refused | Unknown"


@dataclass(frozen=True, slots=True)
class Change:
    """One write of this run and its outcome."""

    intent_id: str
    operation: str
    company_id: str
    company_name: str
    outcome: WriteOutcome
    title: str = ""
