"""What the program itself knows: remote states, fleet rows, watches, notices; standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from codat_tui.models.codat import SyncStatus
    from codat_tui.models.diagnosis import Judgement
    from codat_tui.models.errors import CodatError
    from codat_tui.models.shift import CompanyNote
    from codat_tui.models.traffic import Quota, RetryWait

# All are created before the first paint, and creating a dataclass takes ten times as long as a named tuple.
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Loading(NamedTuple, Generic[T_co]):
    """A value is being read; *previous* is the last known one."""

    previous: T_co | None = None


class Loaded(NamedTuple, Generic[T_co]):
    """A value as read at *at*."""

    value: T_co
    at: datetime


class Failed(NamedTuple, Generic[T_co]):
    """The last attempt failed; *previous* is the last known value."""

    error: CodatError
    previous: T_co | None = None


RemoteState: TypeAlias = Loading[T] | Loaded[T] | Failed[T]


def known(state: RemoteState[T]) -> T | None:
    """Return the value in a state, or None."""
    return state.value if isinstance(state, Loaded) else state.previous


class PlatformLink(NamedTuple):
    """One connection of a company in the fleet; *active_error* is what the platform reports now, or ""."""

    platform_key: str
    platform_name: str
    status: str
    connection_id: str
    active_error: str = ""


class LatestSync(NamedTuple):
    """A company's latest known commerce sync; *sync_utc* is Codat's text.

    *sync_id* is "" when Codat gave none, or when the row was remembered by a version that kept none.
    """

    code: int | None
    word: str
    sync_utc: str | None
    message: str
    data_pushed: bool | None
    checked_at: datetime
    sync_id: str = ""


TAG_SEPARATOR = "\u00a0"
"""Shown as a blank, and hardly part of a tag."""


class FleetEntry(NamedTuple):
    """One company of the fleet, from list-companies and the sweep.

    *sync* is None when nobody has asked; *never_synced*: Codat answered that there is none. *judgement* is None when
    links and latest sync are enough for the state. *created* is Codat's text. *tags* are "key=value", with
    TAG_SEPARATOR between them. *notes* are people's, the newest first. *apart* tells the company from others of its
    name: "Xero", "" where there is none. *last_seen* is when a row that an earlier run has kept was read, None for what
    this run has read.
    """

    company_id: str
    name: str
    description: str
    tags: str
    commerce: PlatformLink | None
    accounting: PlatformLink | None
    other_connection_ids: tuple[str, ...] = ()
    sync: LatestSync | None = None
    never_synced: bool = False
    created: str | None = None
    judgement: Judgement | None = None
    notes: tuple[CompanyNote, ...] = ()
    apart: str = ""
    last_seen: datetime | None = None

    @property
    def full_name(self) -> str:
        """Return the name to show: with what tells the company from others of its name, if there are any."""
        name = self.name or self.company_id
        return f"{name}{self.bracket}" if self.apart else name

    @property
    def bracket(self) -> str:
        """Return the end of `full_name`, which says which company it is; "" where its name is its own."""
        return f" ({self.apart})" if self.apart else ""


class Phase(StrEnum):
    """Progress of a watched sync."""

    REQUESTED = "requested"
    STARTED = "started"
    PUSHING = "pushing"
    ENDED = "ended"


class Waiting(NamedTuple):
    """Why a request waits, and until when: a retry, Retry-After or the limiter."""

    reason: str
    until: datetime


class Watch(NamedTuple):
    """One sync followed to its end.

    *started_at* is when this program requested it or began to follow it; *looks* counts requests;
    *usual_seconds* is the median of the company's earlier syncs, None when too few. *seen* is when a look first
    showed each phase after the first.
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
    seen: tuple[tuple[Phase, datetime], ...] = ()

    @property
    def running(self) -> bool:
        return self.ended_at is None


class FirstProfile(NamedTuple):
    """What a person has typed at the first start; *server* "" is Codat's own."""

    key: str
    name: str
    environment: str
    server: str = ""

    def __repr__(self) -> str:
        # It holds a secret that nothing masks yet.
        return f"FirstProfile({self.name!r})"


class ProfileFacts(NamedTuple):
    """The profile in use, without its key.

    *environment* is "production", "sandbox" or "demo". *merchant_texts* is the path of a team's own texts, or "".
    *refresh_minutes* is how often what is shown is read again by itself, 0 for never.
    *asked_at_start*: a fleet of at most so many companies is asked for its latest syncs when it is listed.
    *portal_url* is the address of a company in Codat's Portal with `{company_id}` for its id, or "".
    """

    name: str
    environment: str = "production"
    read_only: bool = True
    read_only_reason: str = ""
    base_url: str = ""
    client_id: str = ""
    merchant_texts: str = ""
    merchant_language: str = ""
    refresh_minutes: int = 0
    asked_at_start: int = 500
    portal_url: str = ""


class LoadPhase(StrEnum):
    IDLE = "idle"
    LOADING = "loading"
    LOADED = "loaded"
    FAILED = "failed"


class SweepPhase(StrEnum):
    """Progress of asking every company for its latest sync."""

    IDLE = "idle"
    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    STOPPED = "stopped"


class SweepCost(NamedTuple):
    """Cost of asking every company for its latest sync; *share_of_quota* is 0 to 1, None if unknown."""

    requests: int
    share_of_quota: float | None
    seconds: float


class FleetState(NamedTuple):
    """The fleet. *entries* is a read-only live view by company id, in the server's order.

    *total_expected* is totalResults; *unreadable* counts unreadable rows; *swept* of *to_sweep* companies
    were asked, *sweep_failures* of them failed; *sweep_note* says why a sweep stopped early or did not start.
    *kept_at* is when an earlier run read the list, until this one has; *recalling*: its rows are still being read.
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
    kept_at: datetime | None = None
    recalling: bool = False


class FleetReplaced:
    """Rows were added and removed: read all of FleetState.entries again."""


class FleetAppended(NamedTuple):
    """A page arrived; *entries* are its rows in order."""

    entries: tuple[FleetEntry, ...]


class FleetPatched(NamedTuple):
    """These rows changed in place; at most 30 such changes a second."""

    entries: Mapping[str, FleetEntry]


class FleetPhase:
    """Something of FleetState other than its rows changed."""


FleetChange: TypeAlias = FleetReplaced | FleetAppended | FleetPatched | FleetPhase


class NoticeSeverity(StrEnum):
    """Severity, in Textual's words."""

    INFORMATION = "information"
    WARNING = "warning"
    ERROR = "error"


class NoticeKind(StrEnum):
    SYNC_STARTED = "sync-started"
    SYNC_ENDED = "sync-ended"
    SYNC_REFUSED = "sync-refused"
    SYNC_UNKNOWN = "sync-unknown"
    CHANGE_ENDED = "change-ended"
    WATCH_DROPPED = "watch-dropped"
    WATCHING_PAUSED = "watching-paused"
    STORE_FAILED = "store-failed"
    READ_FAILED = "read-failed"
    BATCH_ENDED = "batch-ended"
    NEW_TROUBLE = "new-trouble"


class Notice(NamedTuple):
    """A message about something the user may not be looking at; shown as a toast.

    *text* does not name the company; it holds the title of *error* and no more of it. *source* is the id of the
    write's intent or of the watch that it tells of.
    """

    kind: NoticeKind
    text: str
    severity: NoticeSeverity = NoticeSeverity.INFORMATION
    company_id: str = ""
    company_name: str = ""
    error: CodatError | None = None
    source: str = ""


class TrafficState(NamedTuple):
    """Network traffic: the daily quota, requests answered in this run, current waits."""

    quota: Quota | None = None
    requests: int = 0
    waits: tuple[RetryWait, ...] = ()
