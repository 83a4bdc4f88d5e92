"""The program on a stage: the real app and services, the demo behind them, a clock that stands still.

Shared by the pilot tests, the snapshots and the screenshots, so that a picture shows what is tested.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from textual.pilot import Pilot

from codat_tui.api import CodatClient, InProcessTransport, Limiter, RetryPolicy
from codat_tui.app import CodatApp
from codat_tui.demo import DemoOptions, create_app
from codat_tui.launch import Launch
from codat_tui.models.errors import KeyMissingError
from codat_tui.models.local import Loading, LoadPhase, ProfileFacts, SweepPhase
from codat_tui.present import Glyphs
from codat_tui.services.context import Backend
from codat_tui.store.known_fleet import KnownFleet
from codat_tui.store.store import Store
from codat_tui.widgets.sheet import ARMING, Sheet
from tests.demo_server import DemoServer
from tests.manual_clock import ManualClock

TURNS = 10_000
"""So many looks at a condition, a millisecond apart, before a scene gives up: the store's thread is a real one."""
LIMITER_GAP = 0.00001
PUBLICATION = 0.05
"""Seconds after which the fleet has published its patches."""
HARBOUR_LANE = "Harbour Lane Coffee"
HARBOUR_LANE_ID = "d69caf35-6d1a-423d-a7ee-2c511e1c9e63"
NORDIC_BIKES = "Nordic Bikes AB"
NEVER_SYNCED = "Tulp & Thee"


@dataclass(frozen=True)
class Kept:
    """What earlier runs have kept, open already."""

    known_fleet: KnownFleet
    key_at_once: bool

    def at_once(self) -> KnownFleet | None:
        return self.known_fleet if self.key_at_once else None

    async def ahead(self) -> KnownFleet | None:
        return self.known_fleet


@dataclass
class Scene:
    """One start of the program. *server* puts the demo behind real HTTP; otherwise it runs in process."""

    folder: Path
    options: DemoOptions = field(default_factory=DemoOptions)
    server: DemoServer | None = None
    read_only: bool = False
    environment: str = "sandbox"
    company: str = ""
    api_key: str = ""
    glyphs: Glyphs = field(default_factory=Glyphs.unicode)
    theme: str = "codat-dark"
    keys: dict[str, str] = field(default_factory=dict)
    connect: Callable[[], Awaitable[Backend]] | None = None
    refresh_minutes: int = 0
    # Sixty companies asked for their syncs are half of a start: where the list is not looked at, none is.
    swept: bool = True
    # What earlier runs have kept, and this one keeps.
    known_fleet: KnownFleet | None = None
    # False where a program is asked for the key.
    key_at_once: bool = True

    def __post_init__(self) -> None:
        self.clock = ManualClock()
        self.demo: Any = (
            create_app(self.options, now=self.clock.now) if self.server is None else self.server.app
        )
        # What stands before the demo, if anything does.
        self.inner: httpx.AsyncBaseTransport | None = None
        self.app = CodatApp(
            Launch(
                profile=self.profile,
                connect=self.connect or self._connect,
                clock=self.clock,
                randomness=random.Random(1),
                glyphs=self.glyphs,
                theme=self.theme,
                keys=self.keys,
                company=self.company,
                config_path="~/.config/codat-tui/config.toml",
                kept_fleet=Kept(self.known_fleet, self.key_at_once) if self.known_fleet is not None else None,
            )
        )

    @property
    def profile(self) -> ProfileFacts:
        """What the header says."""
        reason = "Start with --write to allow changes." if self.read_only else ""
        return ProfileFacts(
            "acme",
            self.environment,
            self.read_only,
            reason,
            client_id=self.options.client_id,
            refresh_minutes=self.refresh_minutes,
            asked_at_start=500 if self.swept else 0,
        )

    async def _connect(self) -> Backend:
        # The program's own limiter would wait on the clock that stands still.
        limiter = Limiter(rate=1_000_000, in_flight=10, clock=self.clock)
        key = self.api_key or self.options.api_key
        if self.server is None:
            self.transport = HeldTransport(self.inner or InProcessTransport(self.demo))
            client = CodatClient(
                key,
                transport=self.transport,
                clock=self.clock,
                limiter=limiter,
                read_only=self.read_only,
                randomness=random.Random(1),
            )
        else:
            client = CodatClient(
                key,
                server=self.server.base_url,
                clock=self.clock,
                limiter=limiter,
                read_only=self.read_only,
                retry=RetryPolicy.never(),
            )
        store = await Store.open(self.folder / "state.sqlite3")
        return Backend(client, store, self.profile, known_fleet=self.known_fleet)

    @property
    def world(self) -> Any:
        """The demo's world, with its counters of effects."""
        return self.demo.state.world

    async def until(self, pilot: Pilot[Any], condition: Callable[[], bool]) -> None:
        """Let the program run until *condition* holds; the clock moves only as far as the limiter asks."""
        for _ in range(TURNS):
            if condition():
                await pilot.pause()
                return
            await self.clock.advance(LIMITER_GAP)
            await asyncio.sleep(0.001)
        strips = self.app.screen._compositor.render_strips(self.app.size)
        screen = "\n".join(line.text for line in strips)
        raise AssertionError(f"the condition never held; on screen:\n{screen}")

    async def loaded(self, pilot: Pilot[Any]) -> None:
        """Wait for the companies and the sweep."""
        fleet = self.app.services.fleet
        await self.until(pilot, lambda: fleet.state.phase is LoadPhase.LOADED)
        await self.until(pilot, lambda: fleet.state.sweep is not SweepPhase.RUNNING)
        # Asked for after the list: it is in the header, and counts in the quota.
        await self.until(pilot, lambda: bool(self.app.services.known_client))
        await self.clock.advance(PUBLICATION)
        await pilot.pause()

    async def opened(self, pilot: Pilot[Any], name: str) -> None:
        """Open a company by name from the loaded list, and wait until it is read."""
        await self.loaded(pilot)
        entry = next(entry for entry in self.app.services.fleet.state.entries.values() if entry.name == name)
        self.app.screen.open_company(entry.company_id)  # type: ignore[attr-defined]
        companies = self.app.services.companies
        await pilot.pause()
        await self.until(pilot, lambda: not isinstance(companies.state(entry.company_id), Loading))
        await pilot.pause()

    async def found(self, pilot: Pilot[Any], name: str) -> None:
        """Put the cursor of the loaded list on the first company of this name."""
        entries = self.app.services.fleet.state.entries.values()
        entry = next(entry for entry in entries if entry.name == name)
        self.app.screen.table.move_to(entry.company_id)  # type: ignore[attr-defined]
        await pilot.pause()

    async def sheet_armed(self, pilot: Pilot[Any]) -> None:
        """Wait until the sheet on screen takes `y`."""

        def ready() -> bool:
            return isinstance(self.app.screen, Sheet) and self.app.screen.ready

        await self.until(pilot, ready)
        await self.clock.advance(ARMING)
        await pilot.pause()

    def looks(self) -> int:
        """How often all watched syncs were looked at."""
        return sum(watch.looks for watch in self.app.services.watching.watches)

    async def looked(self, pilot: Pilot[Any], times: int) -> None:
        """Let the watch that runs look so many times, each exactly when it is due."""

        def waiting() -> bool:
            watch = self.app.services.watching.watches[-1]
            return not watch.running or (
                watch.next_look_at is not None and watch.next_look_at > self.clock.now()
            )

        for _ in range(times):
            await self.until(pilot, waiting)
            due, looks = self.app.services.watching.watches[-1].next_look_at, self.looks()
            if due is None:
                return
            await self.clock.advance((due - self.clock.now()).total_seconds())
            await self.until(pilot, lambda before=looks: self.looks() > before)  # type: ignore[misc]
        await self.until(pilot, waiting)

    def hold(self) -> None:
        """From now on no request is answered."""
        self.transport.held.clear()


class HeldTransport(httpx.AsyncBaseTransport):
    """Passes requests on until it is told to hold them."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self.inner = inner
        self.held = asyncio.Event()
        self.held.set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self.held.wait()
        return await self.inner.handle_async_request(request)


async def never() -> Backend:
    """A connection that is still being made."""
    await asyncio.Event().wait()
    raise AssertionError


async def without_key() -> Backend:
    """A start without any key."""
    raise KeyMissingError(title="No API key", next_step="Set the environment variable CODAT_API_KEY.")
