"""A demo server in a thread of its own, on a free port and a clock that a test moves."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import TracebackType

from starlette.applications import Starlette

from codat_tui.demo import DemoOptions, create_app
from codat_tui.demo.server import DemoHttpServer, address_of, bind

START = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)


class SettableNow:
    """A `now` that stands still until `advance` moves it; safe to move from another thread."""

    def __init__(self, start: datetime = START) -> None:
        self.moment = start

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


class DemoServer:
    """The imitation of Codat over real HTTP while the context is open.

    Without a `now` of the caller's own, `clock` is the server's time: `server.clock.advance(21)`.
    `app.state.world.effects` counts what writes really did, `app.state.requests` lists the requests.
    `sleep` is instant, so that latency faults cost a test nothing, unless `real_latency` is set.
    """

    def __init__(
        self,
        options: DemoOptions | None = None,
        now: Callable[[], datetime] | None = None,
        *,
        real_latency: bool = False,
        port: int = 0,
    ) -> None:
        self.options = options or DemoOptions()
        self.clock = SettableNow()
        self.now = now or self.clock
        if real_latency:
            self.app: Starlette = create_app(self.options, self.now)
        else:
            self.app = create_app(self.options, self.now, sleep=_no_sleep)
        self.api_key = self.options.api_key
        self._listening = bind("127.0.0.1", port)
        self.base_url = address_of(self._listening)
        self._ready = threading.Event()
        self._server = DemoHttpServer(self.app, self._listening, self._ready.set)
        self._thread = threading.Thread(target=self._server.run_until_stopped, daemon=True)

    def __enter__(self) -> DemoServer:
        self._thread.start()
        if not self._ready.wait(20):
            raise RuntimeError("the demo server did not start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.should_exit = True
        self._thread.join(20)
        self._listening.close()


async def _no_sleep(seconds: float) -> None:
    return None
