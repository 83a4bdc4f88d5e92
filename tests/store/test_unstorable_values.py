"""Whatever SQLite or a damaged row cannot give is a StoreError, never another exception."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from codat_tui.models.local import LatestSync
from codat_tui.store.errors import StoreError
from codat_tui.store.store import Store

NOW = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    "latest_sync",
    [
        LatestSync(10**20, "", None, "", None, NOW),
        LatestSync(2000, "half \ud83d", None, "", None, NOW),
        LatestSync(2000, "", None, object(), None, NOW),  # type: ignore[arg-type]
    ],
)
async def test_a_value_that_cannot_be_kept(tmp_path: Path, latest_sync: LatestSync) -> None:
    store = await Store.open(tmp_path / "db")
    try:
        with pytest.raises(StoreError):
            await store.save_latest_syncs("p", {"c": latest_sync}, NOW)
        await store.save_latest_syncs("p", {"c": LatestSync(2000, "fine", None, "", None, NOW)}, NOW)
        assert (await store.load_latest_syncs("p"))["c"] is not None, "the file goes on working"
    finally:
        await store.close()


@pytest.mark.parametrize("table", ["glances", "watches", "drafts", "requests"])
async def test_a_row_that_makes_no_sense(tmp_path: Path, table: str) -> None:
    store = await Store.open(tmp_path / "db")
    readings: dict[str, Callable[[], Awaitable[object]]] = {
        "glances": lambda: store.load_latest_syncs("p"),
        "watches": lambda: store.list_watches("p"),
        "drafts": lambda: store.drafts.load("p", "k", "c"),
        "requests": lambda: store.ledger.newest("p", 10),
    }
    try:

        def spoil(connection: object) -> None:
            columns = connection.execute(f"PRAGMA table_info({table})").fetchall()  # type: ignore[attr-defined]
            known = {"profile": "p", "kind": "k", "key": "c", "never_synced": 0, "entry_id": 1}
            values = [known.get(name, "?") for _, name, *_ in columns]
            marks = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)  # type: ignore[attr-defined]

        await store.access.change(spoil)
        with pytest.raises(StoreError):
            await readings[table]()
    finally:
        await store.close()
