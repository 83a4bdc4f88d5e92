"""Time by two clocks: the one on which more time has passed counts, and a long sleep follows the wall clock."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from codat_tui.clock import moment_of, seconds_since, sleep_until
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
