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
from typing import Any, TypeVar

from codat_tui.api.dispatch import closed_error
from codat_tui.models.errors import RefusedError

T = TypeVar("T")

CLOSING_SECONDS = 5.0
"""Longest wait for the thread to end. It is a daemon: the end of the program never waits for it."""
_END = object()


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
        """Each of *rows*, read when it is asked for."""
        try:
            while True:
                row = self.run(_next(rows))
                if row is _END:
                    return
                yield row  # type: ignore[misc]  # mypy does not narrow by identity
        finally:
            self._leave(rows)

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

    def _leave(self, rows: AsyncGenerator[Any, None]) -> None:
        # Without waiting: this may run on any thread, when the generator is collected.
        if self._loop is None or self._process != os.getpid():
            return
        end = _ended(rows)
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


async def _next(rows: AsyncGenerator[T, None]) -> T | object:
    return await anext(rows, _END)


async def _ended(rows: AsyncGenerator[Any, None]) -> None:
    # It says so while a cancelled step still ends it.
    with suppress(RuntimeError):
        await rows.aclose()


def _stop(loop: asyncio.AbstractEventLoop, process: int) -> None:
    if process == os.getpid():
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(loop.stop)
