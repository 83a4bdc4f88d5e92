"""An event loop on a thread of its own, and waiting for its results from ordinary code."""

from __future__ import annotations

import asyncio
import contextvars
import os
import threading
import weakref
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Generator
from concurrent.futures import CancelledError
from contextlib import suppress
from typing import Any, Generic, TypeVar

from codat_tui.api.dispatch import closed_error
from codat_tui.models.errors import RefusedError

T = TypeVar("T")

CLOSING_SECONDS = 5.0
"""Longest wait for the thread to end. It is a daemon: the end of the program never waits for it."""
ROWS_AT_ONCE = 200
"""Crossing to the thread costs as much as reading a few rows."""


class LoopThread:
    """Runs coroutines on its thread, which the first one starts; usable from every other thread.

    *at_end* is awaited there when it closes. An instance that nobody holds any more closes by itself.
    """

    def __init__(self, at_end: Callable[[], Awaitable[None]]) -> None:
        self._at_end = at_end
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._process = 0
        self._closed = False

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """The result of *work*. An exception that arrives meanwhile, as by Ctrl+C, cancels it."""
        try:
            self._check()
            with self._lock:
                if self._closed:
                    raise closed_error()
                future = asyncio.run_coroutine_threadsafe(work, self._started())
        except BaseException:
            work.close()
            raise
        try:
            return future.result()
        except CancelledError:
            # Only closing cancels, and what had begun was told so by the client.
            raise closed_error() from None
        finally:
            future.cancel()

    def iterate(self, rows: AsyncGenerator[T, None]) -> Generator[T, None, None]:
        """Each of *rows*; those that are there come without crossing to the thread for each."""
        reader = _Reader(rows)
        ended = False
        try:
            while not ended:
                found, ended = self.run(reader.some())
                yield from found
        finally:
            self._leave(reader)

    def close(self) -> None:
        """End running work and the thread; further work is refused. Doing it twice is allowed."""
        if self._thread is not None and self._process != os.getpid():
            return
        with self._lock:
            self._closed = True
            loop, thread = self._loop, self._thread
        if loop is not None and thread is not None:
            _stop(loop, self._process)
            if thread is not threading.current_thread():
                thread.join(CLOSING_SECONDS)

    def _leave(self, reader: _Reader[Any]) -> None:
        # Without waiting: this may run on any thread, when the generator is collected.
        if self._loop is None or self._process != os.getpid():
            return
        end = reader.end()
        try:
            asyncio.run_coroutine_threadsafe(end, self._loop)
        except RuntimeError:
            # The loop is closed, and has ended the generator.
            end.close()

    def _check(self) -> None:
        if self._thread is None:
            return
        if self._process != os.getpid():
            raise RefusedError(
                title="This client was used before the process forked",
                next_step="Make a client of its own in each process, after the fork.",
                request_was_sent=False,
            )
        if self._thread is threading.current_thread():
            raise RefusedError(
                title="The client was called from its own thread, which would wait for itself",
                next_step="In a subscriber, a key function or an HTTP client, pass the work to another thread.",
                request_was_sent=False,
            )

    def _started(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            self._process = os.getpid()
            self._thread = threading.Thread(
                target=_live, args=(self._loop, self._at_end), name="codat client", daemon=True
            )
            self._thread.start()
            weakref.finalize(self, _stop, self._loop, self._process)
        return self._loop


async def aside(job: Callable[[], T]) -> T:
    """The result of *job*, done on a daemon thread: neither a cancelled call nor the program's end waits for it."""
    loop = asyncio.get_running_loop()
    outcome: asyncio.Future[T] = loop.create_future()

    def work() -> None:
        try:
            value = job()
        except StopIteration as error:
            # A future refuses it, as a coroutine does.
            settle(outcome.set_exception, RuntimeError(f"StopIteration: {error}"))
        except BaseException as error:  # noqa: BLE001  (raised again where the result is awaited)
            settle(outcome.set_exception, error)
        else:
            settle(outcome.set_result, value)

    def settle(how: Callable[[Any], None], what: object) -> None:
        # The loop may have been closed meanwhile.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(lambda: None if outcome.done() else how(what))

    threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()
    return await outcome


def _live(loop: asyncio.AbstractEventLoop, at_end: Callable[[], Awaitable[None]]) -> None:
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        runner.get_loop().run_forever()
        runner.run(_awaited(at_end))


async def _awaited(work: Callable[[], Awaitable[None]]) -> None:
    await work()


class _Reader(Generic[T]):
    """Reads an asynchronous generator some rows at a time, on the loop's thread."""

    def __init__(self, rows: AsyncGenerator[T, None]) -> None:
        self._rows = rows
        self._step: asyncio.Future[T | None] | None = None
        self._ended = False

    async def some(self) -> tuple[list[T], bool]:
        """The next rows, without waiting for more than the first; and whether they are the last."""
        found: list[T] = []
        while len(found) < ROWS_AT_ONCE:
            step = self._step = self._step or asyncio.ensure_future(self._next())
            if found:
                # One turn of the loop: as far as it comes without waiting.
                await asyncio.sleep(0)
                if not step.done() or step.cancelled() or step.exception() is not None:
                    break
            row = await step
            self._step = None
            if self._ended:
                return found, True
            found.append(row)  # type: ignore[arg-type]  # None only at the end
        return found, False

    async def end(self) -> None:
        step = self._step
        if step is not None:
            step.cancel()
            await asyncio.wait((step,))
            if not step.cancelled():
                # Looked at, or asyncio would complain of an error that nobody saw.
                step.exception()
        # It says so while a cancelled step still ends it.
        with suppress(RuntimeError):
            await self._rows.aclose()

    async def _next(self) -> T | None:
        try:
            return await anext(self._rows)
        except StopAsyncIteration:
            self._ended = True
            return None


def _stop(loop: asyncio.AbstractEventLoop, process: int) -> None:
    if process == os.getpid():
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(loop.stop)
