"""What this program itself knows: remote states, fleet rows, watches and notices; standard library only.

All are made before the first paint, and making a dataclass takes four times as long as making a named tuple, with
slots longer still. So a dataclass is only what must not equal another kind with the same values, or has many copies
made of it with `replace`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus
    from codat_tui.models.diagnosis import Judgement
    from codat_tui.models.errors import CodatError
    from codat_tui.models.traffic import Quota, RetryWait

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Loading(Generic[T_co]):
    """A value is on its way; *previous* is what was known before, if anything."""

    previous: T_co | None = None


@dataclass(frozen=True)
class Loaded(Generic[T_co]):
    """A value as the server gave it at *at*."""

    value: T_co
    at: datetime


@dataclass(frozen=True)
class Failed(Generic[T_co]):
    """The last attempt failed with *error*; *previous* is what is still known."""

    error: CodatError
    previous: T_co | None = None


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

    *never_synced* is true when Codat answered that there is no sync; *sync* is None when nobody asked yet.
    *judgement* is None where links and latest sync alone tell how the company stands. *created* is Codat's own text.
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
    created: str | None = None
    judgement: Judgement | None = None


class Phase(StrEnum):
    """How far a watched sync is, as this program reads the server's words."""

    REQUESTED = "requested"
    STARTED = "started"
    PUSHING = "pushing"
    ENDED = "ended"


@dataclass(frozen=True)
class Waiting:
    """Why a request is not under way yet, and until when: retry, Retry-After, or the limiter."""

    reason: str
    until: datetime


@dataclass(frozen=True)
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


@dataclass(frozen=True)
class ProfileFacts:
    """What the services and the header need to know of the profile in use; never the key.

    *environment* is "production", "sandbox" or "demo"; *read_only_reason* says in words why writing is off.
    """

    name: str
    environment: str = "production"
    read_only: bool = True
    read_only_reason: str = ""
    base_url: str = ""
    client_id: str = ""


class LoadPhase(StrEnum):
    """How far the list of companies is."""

    IDLE = "idle"
    LOADING = "loading"
    LOADED = "loaded"
    FAILED = "failed"


class SweepPhase(StrEnum):
    """How far asking every company for its latest sync is."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    STOPPED = "stopped"


class SweepCost(NamedTuple):
    """What asking every company for its latest sync would cost; *share_of_quota* is None while unknown."""

    requests: int
    share_of_quota: float | None
    seconds: float


class FleetState(NamedTuple):
    """The fleet as a whole. *entries* is a read-only live view in the server's order, by company id.

    *total_expected* is the server's totalResults; *unreadable* counts rows of the listing beyond reading;
    *swept* of *to_sweep* companies were asked for their latest sync, *sweep_failures* of them in vain;
    *sweep_note* says in words why a sweep stopped early or did not start by itself.
    """

    entries: Mapping[str, FleetEntry]
    phase: LoadPhase = LoadPhase.IDLE
    error: CodatError | None = None
    total_expected: int | None = None
    unreadable: int = 0
    as_of: datetime | None = None
    sweep: SweepPhase = SweepPhase.IDLE
    swept: int = 0
    to_sweep: int = 0
    sweep_failures: int = 0
    sweep_note: str = ""


@dataclass(frozen=True)
class FleetReplaced:
    """Rows came and went: read the whole of FleetState.entries again."""


class FleetAppended(NamedTuple):
    """A page arrived; *entries* are its rows, in order."""

    entries: tuple[FleetEntry, ...]


class FleetPatched(NamedTuple):
    """These rows changed in place; at most 30 of these a second."""

    entries: Mapping[str, FleetEntry]


@dataclass(frozen=True)
class FleetPhase:
    """No row changed, but something else of FleetState did."""


FleetChange: TypeAlias = FleetReplaced | FleetAppended | FleetPatched | FleetPhase


class NoticeSeverity(StrEnum):
    """How loudly a notice speaks; the words are those of the terminal framework."""

    INFORMATION = "information"
    WARNING = "warning"
    ERROR = "error"


class NoticeKind(StrEnum):
    """What a notice is about."""

    SYNC_STARTED = "sync-started"
    SYNC_ENDED = "sync-ended"
    SYNC_REFUSED = "sync-refused"
    SYNC_UNKNOWN = "sync-unknown"
    CHANGE_ENDED = "change-ended"
    WATCH_DROPPED = "watch-dropped"
    WATCHING_PAUSED = "watching-paused"
    STORE_FAILED = "store-failed"
    READ_FAILED = "read-failed"


class Notice(NamedTuple):
    """One thing that happened while the person may have looked elsewhere; shown as a toast.

    *text* does not name the company. *error* is why it happened: its title stands in *text*, the rest does not.
    """

    kind: NoticeKind
    text: str
    severity: NoticeSeverity = NoticeSeverity.INFORMATION
    company_id: str = ""
    company_name: str = ""
    error: CodatError | None = None


class TrafficState(NamedTuple):
    """What goes over the wire: the day's quota, requests answered in this run, and waits still under way."""

    quota: Quota | None = None
    requests: int = 0
    waits: tuple[RetryWait, ...] = ()
