"""Owner of every task that outlives a screen.

Invariant: closing a screen cancels nothing here, and no crash is hidden.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

from codat_tui.clock import Clock

T = TypeVar("T")


class TaskKind(StrEnum):
    """What a task does; `stop` treats each kind differently."""

    READ = "read"
    SWEEP = "sweep"
    WATCH = "watch"
    SAVE = "save"
    WRITE = "write"


class Stopped(NamedTuple):
    """What `stop` ended: watches, and writes left to the journal."""

    watches: int
    writes: int


class Runner:
    """The tasks: writes, watches, sweeps and reads.

    A task lives until it ends, its service cancels it, or `stop` is called. Its exception goes to *on_crash*,
    else to asyncio's handler; other tasks continue.
    """

    def __init__(self, clock: Clock, on_crash: Callable[[BaseException], None] | None = None) -> None:
        self._clock = clock
        self._on_crash = on_crash
        self._tasks: dict[asyncio.Task[Any], TaskKind] = {}
        self._stopping = False

    def spawn(self, kind: TaskKind, work: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        """Start *work* as a task. Raises RuntimeError after `stop`, except for SAVE."""
        if self._stopping and kind is not TaskKind.SAVE:
            work.close()
            raise RuntimeError(f"{name}: the runner has stopped")
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks[task] = kind
        task.add_done_callback(self._ended)
        return task

    def running(self, kind: TaskKind) -> int:
        return len(self._of(kind))

    @property
    def stopping(self) -> bool:
        return self._stopping

    async def stop(self, grace: float = 5.0) -> Stopped:
        """End reads, sweeps and watches at once; give writes and saves *grace* seconds."""
        self._stopping = True
        watches = self.running(TaskKind.WATCH)
        for task in self._of(TaskKind.READ, TaskKind.SWEEP, TaskKind.WATCH):
            task.cancel()
        if grace:
            await self._wait_for_writes(grace)
        writes = self.running(TaskKind.WRITE)
        for task in self._of(*TaskKind):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return Stopped(watches, writes)

    async def _wait_for_writes(self, grace: float) -> None:
        deadline = asyncio.ensure_future(self._clock.sleep(grace))
        while (left := self._of(TaskKind.WRITE, TaskKind.SAVE)) and not deadline.done():
            await asyncio.wait({*left, deadline}, return_when=asyncio.FIRST_COMPLETED)
        deadline.cancel()

    def _of(self, *kinds: TaskKind) -> list[asyncio.Task[Any]]:
        return [task for task, kind in self._tasks.items() if kind in kinds and not task.done()]

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.pop(task, None)
        if task.cancelled():
            return
        crash = task.exception()
        if crash is None:
            return
        if self._on_crash is not None:
            self._on_crash(crash)
        else:
            task.get_loop().call_exception_handler(
                {"message": f"{task.get_name()} crashed", "exception": crash}
            )
