"""A whole set of services on the demo, in process or over HTTP, with a clock that the test moves."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

import httpx
from starlette.applications import Starlette

from codat_tui.api import CodatClient, Timeouts
from codat_tui.api.transport import InProcessTransport
from codat_tui.demo import DemoOptions, create_app
from codat_tui.demo.world import World
from codat_tui.models.local import Notice, ProfileFacts
from codat_tui.services.context import Backend
from codat_tui.services.runner import Stopped
from codat_tui.services.services import Services
from codat_tui.store.errors import StoreError
from codat_tui.store.store import Store
from tests.demo_server import DemoServer
from tests.manual_clock import ManualClock

T = TypeVar("T")


class CountingTransport(httpx.AsyncBaseTransport):
    """Hands requests on, counts those under way, and may rewrite an answer's headers."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.under_way = 0
        self.most = 0
        self.under_way_by_path: dict[str, int] = {}
        self.most_by_path: dict[str, int] = {}
        self.headers: dict[str, str] = {}
        self.hold: asyncio.Event | None = None
        self.before: Callable[[str, str], Awaitable[None]] | None = None
        self.closes = True
        self.idle = asyncio.Event()
        self.idle.set()
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path
        self.asked.append(f"{request.method} {path}")
        self.under_way += 1
        self.idle.clear()
        now = self.under_way_by_path[path] = self.under_way_by_path.get(path, 0) + 1
        self.most = max(self.most, self.under_way)
        self.most_by_path[path] = max(self.most_by_path.get(path, 0), now)
        try:
            if self.hold is not None:
                await self.hold.wait()
            if self.before is not None:
                await self.before(request.method, path)
            response = await self._inner.handle_async_request(request)
            try:
                content = await response.aread()
            finally:
                await response.aclose()
        finally:
            self.under_way -= 1
            self.under_way_by_path[path] -= 1
            if not self.under_way:
                self.idle.set()
        headers = httpx.Headers(response.headers)
        headers.update(self.headers)
        return httpx.Response(response.status_code, headers=headers, content=content, request=request)

    async def aclose(self) -> None:
        if self.closes:
            await self._inner.aclose()

    def count(self, suffix: str, method: str = "GET") -> int:
        """How many requests of *method* went to a path that ends in *suffix*."""
        return sum(each.startswith(f"{method} ") and each.endswith(suffix) for each in self.asked)


class Stage:
    """Services connected to a demo. `server` makes it real HTTP; `path` gives it a store."""

    def __init__(
        self,
        *,
        faults: str = "",
        companies: int = 12,
        sync_seconds: float = 20.0,
        path: Path | None = None,
        server: DemoServer | None = None,
        app: Starlette | None = None,
        clock: ManualClock | None = None,
        read_only: bool = False,
        seed: int = 7,
        world_seed: int = 1,
        timeout: Timeouts | None = None,
    ) -> None:
        self.clock = clock or ManualClock()
        self.path = path
        self.server = server
        self.read_only = read_only
        self.crashes: list[BaseException] = []
        self.notices: list[Notice] = []
        self.timeout = timeout
        self.options = DemoOptions(companies, world_seed, sync_seconds, faults)
        if server is not None:
            self.app = server.app
            self.transport = CountingTransport(httpx.AsyncHTTPTransport())
        else:
            self.app = app or create_app(self.options, self.clock.now, sleep=self.clock.sleep)
            self.transport = CountingTransport(InProcessTransport(self.app))
        self.backend: Backend | None = None
        self.services = Services(self.clock, self.connect, random.Random(seed), on_crash=self.crashes.append)
        self.services.subscribe_notices(self.notices.append)

    @property
    def world(self) -> World:
        world = self.app.state.world
        assert isinstance(world, World)
        return world

    @property
    def ids(self) -> list[str]:
        """The companies' ids in the server's order."""
        return [merchant.id for merchant in self.world.merchants()]

    async def connect(self) -> Backend:
        store, store_error = None, None
        if self.path is not None:
            try:
                store = await Store.open(self.path)
            except StoreError as error:
                store_error = error
        base_url = self.server.base_url if self.server is not None else "http://127.0.0.1"
        client = CodatClient(
            self.options.api_key,
            server=base_url,
            read_only=self.read_only,
            transport=self.transport,
            timeout=self.timeout,
            clock=self.clock,
            randomness=random.Random(3),
        )
        profile = ProfileFacts("acme", "sandbox", read_only=self.read_only, base_url=base_url)
        self.backend = Backend(client, store, profile, store_error)
        return self.backend

    async def __aenter__(self) -> Stage:
        await self.services.start()
        await self.settle()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        if kind is None:
            assert self.crashes == []

    async def stop(self, grace: float = 5.0) -> Stopped:
        """Stop the services, giving writes *grace* seconds of the clock."""
        stopping = asyncio.ensure_future(self.services.stop(grace))
        end = self.clock.monotonic() + grace
        while not stopping.done() and self.clock.monotonic() < end:
            await self.advance(0.25)
        return await stopping

    async def settle(self) -> None:
        """Let everything happen that needs no time: loop turns, the store's thread, and answers over HTTP."""
        for _ in range(3):
            for _ in range(30):
                await asyncio.sleep(0)
            if self.server is not None and self.transport.hold is None:
                await asyncio.wait_for(self.transport.idle.wait(), 20)
            store = self.backend.store if self.backend is not None else None
            if store is not None and not store.closed:
                await store.open_intents("")

    async def until(self, condition: Callable[[], object], within: float = 900.0, step: float = 0.25) -> None:
        """Move the clock until *condition* holds; AssertionError after *within* seconds of the clock."""
        end = self.clock.monotonic() + within
        await self.settle()
        while not condition():
            assert self.clock.monotonic() < end, "it never came to that"
            await self.advance(step)

    async def wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of *work*, moving the clock as it needs."""
        task = asyncio.ensure_future(work)
        await self.until(task.done)
        return await task

    async def advance(self, seconds: float) -> None:
        """Move the clock, and the server's with it."""
        if self.server is not None:
            self.server.clock.advance(seconds)
        await self.clock.advance(seconds)
        await self.settle()
