"""Writes as this program keeps them: the intent promised before a request, and what came of it; standard library only.

Apart from `local`, since nothing here is needed before the first paint.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from codat_tui.models.errors import CodatError
    from codat_tui.models.writes import Differs, Verified


class IntentState(StrEnum):
    """What is known of a write: promised before the request, settled after the answer."""

    OPEN = "open"
    DONE = "done"
    DIFFERS = "differs"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Intent:
    """One write a person confirmed, committed to the store before its request leaves.

    *before* and *wanted* are JSON texts without secrets; *key* is the Idempotency-Key, made once. *run* is the
    store's name for the program that promised it, given when it is recorded.
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


@dataclass(frozen=True, slots=True)
class Sending:
    """The write is committed to the journal and on its way."""


@dataclass(frozen=True, slots=True)
class Started:
    """The sync runs; *watch_id* is the watch that began by itself."""

    commerce_sync_id: str
    watch_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was written, for the reason *error* gives."""

    error: CodatError


@dataclass(frozen=True, slots=True)
class Unknown:
    """No answer came and reading did not settle it; *reason* in words. Never shown as failed.

    *error* is what the request ended with, where it ended with anything.
    """

    reason: str
    error: CodatError | None = None


WriteOutcome: TypeAlias = "Sending | Started | Verified | Differs | Refused | Unknown"


@dataclass(frozen=True, slots=True)
class Change:
    """One write of this run, with what is known of it."""

    intent_id: str
    operation: str
    company_id: str
    company_name: str
    outcome: WriteOutcome
    title: str = ""
