"""This machine's records; never a secret."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from codat_tui.models.changes import IntentState
from codat_tui.models.errors import CodatError

# In the details of an intent.
SYNC_END = "sync_end"


class SyncEnd(NamedTuple):
    """How a sync that was started from here ended; *pushed* is Codat's `dataPushed`.

    *at* is when a look first showed the end, None where that was not kept.
    """

    code: int | None
    word: str
    pushed: bool | None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """One confirmed write and what is known of it.

    *who* is the user of the operating system, *operation* Codat's name; *before* and *after* are JSON.
    *error* is that of a refused or unanswered request. *result* holds ids of what was created (company_id,
    connection_id). *undoable*: another write can restore the old value. *sync_end* is that of a started sync,
    None while it is not known.
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
    sync_end: SyncEnd | None = None


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One call to Codat with all its attempts.

    *path* has no query. *status* is None without an answer; *error* is a title; *quota_left* is None when not
    stated; *label* is the intent id of a write. *seconds* are Codat's, *waited* those of waits on this machine.
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
    waited: float = 0.0


@dataclass(frozen=True, slots=True)
class ConfigurationSnapshot:
    """A configuration as it was seen, kept once.

    *configuration* uses Codat's names and includes the options. *content* hashes the selections and which of
    them are lost; other options make no difference.
    """

    company_id: str
    content: str
    first_seen: datetime
    last_seen: datetime
    configuration: Mapping[str, Any] = field(repr=False, hash=False)
