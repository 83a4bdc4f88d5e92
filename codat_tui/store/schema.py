"""The SQLite file and its tables.

Invariant: mode 0600, migrated step by step; a newer file is refused.
"""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from codat_tui.store.errors import DamagedError, StoreError

# How long one attempt waits for another program that writes to the file.
BUSY_SECONDS = 0.25
BUSY_TRIES = 20

# Step n brings a file from version n to n + 1. Never edit a step: files exist that have run it.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE intents (
            intent_id TEXT PRIMARY KEY, key TEXT NOT NULL, at TEXT NOT NULL, profile TEXT NOT NULL,
            operation TEXT NOT NULL, company_id TEXT NOT NULL, company_name TEXT NOT NULL,
            before TEXT NOT NULL, wanted TEXT NOT NULL, process_id INTEGER NOT NULL, state TEXT NOT NULL,
            outcome TEXT NOT NULL, correlation_id TEXT NOT NULL, settled_at TEXT, details TEXT NOT NULL)""",
        "CREATE INDEX intents_by_state ON intents (profile, state)",
        """CREATE TABLE glances (
            profile TEXT NOT NULL, company_id TEXT NOT NULL, never_synced INTEGER NOT NULL, code INTEGER,
            word TEXT NOT NULL, sync_utc TEXT, message TEXT NOT NULL, data_pushed INTEGER,
            checked_at TEXT NOT NULL, PRIMARY KEY (profile, company_id)) WITHOUT ROWID""",
        """CREATE TABLE watches (
            watch_id TEXT PRIMARY KEY, profile TEXT NOT NULL, company_id TEXT NOT NULL,
            company_name TEXT NOT NULL, started_at TEXT NOT NULL, commerce_sync_id TEXT NOT NULL,
            sync_id TEXT NOT NULL, process_id INTEGER NOT NULL)""",
        """CREATE TABLE durations (
            profile TEXT NOT NULL, company_id TEXT NOT NULL, sync_id TEXT NOT NULL, seconds REAL NOT NULL,
            at TEXT NOT NULL, PRIMARY KEY (profile, company_id, sync_id)) WITHOUT ROWID""",
    ),
    (
        "CREATE INDEX intents_by_time ON intents (profile, at)",
        """CREATE TABLE requests (
            entry_id INTEGER PRIMARY KEY, at TEXT NOT NULL, profile TEXT NOT NULL, method TEXT NOT NULL,
            path TEXT NOT NULL, status INTEGER, seconds REAL NOT NULL, attempts INTEGER NOT NULL,
            correlation_id TEXT NOT NULL, error TEXT NOT NULL, quota_left INTEGER, company_id TEXT NOT NULL,
            label TEXT NOT NULL)""",
        "CREATE INDEX requests_by_time ON requests (at)",
        "CREATE TABLE options (options_hash TEXT PRIMARY KEY, options TEXT NOT NULL) WITHOUT ROWID",
        """CREATE TABLE snapshots (
            profile TEXT NOT NULL, company_id TEXT NOT NULL, content TEXT NOT NULL, choices TEXT NOT NULL,
            options_hash TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
            PRIMARY KEY (profile, company_id, content)) WITHOUT ROWID""",
        """CREATE TABLE drafts (
            profile TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL, draft TEXT NOT NULL,
            at TEXT NOT NULL, PRIMARY KEY (profile, kind, key)) WITHOUT ROWID""",
    ),
    (
        "ALTER TABLE intents ADD COLUMN run TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE watches ADD COLUMN run TEXT NOT NULL DEFAULT ''",
    ),
    (
        """CREATE TABLE refused_products (
            profile TEXT NOT NULL, product TEXT NOT NULL, status INTEGER NOT NULL, at TEXT NOT NULL,
            PRIMARY KEY (profile, product)) WITHOUT ROWID""",
    ),
    (
        """CREATE TABLE judgements (
            profile TEXT NOT NULL, company_id TEXT NOT NULL, judgement TEXT NOT NULL,
            PRIMARY KEY (profile, company_id)) WITHOUT ROWID""",
    ),
    (
        """CREATE TABLE batches (
            batch_id TEXT PRIMARY KEY, profile TEXT NOT NULL, at TEXT NOT NULL, state TEXT NOT NULL,
            note TEXT NOT NULL)""",
        """CREATE TABLE batch_members (
            batch_id TEXT NOT NULL, position INTEGER NOT NULL, company_id TEXT NOT NULL,
            company_name TEXT NOT NULL, start TEXT, finish TEXT, state TEXT NOT NULL, intent_id TEXT NOT NULL,
            watch_id TEXT NOT NULL, code INTEGER, word TEXT NOT NULL, data_pushed INTEGER, reason TEXT NOT NULL,
            PRIMARY KEY (batch_id, position)) WITHOUT ROWID""",
    ),
    (
        """CREATE TABLE notes (
            profile TEXT NOT NULL, company_id TEXT NOT NULL, company_name TEXT NOT NULL, cause TEXT NOT NULL,
            short TEXT NOT NULL, text TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL, until TEXT,
            failing_since TEXT, days_left INTEGER,
            PRIMARY KEY (profile, company_id, cause)) WITHOUT ROWID""",
        """CREATE TABLE looks (
            profile TEXT NOT NULL, run_began TEXT NOT NULL, at TEXT NOT NULL, needing TEXT NOT NULL,
            PRIMARY KEY (profile, run_began)) WITHOUT ROWID""",
    ),
    ("ALTER TABLE glances ADD COLUMN sync_id TEXT NOT NULL DEFAULT ''",),
    ("ALTER TABLE requests ADD COLUMN waited REAL NOT NULL DEFAULT 0",),
)


def connect(path: Path) -> sqlite3.Connection:
    """Open or create the file, migrated to this version. Raises StoreError."""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Created with its mode first: SQLite would create it readable for others.
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        path.chmod(0o600)
    except OSError as error:
        raise unwritable(error, path) from error
    connection = sqlite3.connect(
        path, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS * BUSY_TRIES
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        # A write must be on the disk before its request is sent.
        connection.execute("PRAGMA synchronous = FULL")
        _migrate(connection, path)
        _check(connection)
        # Short from here on: `Access` repeats the attempt and can stop between two.
        connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000:.0f}")
    except sqlite3.Error as error:
        connection.close()
        raise describe(error, path) from error
    except StoreError:
        connection.close()
        raise
    return connection


def unwritable(error: OSError, path: Path) -> StoreError:
    return StoreError(
        title=f"The file {path} cannot be written: {error.strerror}",
        next_step="Make the folder writable for you; reading goes on without it, writing is off.",
    )


def is_busy(error: sqlite3.Error) -> bool:
    return _name(error).startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _name(error: sqlite3.Error) -> str:
    return getattr(error, "sqlite_errorname", "") or ""


def describe(error: sqlite3.Error, path: Path) -> StoreError:
    name = _name(error)
    if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
        return DamagedError(
            title=f"The file {path} is damaged",
            next_step="Start again: it is set aside and a new one is made.",
        )
    if name.startswith("SQLITE_FULL"):
        title, step = f"The disk is full: {path} cannot be written", "Free some space, then try again."
    elif is_busy(error):
        title, step = f"Another program holds {path}", "Close it or wait, then try again."
    else:
        title, step = (
            f"The file {path} cannot be used: {error}",
            "Check the file and its folder, then try again.",
        )
    return StoreError(title=title, next_step=step)


def _check(connection: sqlite3.Connection) -> None:
    """Raise sqlite3.DatabaseError when a table of writes is damaged.

    The large tables are not checked: that takes too long at the start.
    """
    for table in ("intents", "watches", "batches", "batch_members"):
        for (said,) in connection.execute(f"PRAGMA quick_check({table})"):
            if said != "ok":
                damage = sqlite3.DatabaseError(said)
                damage.sqlite_errorname = "SQLITE_CORRUPT"
                raise damage


def set_aside(path: Path) -> Path:
    """Rename the file and its companions; return the new path. Raises OSError."""
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    path.rename(aside)
    for more in ("-wal", "-shm"):
        beside = path.with_name(path.name + more)
        if beside.exists():
            beside.rename(aside.with_name(aside.name + more))
    return aside


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    if _version(connection) == len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _version(connection)
        if version > len(MIGRATIONS):
            raise StoreError(
                title=f"The file {path} was written by a newer codat-tui (version {version} of its tables)",
                next_step="Use that newer codat-tui, or move the file away.",
            )
        for step in MIGRATIONS[version:]:
            for statement in step:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
