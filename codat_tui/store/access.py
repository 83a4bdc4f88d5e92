"""The one connection to the file, on a thread of its own; every failure of SQLite leaves as a StoreError."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from codat_tui.store.errors import StoreError
from codat_tui.store.schema import connect, describe

T = TypeVar("T")


class Access:
    """The open file. Every method raises StoreError when it cannot be read or written."""

    def __init__(self, path: Path, connection: sqlite3.Connection, thread: ThreadPoolExecutor) -> None:
        self.path = path
        self.closed = False
        self._connection = connection
        self._thread = thread

    @classmethod
    async def open(cls, path: Path) -> Access:
        """Open or create the file at *path*."""
        thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        loop = asyncio.get_running_loop()
        try:
            connection = await loop.run_in_executor(thread, connect, path)
        except StoreError:
            thread.shutdown(wait=False)
            raise
        return cls(path, connection, thread)

    async def close(self) -> None:
        """Finish what is queued and close the file; a second time does nothing."""
        if self.closed:
            return
        self.closed = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._connection.close)
        self._thread.shutdown(wait=False)

    async def write(self, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Execute *statement* for each of *rows*, all of them or none."""
        await self.change(lambda connection: connection.executemany(statement, rows))

    async def change(self, work: Callable[[sqlite3.Connection], object]) -> None:
        """Do *work* in one transaction, committed durably when this returns."""

        def whole(connection: sqlite3.Connection) -> None:
            connection.execute("BEGIN IMMEDIATE")
            try:
                work(connection)
                connection.execute("COMMIT")
            finally:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")

        await self.run(whole)

    async def read(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        """All rows *statement* gives."""
        return await self.run(lambda connection: connection.execute(statement, values).fetchall())

    async def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """The result of *work*, done on the file's thread."""
        if self.closed:
            raise StoreError(title=f"The file {self.path} is closed.", next_step="Start the program again.")
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._connection)
        except sqlite3.Error as error:
            raise describe(error, self.path) from error
