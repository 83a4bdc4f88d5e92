"""Shared by all services: clock, randomness, runner, notices, and the backend once connected."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar

from codat_tui.clock import Clock
from codat_tui.models.errors import NotFoundError
from codat_tui.models.local import Notice, NoticeKind, NoticeSeverity, ProfileFacts, SweepCost
from codat_tui.services.runner import Runner
from codat_tui.services.subscribers import Subscribers

if TYPE_CHECKING:
    from codat_tui.api import Call, CodatClient
    from codat_tui.models.batches import Batch
    from codat_tui.models.errors import CodatError
    from codat_tui.models.traffic import Quota
    from codat_tui.store.known_fleet import KnownFleet
    from codat_tui.store.store import Store


T = TypeVar("T")


class Backend(NamedTuple):
    """The result of `connect`; without a store, *store_error* is the reason.

    *remarks* are sentences for the user. *known_fleet* keeps the list of companies for the next run; None keeps none.
    """

    client: CodatClient
    store: Store | None
    profile: ProfileFacts
    store_error: CodatError | None = None
    remarks: tuple[str, ...] = ()
    known_fleet: KnownFleet | None = None

    def kept_store(self) -> Store:
        """Return the store. Raises StoreError without one."""
        if self.store is not None:
            return self.store
        from codat_tui.store.errors import StoreError

        raise self.store_error or StoreError(title="Nothing can be stored on this machine")


class KeptFleet(Protocol):
    """Opens what earlier runs have kept of the fleet with the key of the connection; None without one."""

    def at_once(self) -> KnownFleet | None:
        """Return it where no program must be asked for the key."""
        ...

    async def ahead(self) -> KnownFleet | None:
        """Return it, and have the key ready for the connection."""
        ...


class ServiceContext:
    """Shared by the services; *backend* can be awaited before it exists."""

    def __init__(self, clock: Clock, randomness: random.Random, runner: Runner) -> None:
        self.clock = clock
        self.randomness = randomness
        self.runner = runner
        self.notices: Subscribers[Notice] = Subscribers()
        self.batches: Subscribers[tuple[Batch, ...]] = Subscribers()
        self.client_names: Subscribers[str] = Subscribers()
        # Says whether a batch tells of what a notice is about, in its one notice for all.
        self.told_together: Callable[[Notice], bool] = lambda notice: False
        self.current: Backend | None = None
        self._failure: CodatError | None = None
        self._settled = asyncio.Event()

    async def backend(self) -> Backend:
        """Return the backend once connected. Raises the CodatError of a failed connect."""
        await self._settled.wait()
        if self.current is None:
            assert self._failure is not None
            raise self._failure
        return self.current

    def connecting(self) -> None:
        """From now on, callers of `backend` wait."""
        self.current = None
        self._settled.clear()

    def connected(self, backend: Backend) -> None:
        self.current = backend
        self._settled.set()

    def failed(self, error: CodatError) -> None:
        self._failure = error
        self._settled.set()

    def cost_of(self, requests: int) -> SweepCost:
        """Return the cost of so many requests, by the quota as last told."""
        # Imported here: nothing of the client is imported before the first paint.
        from codat_tui.api.limits import REQUESTS_A_SECOND

        quota = self.current.client.quota if self.current is not None else None
        share = requests / quota.limit if quota is not None and quota.limit else None
        return SweepCost(requests, share, requests / REQUESTS_A_SECOND)

    def notify(self, notice: Notice) -> None:
        if not self.told_together(notice):
            self.notices.publish(notice)

    def subscribe_notices(self, callback: Callable[[Notice], None]) -> Callable[[], None]:
        """Call *callback* with every notice; returns the cancel function."""
        return self.notices.add(callback)


# The share of the day's requests that sweeps and watches leave to the user.
QUOTA_KEPT = 0.10
QUOTA_IS_LOW = f"{QUOTA_KEPT * 100:.0f} % of the day's requests are left"


def quota_is_low(quota: Quota | None, now: datetime) -> bool:
    """Return whether only the user's own requests may still be sent today."""
    if quota is None or quota.share_left is None or (quota.reset is not None and quota.reset <= now):
        return False
    return quota.share_left <= QUOTA_KEPT


def store_failed(error: CodatError) -> Notice:
    return Notice(NoticeKind.STORE_FAILED, f"{error.title}.", NoticeSeverity.WARNING, error=error)


def user_name() -> str:
    """Return the user of the operating system, or ""."""
    # Imported here: it is needed for a write or a note only.
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def new_id(randomness: random.Random) -> str:
    """Return a GUID; outside tests *randomness* must be seeded by the operating system."""
    return str(uuid.UUID(int=randomness.getrandbits(128), version=4))


def background(label: str = "") -> Call:
    """Return call options that let the user's requests go first."""
    from codat_tui.api import Call, Priority

    return Call(priority=Priority.BACKGROUND, label=label)


async def or_none(reading: Awaitable[T]) -> T | None:
    """Return the value, or None for Codat's 404 "none yet"; a 404 for the company is raised."""
    try:
        return await reading
    except NotFoundError as error:
        if error.no_company:
            raise
        return None
