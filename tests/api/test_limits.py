"""The limiter: its rate in every window, the person first, and no place lost to a cancelled wait."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codat_tui.api.call import BACKGROUND, PERSON, Priority
from codat_tui.api.limits import RESERVED, Limiter
from tests.manual_clock import ManualClock

RATE, IN_FLIGHT = 8, 10


@dataclass
class Traffic:
    """Requests that take *seconds* each, and when they left."""

    clock: ManualClock = field(default_factory=ManualClock)
    left: list[tuple[float, Priority, int]] = field(default_factory=list)
    running: list[Priority] = field(default_factory=list)
    most_running: int = 0
    most_background: int = 0

    def __post_init__(self) -> None:
        self.limiter = Limiter(RATE, IN_FLIGHT, clock=self.clock)

    async def request(self, number: int, priority: Priority, seconds: float) -> None:
        async with self.limiter.slot(priority):
            self.left.append((self.clock.monotonic(), priority, number))
            self.running.append(priority)
            self.most_running = max(self.most_running, len(self.running))
            self.most_background = max(self.most_background, self.running.count(BACKGROUND))
            try:
                await self.clock.sleep(seconds)
            finally:
                self.running.remove(priority)

    def start(self, number: int, priority: Priority = PERSON, seconds: float = 0.1) -> asyncio.Task[None]:
        return asyncio.create_task(self.request(number, priority, seconds))


async def finish(tasks: list[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


arrivals = st.lists(
    st.tuples(
        st.floats(0, 1.5),  # seconds after the one before
        st.sampled_from([PERSON, BACKGROUND]),
        st.floats(0, 3),  # how long it takes
        st.booleans(),  # cancelled soon after it arrives
    ),
    max_size=40,
)


@settings(max_examples=60)
@given(arrivals, st.floats(0, 5))
def test_rate_places_and_order_hold_for_any_traffic(
    plan: list[tuple[float, Priority, float, bool]], pause: float
) -> None:
    async def scenario() -> None:
        traffic = Traffic()
        traffic.limiter.pause_background(pause)
        tasks: list[asyncio.Task[None]] = []
        kept = set()
        for number, (gap, priority, seconds, cancelled) in enumerate(plan):
            await traffic.clock.advance(gap)
            task = traffic.start(number, priority, seconds)
            tasks.append(task)
            await traffic.clock.advance(0.01)
            if cancelled:
                task.cancel()
            else:
                kept.add(number)
        await traffic.clock.advance(500)
        starts = [moment for moment, _, _ in traffic.left]
        assert starts == sorted(starts)
        assert all(b - a >= 1.0 - 1e-9 for a, b in zip(starts, starts[RATE:], strict=False))
        assert traffic.most_running <= IN_FLIGHT
        assert traffic.most_background <= IN_FLIGHT - RESERVED
        assert kept <= {number for _, _, number in traffic.left}
        for wanted in (PERSON, BACKGROUND):
            numbers = [number for _, priority, number in traffic.left if priority is wanted]
            assert numbers == sorted(numbers)
        assert all(moment >= pause - 1e-9 for moment, priority, _ in traffic.left if priority is BACKGROUND)
        assert traffic.limiter.waiting == 0
        await finish(tasks)

    asyncio.run(scenario())


@settings(max_examples=30)
@given(st.integers(0, 60), st.floats(0, 4), st.floats(0, 60))
def test_a_person_never_waits_for_more_than_one_place_in_the_rate(
    background: int, arrives: float, seconds: float
) -> None:
    async def scenario() -> None:
        traffic = Traffic()
        tasks = [traffic.start(number, BACKGROUND, seconds) for number in range(background)]
        await traffic.clock.advance(arrives)
        tasks.append(traffic.start(-1, PERSON))
        await traffic.clock.advance(1 / RATE + 0.001)
        assert [number for _, _, number in traffic.left if number == -1] == [-1]
        await finish(tasks)

    asyncio.run(scenario())


async def test_a_burst_leaves_at_once_and_the_next_a_second_later() -> None:
    traffic = Traffic()
    tasks = [traffic.start(number) for number in range(RATE + 1)]
    await traffic.clock.advance(0.5)
    assert len(traffic.left) == RATE
    await traffic.clock.advance(0.5)
    assert traffic.left[-1][0] == pytest.approx(1.0)
    await finish(tasks)


async def test_slow_requests_hold_their_places() -> None:
    traffic = Traffic()
    tasks = [traffic.start(number, seconds=100) for number in range(IN_FLIGHT + 1)]
    await traffic.clock.advance(50)
    assert len(traffic.left) == IN_FLIGHT
    await traffic.clock.advance(51)
    assert len(traffic.left) == IN_FLIGHT + 1
    await finish(tasks)


async def test_a_cancelled_request_frees_its_place_in_flight() -> None:
    traffic = Traffic()
    tasks = [traffic.start(number, seconds=100) for number in range(IN_FLIGHT + 1)]
    await traffic.clock.advance(5)
    tasks[0].cancel()
    await traffic.clock.advance(0.001)
    assert len(traffic.left) == IN_FLIGHT + 1
    await finish(tasks)


async def test_a_turn_granted_to_a_waiter_cancelled_in_that_moment_is_not_lost() -> None:
    traffic = Traffic()
    tasks = [traffic.start(number, seconds=100) for number in range(IN_FLIGHT)]
    await traffic.clock.advance(5)
    doomed, next_one = traffic.start(98, seconds=1), traffic.start(99, seconds=1)
    await traffic.clock.advance(5)
    tasks[0].cancel()
    await asyncio.sleep(0)
    doomed.cancel()
    await traffic.clock.advance(5)
    assert traffic.left[-1][2] == 99
    await finish([*tasks, doomed, next_one])


async def test_no_timer_stays_behind() -> None:
    traffic = Traffic()
    tasks = [traffic.start(number) for number in range(RATE * 2)]
    await traffic.clock.advance(0.1)
    await finish(tasks)
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert [task for task in asyncio.all_tasks() if task.get_name() == "limiter"] == []
