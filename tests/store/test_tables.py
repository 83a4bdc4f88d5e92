"""Ledger, snapshots, drafts and the journal's pages: kept, forgotten in time, and shared by two programs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from codat_tui.models.changes import Intent, IntentState
from codat_tui.models.journal import SYNC_END, LedgerEntry, SyncEnd
from codat_tui.rules.mapping.comparison import seen
from codat_tui.rules.mapping.parts import joined
from codat_tui.store.errors import StoreError
from codat_tui.store.store import Store

AT = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "state" / "codat-tui.db")
    yield store
    await store.close()


def a_call(number: int = 0, at: datetime = AT, profile: str = "acme") -> LedgerEntry:
    return LedgerEntry(
        entry_id=0,
        at=at,
        profile=profile,
        method="GET",
        path=f"/companies/{number}",
        status=None if number == 3 else 200,
        seconds=0.25,
        attempts=1,
        correlation_id=f"correlation-{number}",
        quota_left=None if number == 3 else 999 - number,
        company_id=str(number),
        label="i1",
        waited=0.5,
    )


def an_intent(intent_id: str, at: datetime, state: IntentState = IntentState.DONE) -> Intent:
    return Intent(intent_id, "key", at, "acme", "request-sync", "c", "Harbour", "{}", "{}", state=state)


async def test_the_end_of_a_sync_is_kept_with_what_started_it(store: Store) -> None:
    for number, sync_id in enumerate(("commerce-1", "commerce-2")):
        await store.record_intent(an_intent(f"i{number}", AT + timedelta(minutes=number)))
        await store.settle_intent(f"i{number}", IntentState.DONE, sync_id, AT, "", {"sync_id": f"s{number}"})
    end = SyncEnd(4000, "ConfigurationError", False)
    await store.record_sync_end("acme", "c", {"", "s1"}, end)
    await store.record_sync_end("acme", "other", {"commerce-1"}, end)
    await store.record_sync_end("acme", "c", {"unknown"}, end)
    second, first = await store.journal("acme", 9)
    assert SYNC_END not in first.details
    assert SyncEnd(*json.loads(second.details[SYNC_END])) == end
    await store.record_sync_end("acme", "c", {"commerce-1"}, end)
    assert SYNC_END in (await store.journal("acme", 9))[1].details


async def test_calls_come_back_newest_first_and_in_pages(store: Store) -> None:
    await store.ledger.add([a_call(number) for number in range(5)])
    await store.ledger.add([a_call(9, profile="other")])
    page = await store.ledger.newest("acme", 3)
    assert [each.path for each in page] == ["/companies/4", "/companies/3", "/companies/2"]
    assert replace(page[1], entry_id=0) == a_call(3)
    rest = await store.ledger.newest("acme", 3, before_id=page[-1].entry_id)
    assert [each.path for each in rest] == ["/companies/1", "/companies/0"]


async def test_old_calls_and_all_but_the_newest_are_forgotten(store: Store) -> None:
    await store.ledger.add([a_call(number, AT - 91 * DAY) for number in range(3)])
    await store.ledger.add([a_call(number) for number in range(10, 20)])
    await store.ledger.prune(AT - 90 * DAY)
    assert len(await store.ledger.newest("acme", 100)) == 10
    await store.ledger.prune(AT - 90 * DAY, most=4)
    kept = await store.ledger.newest("acme", 100)
    assert [each.path for each in kept] == [f"/companies/{number}" for number in (19, 18, 17, 16)]


async def test_the_journal_pages_backwards_and_forgets_only_what_is_settled(store: Store) -> None:
    for days in range(5):
        await store.record_intent(an_intent(f"i{days}", AT - days * DAY))
    old = AT - 100 * DAY
    await store.record_intent(an_intent("open", old, IntentState.OPEN))
    await store.record_intent(an_intent("unknown", old, IntentState.UNKNOWN))
    await store.record_intent(an_intent("done", old))
    page = await store.journal("acme", 2)
    assert [each.intent_id for each in page] == ["i0", "i1"]
    page = await store.journal("acme", 2, before=page[-1].at)
    assert [each.intent_id for each in page] == ["i2", "i3"]
    await store.forget_settled(AT - 90 * DAY)
    ids = {each.intent_id for each in await store.journal("acme", 100)}
    assert ids == {"i0", "i1", "i2", "i3", "i4", "open", "unknown"}
    assert await store.journal("other", 100) == ()


async def test_settling_adds_the_ids_of_what_was_created(store: Store) -> None:
    await store.record_intent(replace(an_intent("i1", AT, IntentState.OPEN), details={"who": "ada"}))
    await store.settle_intent("i1", IntentState.DONE, "created", AT, "c-1", {"company_id": "new"})
    intent = await store.intent("i1")
    assert intent is not None
    assert intent.details == {"who": "ada", "company_id": "new"}


def a_configuration(account: str, options: int = 2) -> dict[str, Any]:
    offered = [{"id": f"a{number}"} for number in range(options)]
    sales = {"accounts": {"refund": {"selectedAccountId": account, "accountOptions": offered}}}
    return {"companyId": "c", "enable": True, "configuration": {"sales": sales, "fees": None}}


async def keep(store: Store, configuration: dict[str, Any], at: datetime) -> None:
    await store.snapshots.keep("acme", {"c": seen(configuration)}, at)


async def test_a_configuration_is_kept_once_however_often_it_is_seen(store: Store) -> None:
    await keep(store, a_configuration("a0"), AT)
    await keep(store, a_configuration("a1"), AT + DAY)
    await keep(store, a_configuration("a0", options=3), AT + 2 * DAY)
    newest, older = await store.snapshots.of_company("acme", "c")
    assert (newest.first_seen, newest.last_seen) == (AT, AT + 2 * DAY)
    assert joined(newest.choices, newest.options) == a_configuration("a0", options=3)
    assert joined(older.choices, older.options) == a_configuration("a1")
    assert newest.content != older.content
    assert await store.snapshots.of_company("acme", "d") == ()


async def test_what_is_lost_does_not_overwrite_the_options_that_knew_its_name(store: Store) -> None:
    whole, without = (seen(a_configuration("a2", options=count)) for count in (3, 2))
    assert (len(whole.lost), len(without.lost)) == (0, 1)
    await store.snapshots.keep("acme", {"c": whole}, AT)
    await store.snapshots.keep("acme", {"c": without}, AT + DAY)
    now, before = await store.snapshots.of_company("acme", "c")
    assert (now.choices, now.options, now.first_seen) == (without.choices, without.options, AT + DAY)
    assert (before.choices, before.options, before.last_seen) == (whole.choices, whole.options, AT)


async def test_options_are_kept_apart_and_once(store: Store) -> None:
    for number in range(6):
        await keep(store, a_configuration(f"a{number}", options=400), AT)
    rows = await store.access.run(
        lambda each: each.execute("SELECT length(choices) FROM snapshots").fetchall()
    )
    assert all(length < 300 for (length,) in rows)
    assert await store.access.run(lambda each: each.execute("SELECT count(*) FROM options").fetchone()) == (
        1,
    )


async def test_old_configurations_are_forgotten_but_for_the_newest(store: Store) -> None:
    await keep(store, a_configuration("a0"), AT - 200 * DAY)
    await keep(store, a_configuration("a1", options=9), AT - 100 * DAY)
    await store.snapshots.prune(AT - 90 * DAY)
    (left,) = await store.snapshots.of_company("acme", "c")
    assert left.last_seen == AT - 100 * DAY
    assert await store.access.run(lambda each: each.execute("SELECT count(*) FROM options").fetchone()) == (
        1,
    )


async def test_a_draft_is_replaced_kept_over_a_restart_and_dropped(tmp_path: Path) -> None:
    draft = {"texts": {"title": "Vos ventes", "hidden": "", "default": None}}
    store = await Store.open(tmp_path / "db")
    assert await store.drafts.load("acme", "texts", "fr-fr") is None
    await store.drafts.save("acme", "texts", "fr-fr", {"texts": {}}, AT)
    await store.drafts.save("acme", "texts", "fr-fr", draft, AT)
    await store.close()
    store = await Store.open(tmp_path / "db")
    assert await store.drafts.load("acme", "texts", "fr-fr") == draft
    assert await store.drafts.load("other", "texts", "fr-fr") is None
    await store.drafts.drop("acme", "texts", "fr-fr")
    assert await store.drafts.load("acme", "texts", "fr-fr") is None
    await store.close()


async def test_two_programs_write_to_one_file(tmp_path: Path) -> None:
    stores = [await Store.open(tmp_path / "db") for _ in range(2)]
    for number in range(20):
        await stores[number % 2].ledger.add([a_call(number)])
        await stores[number % 2].record_intent(an_intent(f"i{number}", AT, IntentState.OPEN))
    for store in stores:
        assert len(await store.ledger.newest("acme", 100)) == 20
        assert len(await store.open_intents("acme")) == 20
        await store.close()


async def test_on_a_full_disk_nothing_is_half_written_and_all_can_be_read(store: Store) -> None:
    await store.ledger.add([a_call(1)])
    await store.record_intent(an_intent("i1", AT, IntentState.OPEN))
    pages = await store.access.run(lambda each: each.execute("PRAGMA page_count").fetchone()[0])
    await store.access.run(lambda each: each.execute(f"PRAGMA max_page_count = {pages}").fetchone())
    with pytest.raises(StoreError, match="disk is full"):
        await store.ledger.add([replace(a_call(number), path="x" * 2000) for number in range(100)])
    with pytest.raises(StoreError, match="disk is full"):
        await store.drafts.save("acme", "texts", "en-us", {"long": "x" * 100_000}, AT)
    await store.settle_intent("i1", IntentState.DONE, "settled all the same", AT)
    assert len(await store.ledger.newest("acme", 1000)) == 1
    assert await store.drafts.load("acme", "texts", "en-us") is None
    assert json.dumps([each.outcome for each in await store.journal("acme", 9)]) == '["settled all the same"]'
