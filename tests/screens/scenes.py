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

from textual.pilot import Pilot

from codat_tui.api import CodatClient, InProcessTransport, Limiter
from codat_tui.app import CodatApp, Launch
from codat_tui.demo import DemoOptions, create_app
from codat_tui.models.errors import KeyMissingError
from codat_tui.models.local import LoadPhase, Loading, ProfileFacts, SweepPhase
from codat_tui.present import Glyphs
from codat_tui.services.context import Backend
from codat_tui.store.store import Store
from tests.demo_server import DemoServer
from tests.manual_clock import ManualClock

TURNS = 2_000
"""So many looks at a condition before a scene gives up; each lets every task run once."""
HARBOUR_LANE = "Harbour Lane Coffee"
NORDIC_BIKES = "Nordic Bikes AB"


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
        self.demo: Any = create_app(self.options, now=self.clock.now) if self.server is None else self.server.app
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
        return ProfileFacts("acme", self.environment, self.read_only, reason, client_id=self.options.client_id)

    async def _connect(self) -> Backend:
        # The program's own limiter would wait on the clock that stands still.
        limiter = Limiter(rate=100_000, in_flight=10, clock=self.clock)
        key = self.api_key or self.options.api_key
        if self.server is None:
            transport = InProcessTransport(self.demo)
            client = CodatClient(
                key, transport=transport, clock=self.clock, limiter=limiter, read_only=self.read_only
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
            await asyncio.sleep(0.001 if self.server is not None else 0)
        screen = "\n".join(line.text for line in self.app.screen._compositor.render_strips())
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
        await self.until(pilot, lambda: not isinstance(companies.state(entry.company_id), Loading), advance=0.05)
        await pilot.pause()


async def never() -> Backend:
    """A connection that is still being made."""
    await asyncio.Event().wait()
    raise AssertionError


async def without_key() -> Backend:
    """A start without any key."""
    raise KeyMissingError(title="No API key", next_step="Set the environment variable CODAT_API_KEY.")
