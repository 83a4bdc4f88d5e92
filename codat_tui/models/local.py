"""What this program itself knows: remote states, fleet rows, watches and intents; standard library only."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus
    from codat_tui.models.errors import CodatError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Loading(Generic[T]):
    """A value is on its way; *previous* is what was known before, if anything."""

    previous: T | None = None


@dataclass(frozen=True, slots=True)
class Loaded(Generic[T]):
    """A value as the server gave it at *at*."""

    value: T
    at: datetime


@dataclass(frozen=True, slots=True)
class Failed(Generic[T]):
    """The last attempt failed with *error*; *previous* is what is still known."""

    error: CodatError
    previous: T | None = None


RemoteState: TypeAlias = Loading[T] | Loaded[T] | Failed[T]


def known(state: RemoteState[T]) -> T | None:
    """The value a state still carries, whatever its kind."""
    return state.value if isinstance(state, Loaded) else state.previous


class Link(NamedTuple):
    """One side of a company in the fleet: a platform and the state of its link."""

    platform_key: str
    platform_name: str
    status: str
    connection_id: str


class SyncGlance(NamedTuple):
    """The latest commerce sync of a company as last seen; dates stay in Codat's own text."""

    code: int | None
    word: str
    sync_utc: str | None
    message: str
    data_pushed: bool | None
    checked_at: datetime


class FleetEntry(NamedTuple):
    """One company of the fleet: what list-companies and the sweep know of it.

    *never_synced* is true when Codat answered that there is no sync; *sync* is None when nobody has asked yet.
    """

    company_id: str
    name: str
    description: str
    tags: str
    commerce: Link | None
    accounting: Link | None
    other_connection_ids: tuple[str, ...] = ()
    sync: SyncGlance | None = None
    never_synced: bool = False


class Phase(StrEnum):
    """How far a watched sync is, as this program reads the server's words."""

    REQUESTED = "requested"
    STARTED = "started"
    PUSHING = "pushing"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Why a request is not under way yet, and until when: retry, Retry-After, or the limiter."""

    reason: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Watch:
    """One sync followed to its end.

    *started_at* is when this program asked for it or began to look; *looks* counts the requests made so far;
    *usual_seconds* is the median of earlier syncs of the company, once this machine has seen enough of them.
    """

    watch_id: str
    company_id: str
    company_name: str
    started_at: datetime
    commerce_sync_id: str = ""
    sync_id: str = ""
    phase: Phase = Phase.REQUESTED
    word: str = ""
    code: int | None = None
    looks: int = 0
    next_look_at: datetime | None = None
    waiting: Waiting | None = None
    ended_at: datetime | None = None
    outcome: SyncStatus | None = None
    error: CodatError | None = None
    usual_seconds: float | None = None

    @property
    def running(self) -> bool:
        """True until the sync has ended as far as this program knows."""
        return self.ended_at is None


class IntentState(StrEnum):
    """What is known of a write: promised before the request, settled after the answer."""

    OPEN = "open"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Intent:
    """One write a person confirmed, committed to the store before its request leaves.

    *before* and *wanted* are JSON texts without secrets; *key* is the Idempotency-Key, made once.
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
    process_id: int
    state: IntentState = IntentState.OPEN
    outcome: str = ""
    correlation_id: str = ""
    settled_at: datetime | None = None
    details: dict[str, str] = field(default_factory=dict)
