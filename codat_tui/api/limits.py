"""One limiter for the whole program: at most *rate* requests in any second, a person's first."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from codat_tui.api.call import BACKGROUND, PERSON, Priority
from codat_tui.clock import Clock

REQUESTS_A_SECOND = 8
"""Half of 1,000 a minute, above which Codat may block this machine's address."""
RESERVED = 2
"""Requests in flight reserved for a person."""

LONGEST_REST = 3600.0
"""Seconds."""


class Limiter:
    """At most *rate* requests start in any second, *in_flight* at a time. Every attempt counts."""

    def __init__(self, rate: int = REQUESTS_A_SECOND, in_flight: int = 10, *, clock: Clock) -> None:
        self._rate = rate
        self._in_flight = in_flight
        self._background_in_flight = max(1, in_flight - RESERVED)
        self._clock = clock
        self._starts: deque[float] = deque(maxlen=rate)
        self._running = 0
        self._paused_until = float("-inf")
        self._waiting: dict[Priority, deque[asyncio.Future[None]]] = {PERSON: deque(), BACKGROUND: deque()}
        self._timer: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """Number of requests that wait."""
        return sum(not turn.done() for queue in self._waiting.values() for turn in queue)

    def pause_background(self, seconds: float) -> None:
        """Hold background requests for *seconds*, at most an hour."""
        rest = min(seconds, LONGEST_REST)
        self._paused_until = max(self._paused_until, self._clock.monotonic() + rest)

    def pause_left(self, priority: Priority) -> float:
        """Return the seconds for which requests of *priority* are held, 0.0 if they are not."""
        if priority is PERSON:
            return 0.0
        return max(0.0, self._paused_until - self._clock.monotonic())

    @asynccontextmanager
    async def slot(self, priority: Priority = PERSON) -> AsyncIterator[None]:
        """Wait until a request may be sent, and count it as in flight."""
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting[priority].append(turn)
        self._grant()
        try:
            await turn
        except asyncio.CancelledError:
            # Granted and cancelled in the same moment: free the place.
            if not turn.cancelled():
                self._running -= 1
            self._grant()
            raise
        try:
            yield
        finally:
            self._running -= 1
            self._grant()

    def _grant(self) -> None:
        soonest = math.inf
        for priority in (PERSON, BACKGROUND):
            queue = self._waiting[priority]
            while queue:
                if queue[0].cancelled():
                    queue.popleft()
                    continue
                delay = self._delay(priority)
                if delay > 0:
                    soonest = min(soonest, delay)
                    break
                self._starts.append(self._clock.monotonic())
                self._running += 1
                queue.popleft().set_result(None)
        self._wake_in(soonest)

    def _delay(self, priority: Priority) -> float:
        """Seconds until a request of *priority* may be sent; infinite while too many are in flight."""
        person = priority is PERSON
        if self._running >= (self._in_flight if person else self._background_in_flight):
            return math.inf
        now = self._clock.monotonic()
        free_at = self._starts[0] + 1.0 if len(self._starts) == self._rate else now
        if not person:
            # Background requests are spread evenly: a person never waits behind many of them.
            spread = self._starts[-1] + 1.0 / self._rate if self._starts else now
            free_at = max(free_at, spread, self._paused_until)
        return max(0.0, free_at - now)

    def _wake_in(self, seconds: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if seconds < math.inf:
            self._timer = asyncio.create_task(self._wake(seconds), name="limiter")

    async def _wake(self, seconds: float) -> None:
        await self._clock.sleep(seconds)
        self._timer = None
        self._grant()
