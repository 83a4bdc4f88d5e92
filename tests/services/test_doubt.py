"""A write without a known answer is settled by reading, now or at the next start, and never sent anew."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from codat_tui.api import Call
from codat_tui.demo import DemoOptions, create_app
from codat_tui.models.changes import Intent, IntentState, Refused, Started, Unknown
from codat_tui.models.codat import SyncStatus
from codat_tui.models.local import NoticeKind
from codat_tui.services.writing.syncs import RUNS_ALREADY
from codat_tui.store.store import Store
from tests.manual_clock import ManualClock
from tests.services.acts import (
    concluded,
    healthy,
    outcome,
    prepared,
    start,
    store_of,
    trigger,
)
from tests.services.stage import Stage

LATEST = "/sync/commerce/latest"


async def test_an_error_before_the_work_is_unknown_until_read_again(tmp_path: Path) -> None:
    """A 500 may come after the work: reading decides, and here finds that nothing started."""
    async with Stage(path=tmp_path / "db", faults=f"POST *{LATEST}:500") as stage:
        company_id = stage.ids[healthy()]
        intent_id, result = await start(stage, company_id)
        assert isinstance(result, Unknown)
        assert "Check again" in result.reason
        assert stage.world.effects.syncs == {}
        intent = await store_of(stage).intent(intent_id)
        assert intent is not None
        assert intent.state is IntentState.UNKNOWN
        plan = await prepared(stage, company_id)
        assert any("no known outcome" in warning.text for warning in plan.warnings)
        posts = stage.transport.count(LATEST, "POST")
        stage.services.changing.check_again(intent_id)
        await stage.advance(5)
        assert isinstance(outcome(stage, intent_id), Unknown)
        assert stage.transport.count(LATEST, "POST") == posts, "checking never writes"


async def test_checking_again_finds_a_sync_that_appeared_late(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db", faults=f"POST *{LATEST}:500@1-3") as stage:
        company_id = stage.ids[healthy()]
        intent_id, result = await start(stage, company_id)
        assert isinstance(result, Unknown)
        late = await trigger(stage, company_id)
        stage.services.changing.check_again(intent_id)
        await stage.until(lambda: isinstance(outcome(stage, intent_id), Started))
        result = outcome(stage, intent_id)
        assert isinstance(result, Started)
        assert result.commerce_sync_id == late
        assert stage.services.watching.running_count == 1


async def test_a_lost_answer_is_found_out_by_reading_and_never_repeated_under_another_key(
    tmp_path: Path,
) -> None:
    async with Stage(path=tmp_path / "db", faults=f"POST *{LATEST}:lost-answer") as stage:
        company_id = stage.ids[healthy()]
        _, result = await start(stage, company_id)
        assert isinstance(result, Started)
        assert stage.world.effects.syncs == {company_id: 1}
        keys = {each.idempotency_key for each in stage.app.state.requests if each.method == "POST"}
        assert len(keys) == 1
        await stage.until(lambda: not stage.services.watching.running_count)
        (watch,) = stage.services.watching.watches
        assert watch.code in (2000, 2040)


async def test_an_accepted_sync_that_is_ignored_is_followed_until_it_is_given_up(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db", faults=f"POST *{LATEST}:ignored") as stage:
        _, result = await start(stage, stage.ids[healthy()])
        assert isinstance(result, Started)
        await stage.until(lambda: not stage.services.watching.running_count)
        (watch,) = stage.services.watching.watches
        assert watch.outcome is None
        assert watch.error is not None
        assert "never appeared" in watch.error.title


async def test_an_answer_that_names_no_sync_is_settled_by_reading(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        company_id = stage.ids[healthy()]
        plan = await prepared(stage, company_id)
        assert stage.backend is not None
        real = stage.backend.client.sync.request

        async def nameless(company_id: str, sync_to: object = None, *, call: Call) -> SyncStatus:
            await real(company_id, call=call)
            return SyncStatus()

        monkeypatch.setattr(stage.backend.client.sync, "request", nameless)
        intent_id = stage.services.changing.start(plan)
        await stage.until(concluded(stage, intent_id))
        result = outcome(stage, intent_id)
        assert isinstance(result, Started)
        assert result.commerce_sync_id
        assert stage.world.effects.syncs == {company_id: 1}


async def test_reading_that_fails_too_leaves_it_unknown(tmp_path: Path) -> None:
    faults = f"POST *{LATEST}:lost-answer, GET /meta/*:503@3-100"
    async with Stage(path=tmp_path / "db", faults=faults) as stage:
        company_id = stage.ids[healthy()]
        _, result = await start(stage, company_id)
        assert isinstance(result, Unknown)
        assert "cannot be read now" in result.reason
        assert stage.notices[-1].kind is NoticeKind.SYNC_UNKNOWN
        assert stage.world.effects.syncs == {company_id: 1}


async def test_a_store_that_fails_after_the_write_leaves_the_intent_open(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        plan = await prepared(stage, stage.ids[healthy()])

        async def fill_the_disk(method: str, path: str) -> None:
            if method == "POST":
                await store_of(stage).access.run(lambda each: each.execute("PRAGMA query_only = 1"))

        stage.transport.before = fill_the_disk
        intent_id = stage.services.changing.start(plan)
        await stage.until(concluded(stage, intent_id))
        assert isinstance(outcome(stage, intent_id), Started)
        assert NoticeKind.STORE_FAILED in {notice.kind for notice in stage.notices}
        intent = await store_of(stage).intent(intent_id)
        assert intent is not None
        assert intent.state is IntentState.OPEN


async def test_a_write_cut_off_by_quitting_is_settled_at_the_next_start(tmp_path: Path) -> None:
    clock = ManualClock()
    options = DemoOptions(faults=f"POST *{LATEST}:latency=9s", companies=12, sync_seconds=300)
    app = create_app(options, clock.now, sleep=clock.sleep)
    path = tmp_path / "db"
    async with Stage(path=path, clock=clock, app=app) as stage:
        company_id = stage.ids[healthy()]
        plan = await prepared(stage, company_id)
        intent_id = stage.services.changing.start(plan)
        await stage.until(lambda: stage.transport.count(LATEST, "POST"))
        stage.transport.closes = False
        assert (await stage.stop()).writes == 1
        assert stage.world.effects.syncs == {}
        await clock.advance(9)
        assert stage.world.effects.syncs == {company_id: 1}, "the server did it all the same"
    async with Stage(path=path, clock=clock, app=app, seed=8) as stage:
        await stage.until(lambda: stage.services.changing.changes)
        await stage.until(concluded(stage, intent_id))
        assert isinstance(outcome(stage, intent_id), Started)
        assert stage.services.watching.running_count == 1
        assert stage.world.effects.syncs == {company_id: 1}


def left_behind(company_id: str, stage: Stage, intent_id: str = "i1") -> Intent:
    before = json.dumps({"commerceSyncId": "before", "syncId": "", "syncUtc": None})
    return Intent(
        *(intent_id, "key", stage.clock.now(), "acme", "request-sync", company_id, "Harbour"),
        *(before, "{}"),
    )


async def test_only_the_intents_of_dead_processes_are_reconciled(tmp_path: Path) -> None:
    path = tmp_path / "db"
    living = await Store.open(path)
    async with Stage(path=path) as stage:
        company_id = stage.ids[healthy()]
        await store_of(stage).record_intent(left_behind(company_id, stage, "dead"))
        await living.record_intent(left_behind(company_id, stage, "living"))
    async with Stage(path=path) as stage:
        await stage.until(lambda: stage.services.changing.changes)
        assert set(stage.services.changing.changes) == {"dead"}
        await stage.until(concluded(stage, "dead"))
        assert [each.intent_id for each in await store_of(stage).open_intents("acme")] == ["living"]
    await living.close()


async def test_a_write_is_not_sent_while_another_program_sends_the_same(tmp_path: Path) -> None:
    path = tmp_path / "db"
    other = await Store.open(path)
    async with Stage(path=path) as stage:
        company_id = stage.ids[healthy()]
        plan = await prepared(stage, company_id)
        async with other.exclusive(f"acme sync {company_id}") as exclusive:
            assert exclusive
            intent_id = stage.services.changing.start(plan)
            await stage.until(concluded(stage, intent_id))
        result = outcome(stage, intent_id)
        assert isinstance(result, Refused)
        assert result.error.title == RUNS_ALREADY.removesuffix(".")
        assert stage.notices[-1].text.startswith(f"no sync was started. {RUNS_ALREADY}")
        assert stage.transport.count(LATEST, "POST") == 0
        intent_id = stage.services.changing.start(plan)
        await stage.until(concluded(stage, intent_id))
        assert isinstance(outcome(stage, intent_id), Started), "the other program has let it through"
    await other.close()


async def test_a_doubt_that_arose_while_the_sheet_was_open_is_shown_first(tmp_path: Path) -> None:
    path = tmp_path / "db"
    other = await Store.open(path)
    async with Stage(path=path) as stage:
        company_id = stage.ids[healthy()]
        plan = await prepared(stage, company_id)
        await other.record_intent(left_behind(company_id, stage, "lost"))
        await other.close()
        intent_id = stage.services.changing.start(plan)
        await stage.until(concluded(stage, intent_id))
        result = outcome(stage, intent_id)
        assert isinstance(result, Refused)
        assert "no known outcome" in result.error.title
        assert stage.transport.count(LATEST, "POST") == 0
        intent_id, result = await start(stage, company_id)
        assert isinstance(result, Started), "shown on the sheet, it is the person's to decide"


async def test_an_intent_whose_request_never_left_is_unknown_and_says_what_was_read(tmp_path: Path) -> None:
    clock = ManualClock()
    app = create_app(DemoOptions(companies=12), clock.now, sleep=clock.sleep)
    path = tmp_path / "db"
    async with Stage(path=path, clock=clock, app=app) as stage:
        company_id = stage.ids[healthy()]
        status = stage.world.history(stage.world.merchant(company_id)).syncs[-1]
        before = json.dumps({"commerceSyncId": status.commerce_sync_id, "syncId": "", "syncUtc": None})
        intent = left_behind(company_id, stage)
        await store_of(stage).record_intent(replace(intent, before=before))
    await clock.advance(3600)
    async with Stage(path=path, clock=clock, app=app) as stage:
        await stage.until(lambda: stage.services.changing.changes)
        await stage.until(concluded(stage, "i1"))
        result = outcome(stage, "i1")
        assert isinstance(result, Unknown)
        assert "No sync has appeared since" in result.reason
        assert stage.transport.count(LATEST, "POST") == 0


async def test_a_range_sync_in_doubt_warns_of_the_next_sync(tmp_path: Path) -> None:
    path = tmp_path / "db"
    async with Stage(path=path) as stage:
        company_id = stage.ids[healthy()]
        lost = replace(left_behind(company_id, stage, "lost"), operation="request-sync-for-date-range")
        await store_of(stage).record_intent(lost)
        plan = await prepared(stage, company_id)
        assert any("no known outcome" in warning.text for warning in plan.warnings)
