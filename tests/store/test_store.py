"""The store keeps what it was given, for its owner alone, and says in words when it cannot."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from codat_tui.models.changes import Intent, IntentState
from codat_tui.models.local import LatestSync, Watch
from codat_tui.store import schema
from codat_tui.store.errors import StoreError
from codat_tui.store.store import Store

AT = datetime(2026, 11, 23, 14, 2, 31, 500_000, tzinfo=UTC)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "state" / "codat-tui.db")
    yield opened
    await opened.close()


def an_intent(intent_id: str = "i1", profile: str = "acme") -> Intent:
    return Intent(
        intent_id=intent_id,
        key="key-of-" + intent_id,
        at=AT,
        profile=profile,
        operation="request-sync",
        company_id="c1",
        company_name="Harbour Lane Coffee",
        before='{"commerceSyncId": "x"}',
        wanted="{}",
        details={"locale": "fr-fr"},
    )


async def test_an_intent_comes_back_as_it_was_given(store: Store) -> None:
    await store.record_intent(an_intent())
    kept = replace(an_intent(), run=store.run)
    assert await store.open_intents("acme") == (kept,)
    assert await store.intent("i1") == kept
    assert await store.intent("i2") is None
    assert await store.open_intents("other") == ()


async def test_a_settled_intent_is_no_longer_open(store: Store) -> None:
    await store.record_intent(an_intent())
    await store.settle_intent("i1", IntentState.DONE, "sync-1", AT, "correlation-1")
    assert await store.open_intents("acme") == ()
    settled = replace(
        an_intent(),
        run=store.run,
        state=IntentState.DONE,
        outcome="sync-1",
        correlation_id="correlation-1",
        settled_at=AT,
    )
    assert await store.intent("i1") == settled


async def test_an_intent_is_on_the_disk_when_recording_returns(store: Store) -> None:
    await store.record_intent(an_intent())
    with closing(sqlite3.connect(store.path)) as other, other:
        assert other.execute("SELECT intent_id, state FROM intents").fetchall() == [("i1", "open")]
    assert await store.access.run(lambda each: each.execute("PRAGMA synchronous").fetchone()[0]) == 2, "FULL"
    assert await store.access.run(lambda each: each.execute("PRAGMA journal_mode").fetchone()[0]) == "wal"


async def test_glances_come_back_and_the_newest_wins(store: Store) -> None:
    first = LatestSync(4000, "Complete", "2026-11-23T03:09:00", "No account", False, AT, "sync-1")
    second = LatestSync(None, "", None, "", None, AT + timedelta(minutes=1))
    await store.save_latest_syncs("acme", {"a": first, "b": first, "c": None}, AT)
    await store.save_latest_syncs("acme", {"b": second}, AT)
    assert await store.load_latest_syncs("acme") == {"a": first, "b": second, "c": None}
    assert await store.load_latest_syncs("other") == {}


async def test_a_latest_sync_kept_before_its_id_was_comes_back_without_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, latest = tmp_path / "codat-tui.db", LatestSync(2000, "Complete", None, "", True, AT)
    before = next(
        number for number, step in enumerate(schema.MIGRATIONS) if "glances ADD COLUMN sync_id" in step[0]
    )
    with monkeypatch.context() as patch:
        patch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:before])
        with closing(schema.connect(path)) as older:
            values = ("acme", "a", False, 2000, "Complete", None, "", True, AT.isoformat())
            older.execute("INSERT INTO glances VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)
    store = await Store.open(path)
    try:
        assert await store.load_latest_syncs("acme") == {"a": latest}
    finally:
        await store.close()


async def test_watches_come_back_in_the_order_they_began(store: Store) -> None:
    late = Watch("w1", "c1", "Harbour", AT + timedelta(seconds=5), commerce_sync_id="x")
    early = Watch("w2", "c2", "Oak", AT, sync_id="y")
    await store.save_watch("acme", late)
    await store.save_watch("acme", early)
    await store.save_watch("acme", late._replace(sync_id="z"))
    assert await store.list_watches("acme") == ((early, store.run), (late._replace(sync_id="z"), store.run))
    await store.remove_watch("w2")
    assert [watch.watch_id for watch, _ in await store.list_watches("acme")] == ["w1"]


async def test_usually_is_the_median_of_three_or_more(store: Store) -> None:
    for number, seconds in enumerate((60.0, 200.0, 70.0)):
        assert await store.usual_seconds("acme", "c1") is None
        await store.record_duration("acme", "c1", f"s{number}", seconds, AT + timedelta(days=number))
    assert await store.usual_seconds("acme", "c1") == 70.0
    assert await store.usual_seconds("acme", "c2") is None


async def test_the_file_and_its_folder_are_for_the_owner_alone(store: Store) -> None:
    await store.record_intent(an_intent())
    assert stat.S_IMODE(store.path.parent.stat().st_mode) == 0o700
    modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in store.path.parent.rglob("*")}
    assert modes.pop("locks") == 0o700
    assert set(modes.values()) == {0o600}, modes


async def test_a_file_others_may_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "codat-tui.db"
    path.touch(mode=0o644)
    store = await Store.open(path)
    await store.close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_an_older_file_is_migrated_and_keeps_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "codat-tui.db"
    store = await Store.open(path)
    await store.record_intent(an_intent())
    kept = await store.intent("i1")
    await store.close()
    step = ("CREATE TABLE ledger (path TEXT)", "ALTER TABLE watches ADD COLUMN note TEXT")
    monkeypatch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))
    store = await Store.open(path)
    assert kept is not None
    assert await store.intent("i1") == kept
    assert await store.access.run(lambda each: each.execute("PRAGMA user_version").fetchone()) == (
        len(schema.MIGRATIONS),
    )
    await store.close()


async def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "codat-tui.db"
    await (await Store.open(path)).close()
    with monkeypatch.context() as patch:
        step = ("CREATE TABLE ledger (path TEXT)", "this is no SQL")
        patch.setattr(schema, "MIGRATIONS", (*schema.MIGRATIONS, step))
        with pytest.raises(StoreError):
            await Store.open(path)
    with closing(sqlite3.connect(path)) as raw, raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (len(schema.MIGRATIONS),)
        assert raw.execute("SELECT name FROM sqlite_master WHERE name = 'ledger'").fetchall() == []


async def test_a_file_from_the_future_is_refused_in_words_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "codat-tui.db"
    await (await Store.open(path)).close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="newer codat-tui"):
        await Store.open(path)
    with closing(sqlite3.connect(path)) as raw, raw:
        assert raw.execute("PRAGMA user_version").fetchone() == (99,)


NO_DATABASE = b"this was never a database, whatever its name says" * 100


async def test_a_damaged_file_is_kept_and_a_new_one_begun(tmp_path: Path) -> None:
    path = tmp_path / "codat-tui.db"
    path.write_bytes(NO_DATABASE)
    store = await Store.open(path)
    await store.record_intent(an_intent())
    assert await store.intent("i1") is not None
    assert "codat-tui.db.damaged-1" in store.remark
    assert (tmp_path / "codat-tui.db.damaged-1").read_bytes() == NO_DATABASE
    await store.close()


async def test_flipped_bytes_among_the_promises_are_found_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "codat-tui.db"
    store = await Store.open(path)
    for number in range(300):
        await store.record_intent(an_intent(f"i{number}"))
    await store.close()
    content = bytearray(path.read_bytes())
    for place in range(3 * 4096, len(content), 512):
        content[place] ^= 0xFF
    path.write_bytes(content)
    store = await Store.open(path)
    assert "damaged" in store.remark
    assert await store.open_intents("acme") == ()
    assert (tmp_path / "codat-tui.db.damaged-1").read_bytes() == bytes(content)
    await store.close()


async def test_a_damaged_file_that_another_program_uses_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "codat-tui.db"
    other = await Store.open(path)
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    path.write_bytes(NO_DATABASE)
    with pytest.raises(StoreError, match="damaged"):
        await Store.open(path)
    assert path.read_bytes() == NO_DATABASE
    await other.close()


async def test_nothing_is_promised_in_a_file_that_was_removed(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "state" / "codat-tui.db")
    shutil.rmtree(tmp_path / "state")
    with pytest.raises(StoreError, match="removed or replaced"):
        await store.record_intent(an_intent())
    await store.close()


async def test_who_leaves_does_not_wait_for_a_file_that_another_program_holds(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "codat-tui.db")
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other, other:
        other.execute("BEGIN IMMEDIATE")
        waiting = asyncio.ensure_future(store.record_intent(an_intent()))
        await asyncio.sleep(0)
        store.stop_waiting()
        with pytest.raises(StoreError, match="Another program holds"):
            await asyncio.wait_for(waiting, 2)
        other.execute("ROLLBACK")
    await store.record_intent(an_intent())
    await store.close()


async def test_a_place_that_cannot_be_written_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match="cannot be written"):
        await Store.open(tmp_path / "state" / "codat-tui.db")


async def test_a_full_disk_is_said_to_be_full(store: Store) -> None:
    await store.access.run(lambda each: each.execute("PRAGMA max_page_count = 1"))
    with pytest.raises(StoreError, match="disk is full"):
        await store.record_intent(replace(an_intent(), before="x" * 1_000_000))
    assert await store.open_intents("other") == (), "reading goes on"


async def test_a_closed_store_refuses_in_words(tmp_path: Path) -> None:
    store = await Store.open(tmp_path / "codat-tui.db")
    await store.close()
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.open_intents("acme")


_OTHER_PROGRAM = """
import asyncio, dataclasses, sys
from pathlib import Path
from codat_tui.store.store import Store
from tests.store.test_store import an_intent

async def main() -> None:
    store = await Store.open(Path(sys.argv[1]))
    for number in range(40):
        await store.record_intent(an_intent(f"{sys.argv[2]}-{number}"))
    await store.close()

asyncio.run(main())
"""


async def test_two_programs_share_the_file(tmp_path: Path) -> None:
    path = tmp_path / "codat-tui.db"
    arguments = ("-c", _OTHER_PROGRAM, str(path))
    programs = [
        await asyncio.create_subprocess_exec(sys.executable, *arguments, name) for name in ("one", "two")
    ]
    assert [await program.wait() for program in programs] == [0, 0]
    store = await Store.open(path)
    assert len(await store.open_intents("acme")) == 80
    await store.close()


async def test_a_program_that_ended_is_known_by_its_lock_and_not_by_its_number(tmp_path: Path) -> None:
    path = tmp_path / "db"
    ended, living, asking = [await Store.open(path) for _ in range(3)]
    await ended.record_intent(an_intent("ended"))
    await living.record_intent(an_intent("living"))
    await ended.close()
    # All three have one process id, as a stranger may have the number of a program that has ended.
    assert [each.intent_id for each in await asking.orphaned_intents("acme")] == ["ended"]
    await living.close()
    assert [each.intent_id for each in await asking.orphaned_intents("acme")] == ["ended", "living"]
    await asking.close()
    assert list((tmp_path / "locks").iterdir()) == []


async def test_only_one_program_at_a_time_holds_a_subject(tmp_path: Path) -> None:
    path = tmp_path / "db"
    one, other = [await Store.open(path) for _ in range(2)]
    async with (
        one.exclusive("sync c1") as first,
        other.exclusive("sync c1") as second,
        other.exclusive("sync c2") as third,
    ):
        assert (first, second, third) == (True, False, True)
    async with other.exclusive("sync c1") as exclusive:
        assert exclusive
    await one.close()
    await other.close()
