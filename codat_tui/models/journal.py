"""What this machine wrote down of its own doings: changes, requests and configurations seen; never a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from codat_tui.models.changes import IntentState
from codat_tui.models.errors import CodatError


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One write a person confirmed, and what is known of it.

    *who* is the user of the operating system, *operation* Codat's own name. *before* and *after* are JSON texts
    without secrets. *outcome* is in words, *error* what a refused or unanswered request ended with. *result* holds
    the ids of what was created (company_id, connection_id).
    *undoable*: the old value can be put back by a new write.
    """

    intent_id: str
    at: datetime
    who: str
    profile: str
    operation: str
    title: str
    company_id: str
    company_name: str
    before: str
    after: str
    state: IntentState
    outcome: str = ""
    correlation_id: str = ""
    settled_at: datetime | None = None
    undoable: bool = False
    error: CodatError | None = field(default=None, compare=False)
    result: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One call to Codat as it ended, over all its attempts.

    *path* has no query, so that no value of one is ever kept. *status* is None without an answer, *error* the
    title of the error it ended with, *quota_left* what the day's quota held then, None where not stated.
    *label* is the intent id of a write.
    """

    entry_id: int
    at: datetime
    profile: str
    method: str
    path: str
    status: int | None
    seconds: float
    attempts: int
    correlation_id: str = ""
    error: str = ""
    quota_left: int | None = None
    company_id: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class ConfigurationSnapshot:
    """A company's configuration as it was seen; kept once however often it was seen.

    *configuration* is the whole of it on the wire's names, options included. *content* is the hash of the
    selections and of which of them are no option any more: two snapshots that differ in other options are one.
    """

    company_id: str
    content: str
    first_seen: datetime
    last_seen: datetime
    configuration: Mapping[str, Any] = field(repr=False, hash=False)
