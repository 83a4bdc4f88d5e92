"""Every program that a test starts lives through the same quiet hour."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

from codat_tui.clock import SystemClock
from codat_tui.demo import DemoOptions
from codat_tui.demo.world import World
from tests.e2e.machine import private_environment
from tests.manual_clock import START

HOUR = timedelta(minutes=45)
"""More than the whole suite takes on a busy machine."""


def test_this_process_and_those_it_starts_have_the_time_of_the_same_day(tmp_path: Path) -> None:
    here = SystemClock().now()
    command = "from codat_tui.clock import SystemClock; print(SystemClock().now().isoformat())"
    told = subprocess.run(
        [sys.executable, "-c", command],
        env=private_environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    there = datetime.fromisoformat(told.strip())
    assert START <= here <= there <= SystemClock().now() < START + HOUR


def test_no_nightly_sync_runs_in_that_hour_that_was_not_under_way() -> None:
    moment = START + HOUR
    world = World(DemoOptions(), lambda: moment)
    begun = [
        (merchant.name, sync.label)
        for merchant in world.merchants()
        for sync in world.history(merchant).syncs
        if sync.label.startswith("nightly") and START - timedelta(minutes=15) < sync.at <= moment
    ]
    assert begun == []
