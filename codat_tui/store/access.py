"""The one connection to the SQLite file, on its own thread.

Invariant: every failure of SQLite becomes a StoreError.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from codat_tui.store.errors import StoreError
from codat_tui.store.schema import BUSY_TRIES, connect, describe, is_busy, unwritable

T = TypeVar("T")

# Raised for a number or text that SQLite cannot hold, and for a row that cannot be decoded.
UNSTORABLE = (ValueError, OverflowError, TypeError, LookupError)


class Access:
    """The open file. Every method raises StoreError."""

    def __init__(self, path: Path, connection: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self.path = path
        self.closed = False
        # When true, a file that another program holds is not waited for.
        self.no_waiting = False
        self._opened = path.stat()
        self._connection = connection
        self._thread = thread

    @classmethod
    async def open(cls, path: Path) -> Access:
        """Open or create the file."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        loop = asyncio.get_running_loop()
        try:
            connection = await loop.run_in_executor(thread, connect, path)
        except StoreError:
            thread.shutdown(wait=False)
            raise
        return cls(path, connection, thread)

    async def close(self) -> None:
        """Finish the queue and close the file; a second call does nothing."""
        if self.closed:
            return
        self.closed = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown(wait=False)

    async def write(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Execute *statement* for all of *rows* or for none."""
        await self.change(lambda connection: connection.executemany(statement, rows))

    async def change(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Do *work* in one transaction, on the disk when this returns."""

        def whole(connection: sqlite3.Connection) -> None:
            self._begin(connection)
            try:
                work(connection)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

        await self.run(whole)

    def _begin(self, connection: sqlite3.Connection) -> None:
        # SQLite goes on writing to a removed file, and the rows would be lost.
        if not self.is_there():
            raise StoreError(
                title=f"The file {self.path} was removed or replaced",
                next_step="Nothing can be written down, so writing is off. Start the program again.",
            )
        for tries_left in reversed(range(BUSY_TRIES)):
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if self.no_waiting or not tries_left or not is_busy(error):
                    raise
            else:
                return

    def is_there(self) -> bool:
        """Return whether the opened file is still the one at its path."""
        try:
            return os.path.samestat(self.path.stat(), self._opened)
        except OSError:
            return False

    async def read(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        return await self.run(lambda connection: connection.execute(statement, values).fetchall())

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Return the result of *work*, done on the file's thread."""
        if self.closed:
            raise StoreError(title=f"The file {self.path} is closed.", next_step="Start the program again.")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._connection)
        except sqlite3.Error as error:
            raise describe(error, self.path) from error
        except OSError as error:
            raise unwritable(error, self.path) from error
        except UNSTORABLE as error:
            raise self._unstorable(error) from error

    def decoded(self, make: Callable[[Any], T], rows: Iterable[Any]) -> tuple[T, ...]:
        """Return *make* of each row. Raises StoreError for a row that cannot be decoded."""
        try:
            return tuple(make(row) for row in rows)
        except UNSTORABLE as error:
            raise self._unstorable(error) from error

    def _unstorable(self, error: Exception) -> StoreError:
        return StoreError(
            title=f"A value cannot be kept in or read from {self.path}",
            next_step=f"{type(error).__name__}. If it stays, move the file away and start again.",
        )
