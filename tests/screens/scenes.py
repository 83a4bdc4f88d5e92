"""The program on a stage: the real app and services, the demo behind them, a clock that stands still.

Shared by the pilot tests, the snapshots and the screenshots, so that a picture shows what is tested.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx
from textual.pilot import Pilot

from codat_tui.api import CodatClient, InProcessTransport, Limiter
from codat_tui.app import CodatApp, Launch
from codat_tui.demo import DemoOptions, create_app
from codat_tui.models.errors import KeyMissingError
from codat_tui.models.local import Loading, LoadPhase, ProfileFacts, SweepPhase
from codat_tui.present import Glyphs
from codat_tui.services.context import Backend
from codat_tui.store.store import Store
from codat_tui.widgets.sheet import Buttons, Sheet
from tests.demo_server import DemoServer
from tests.manual_clock import ManualClock

TURNS = 2_000
"""So many looks at a condition, a millisecond apart, before a scene gives up: the store's thread is a real one."""
HARBOUR_LANE = "Harbour Lane Coffee"
NORDIC_BIKES = "Nordic Bikes AB"
NEVER_SYNCED = "Tulp & Thee"


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
    connect: Callable[[], Awaitable[Backend]] | None = None

    def __post_init__(self) -> None:
        self.clock = ManualClock()
        self.demo: Any = (
            create_app(self.options, now=self.clock.now) if self.server is None else self.server.app
        )
        self.app = CodatApp(
            Launch(
                profile=self.profile,
                connect=self.connect or self._connect,
                clock=self.clock,
                randomness=random.Random(1),
                glyphs=self.glyphs,
                theme=self.theme,
                company=self.company,
                config_path="~/.config/codat-tui/config.toml",
            )
        )

    @property
    def profile(self) -> ProfileFacts:
        """What the header says."""
        reason = "Start with --write to allow changes." if self.read_only else ""
        return ProfileFacts(
            "acme", self.environment, self.read_only, reason, client_id=self.options.client_id
        )

    async def _connect(self) -> Backend:
        # The program's own limiter would wait on the clock that stands still.
        limiter = Limiter(rate=100_000, in_flight=10, clock=self.clock)
        key = self.api_key or self.options.api_key
        if self.server is None:
            self.transport = HeldTransport(InProcessTransport(self.demo))
            client = CodatClient(
                key, transport=self.transport, clock=self.clock, limiter=limiter, read_only=self.read_only
            )
        else:
            client = CodatClient(
                key, server=self.server.base_url, clock=self.clock, limiter=limiter, read_only=self.read_only
            )
        store = await Store.open(self.folder / "state.sqlite3")
        return Backend(client, store, replace(self.profile))

    @property
    def world(self) -> Any:
        """The demo's world, with its counters of effects."""
        return self.demo.state.world

    async def until(self, pilot: Pilot[Any], condition: Callable[[], bool], advance: float = 0.0) -> None:
        """Let the program run until *condition* holds; each look moves the clock by *advance* seconds."""
        for _ in range(TURNS):
            if condition():
                await pilot.pause()
                return
            if advance:
                await self.clock.advance(advance)
            await asyncio.sleep(0.001)
        strips = self.app.screen._compositor.render_strips(self.app.size)
        screen = "\n".join(line.text for line in strips)
        raise AssertionError(f"the condition never held; on screen:\n{screen}")

    async def loaded(self, pilot: Pilot[Any]) -> None:
        """Wait for the companies and the sweep."""
        fleet = self.app.services.fleet
        await self.until(pilot, lambda: fleet.state.phase is LoadPhase.LOADED)
        await self.until(pilot, lambda: fleet.state.sweep is not SweepPhase.RUNNING, advance=0.05)
        await self.clock.advance(0.1)
        await pilot.pause()

    async def opened(self, pilot: Pilot[Any], name: str) -> None:
        """Open a company by name from the loaded list, and wait until it is read."""
        await self.loaded(pilot)
        entry = next(entry for entry in self.app.services.fleet.state.entries.values() if entry.name == name)
        self.app.screen.open_company(entry.company_id)  # type: ignore[attr-defined]
        companies = self.app.services.companies
        await pilot.pause()
        await self.until(
            pilot, lambda: not isinstance(companies.state(entry.company_id), Loading), advance=0.05
        )
        await pilot.pause()

    async def sheet_armed(self, pilot: Pilot[Any]) -> None:
        """Wait until the sheet on screen takes `y`."""
        await self.until(pilot, lambda: self.armed(), advance=0.05)

    def armed(self) -> bool:
        """Is there a sheet on screen that takes `y`?"""
        screen = self.app.screen
        return isinstance(screen, Sheet) and not screen.query_one(Buttons).waiting

    def looks(self) -> int:
        """How often all watched syncs were looked at."""
        return sum(watch.looks for watch in self.app.services.watching.watches)

    def hold(self) -> None:
        """From now on no request is answered."""
        self.transport.held.clear()


class HeldTransport(httpx.AsyncBaseTransport):
    """Passes requests on until it is told to hold them."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.held = asyncio.Event()
        self.held.set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await self.held.wait()
        return await self._inner.handle_async_request(request)


async def never() -> Backend:
    """A connection that is still being made."""
    await asyncio.Event().wait()
    raise AssertionError


async def without_key() -> Backend:
    """A start without any key."""
    raise KeyMissingError(title="No API key", next_step="Set the environment variable CODAT_API_KEY.")
