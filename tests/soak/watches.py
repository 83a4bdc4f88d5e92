"""Many syncs that do not end, followed for simulated hours beside the demo, in one process."""

from __future__ import annotations

import gc
import os
import time
from array import array
from datetime import UTC, datetime, timedelta

import httpx

from codat_tui.api import InProcessTransport
from codat_tui.demo import DemoOptions, create_app
from tests.bench.process import resident_megabytes
from tests.manual_clock import ManualClock
from tests.services.stage import CountingTransport, Stage
from tests.soak.quota import MOST_A_MINUTE, most_within
from tests.soak.report import Report

BEGINS = datetime(2026, 11, 23, 0, 5, tzinfo=UTC)
"""Soon after the quota's reset, so that a day of it can be used up."""
STEP = 30.0
SAMPLED_EVERY = 300
"""Simulated seconds between two looks at the memory."""
KEPT = 0.10
"""The share of the quota that watching leaves to the person."""
WARM_UP = 0.2
"""The part of the requests after which memory is taken as the measure of the rest."""
MOST_GROWTH = 8.0
"""MiB."""


class CountingDay(CountingTransport):
    """Notes when each request left, and what the last answer said of the quota.

    With *quota* the day has so many requests, whatever the demo says.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, clock: ManualClock, quota: int) -> None:
        super().__init__(inner)
        self._clock = clock
        self._quota = quota
        self.left = array("d")
        self.least = 1.0
        """The smallest share of the quota that was left after a request."""
        self.past_line = 0
        """How many requests left although only the person's share was left."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.left.append(self._clock.monotonic())
        if self._quota:
            now = self._clock.now()
            midnight = datetime(now.year, now.month, now.day, tzinfo=UTC) + timedelta(days=1)
            self.headers = {
                "X-Rate-Limit-Limit": str(self._quota),
                "X-Rate-Limit-Remaining": str(max(0, self._quota - len(self.left))),
                "X-Rate-Limit-Reset": midnight.isoformat(),
            }
        response = await super().handle_async_request(request)
        share = int(response.headers["X-Rate-Limit-Remaining"]) / int(response.headers["X-Rate-Limit-Limit"])
        self.least = min(self.least, share)
        self.past_line += share < KEPT
        self.asked.clear()
        return response


async def soak(watches: int, hours: float, quota: int, until: float) -> Report:
    """Follow *watches* syncs for *hours* of the clock; with *quota*, of a day that has so many requests."""
    clock = ManualClock(BEGINS)
    report = Report("watches", round(hours * 3600), f"simulated seconds of {watches} watches")
    options = DemoOptions(companies=watches, sync_seconds=100 * 86400.0)
    app = create_app(options, clock.now, sleep=clock.sleep)
    stage = Stage(app=app, clock=clock)
    transport = stage.transport = CountingDay(InProcessTransport(app), clock, quota)
    cpu = 0.0
    levels: list[float] = []
    async with stage:
        known = [merchant for merchant in stage.world.merchants() if not merchant.deleted]
        for merchant in known:
            sync = stage.world.request_sync(merchant, clock.now() - timedelta(days=1), clock.now())
            stage.services.watching.begin(
                merchant.id, merchant.name, commerce_sync_id=sync.commerce_sync_id, started_at=clock.now()
            )
        report.check(stage.services.watching.running_count == len(known), "not every sync is followed")
        cpu -= time.process_time()
        while report.goes_on(until):
            await stage.advance(STEP)
            report.done += round(STEP)
            if report.done % SAMPLED_EVERY == 0:
                app.state.requests.clear()
                levels.append(_megabytes())
        cpu += time.process_time()
        ended = [watch for watch in stage.services.watching.watches if not watch.running]
        report.check(not ended, f"no longer followed: {ended}")
    _tell(report, watches, transport, levels, cpu)
    return report


def _tell(report: Report, watches: int, transport: CountingDay, levels: list[float], cpu: float) -> None:
    requests, most = len(transport.left), most_within(transport.left, 60.0)
    report.counts["requests"] = requests
    report.counts["most in any 60 s"] = most
    report.check(0 < most <= MOST_A_MINUTE, f"{most} requests within 60 s")
    report.figures["least of the quota that was left"] = f"{transport.least:.2%}"
    report.counts["requests past a tenth of it"] = transport.past_line
    # A look that waits for its turn when the line is crossed is still made: at most one a watch.
    report.check(transport.past_line <= watches, f"{transport.past_line} requests when a tenth was left")
    report.figures["CPU, the demo's included"] = (
        f"{cpu / report.done:.2%} of a core, {1000 * cpu / max(1, requests):.2f} ms a request"
    )
    if len(levels) > 1:
        first = round(WARM_UP * (len(levels) - 1))
        growth = max(levels[first:]) - levels[first]
        report.figures["memory"] = f"{levels[first]:.0f} MiB, then {growth:+.1f} MiB at most"
        report.check(growth <= MOST_GROWTH, f"memory grew by {growth:.1f} MiB")


def _megabytes() -> float:
    """The memory in use; 0 where the system has no /proc to ask."""
    gc.collect()
    try:
        return resident_megabytes(os.getpid())
    except OSError:
        return 0.0
