"""The runner outlives screens, swallows no crash, and gives writes alone time at the end."""

from __future__ import annotations

import asyncio

import pytest

from codat_tui.services.runner import Runner, Stopped, TaskKind
from tests.manual_clock import ManualClock


async def forever() -> None:
    await asyncio.Event().wait()


async def turns() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_a_crash_reaches_the_app_and_the_others_go_on() -> None:
    clock = ManualClock()
    crashes: list[BaseException] = []
    runner = Runner(clock, crashes.append)

    async def breaks() -> None:
        raise ValueError("a bug")

    runner.spawn(TaskKind.WATCH, forever(), "watch")
    runner.spawn(TaskKind.WRITE, breaks(), "write")
    await turns()
    assert [str(crash) for crash in crashes] == ["a bug"]
    assert runner.running(TaskKind.WATCH) == 1
    await runner.stop()


async def test_without_a_listener_a_crash_goes_to_the_loop() -> None:
    runner = Runner(ManualClock())
    heard: list[BaseException] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: heard.append(context["exception"]))

    async def breaks() -> None:
        raise ValueError("a bug")

    runner.spawn(TaskKind.READ, breaks(), "read")
    await turns()
    assert [str(crash) for crash in heard] == ["a bug"]
    await runner.stop()


async def test_cancelling_one_task_is_no_crash() -> None:
    crashes: list[BaseException] = []
    runner = Runner(ManualClock(), crashes.append)
    runner.spawn(TaskKind.SWEEP, forever(), "sweep").cancel()
    await turns()
    assert crashes == []
    assert runner.running(TaskKind.SWEEP) == 0
    await runner.stop()


async def test_stopping_waits_for_a_write_that_ends_in_time() -> None:
    clock = ManualClock()
    runner = Runner(clock)
    done: list[str] = []

    async def write() -> None:
        await clock.sleep(4)
        done.append("written")

    runner.spawn(TaskKind.WRITE, write(), "write")
    for number in range(2):
        runner.spawn(TaskKind.WATCH, forever(), f"watch {number}")
    runner.spawn(TaskKind.SWEEP, forever(), "sweep")
    stopping = asyncio.ensure_future(runner.stop(5))
    await clock.advance(3.9)
    assert not stopping.done()
    assert runner.running(TaskKind.WATCH) == runner.running(TaskKind.SWEEP) == 0, "these end at once"
    await clock.advance(0.2)
    assert await stopping == Stopped(watches=2, writes=0)
    assert done == ["written"]


async def test_a_write_beyond_the_grace_is_left_to_the_journal() -> None:
    clock = ManualClock()
    runner = Runner(clock)
    runner.spawn(TaskKind.WRITE, forever(), "write")
    stopping = asyncio.ensure_future(runner.stop(5))
    await clock.advance(4.9)
    assert not stopping.done()
    await clock.advance(0.2)
    assert await stopping == Stopped(watches=0, writes=1)


async def test_nothing_begins_once_it_stops() -> None:
    runner = Runner(ManualClock())
    assert await runner.stop() == Stopped(0, 0)
    assert runner.stopping
    with pytest.raises(RuntimeError, match="has stopped"):
        runner.spawn(TaskKind.READ, forever(), "read")
