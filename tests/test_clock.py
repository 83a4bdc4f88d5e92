"""Time by two clocks: the one on which more time has passed counts, and a long sleep follows the wall clock."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest

from codat_tui.clock import local_zone, moment_of, seconds_since, sleep_until
from tests.manual_clock import ManualClock


async def test_the_clock_on_which_more_time_has_passed_counts() -> None:
    clock = ManualClock()
    began = moment_of(clock)
    await clock.advance(10)
    assert seconds_since(clock, began) == 10
    clock.jump(7200)
    assert seconds_since(clock, began) == 7210, "the machine slept"
    clock.jump(-20_000)
    assert seconds_since(clock, began) == 10, "somebody set the clock back"


async def test_a_sleep_until_a_moment_ends_soon_after_it_even_when_the_machine_slept() -> None:
    clock = ManualClock()
    until = clock.now() + timedelta(hours=6)
    sleep = asyncio.ensure_future(sleep_until(clock, until))
    await clock.advance(3600)
    assert not sleep.done()
    clock.jump(6 * 3600)
    await clock.advance(60)
    assert sleep.done()


async def test_a_sleep_until_a_moment_that_is_past_ends_at_once() -> None:
    clock = ManualClock()
    await sleep_until(clock, clock.now())
    assert clock.sleeping == 0


SUMMER, WINTER = datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 11, 23, 12, tzinfo=UTC)


def hours(zone: tzinfo) -> tuple[int, int]:
    return SUMMER.astimezone(zone).hour, WINTER.astimezone(zone).hour


def test_the_local_zone_has_the_rules_of_each_date_and_not_todays_offset(tmp_path: Path) -> None:
    zoneinfo = tmp_path / "zoneinfo" / "Europe" / "Oslo"
    zoneinfo.parent.mkdir(parents=True)
    zoneinfo.touch()
    link = tmp_path / "localtime"
    link.symlink_to(zoneinfo)
    for zone in (local_zone({}, link), local_zone({"TZ": ":Europe/Oslo"}), local_zone({"TZ": str(link)})):
        assert str(zone) == "Europe/Oslo"
        assert hours(zone) == (14, 13)


def test_a_zone_without_a_name_follows_the_system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    try:
        zone = local_zone({"TZ": "CET-1CEST,M3.5.0,M10.5.0/3"})
        assert str(zone) == "local time"
        assert hours(zone) == (14, 13)
        assert WINTER.astimezone(zone).utcoffset() == timedelta(hours=1)
    finally:
        monkeypatch.undo()
        time.tzset()
    assert hours(local_zone({}, tmp_path / "missing")) == (SUMMER.astimezone().hour, WINTER.astimezone().hour)
