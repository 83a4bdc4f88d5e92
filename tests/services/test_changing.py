"""A sync starts once: journaled before its request, found out by reading when no answer came."""

from __future__ import annotations

import asyncio
import json
import shutil
from pathlib import Path

import pytest

from codat_tui.models.changes import Change, Intent, IntentState, Refused, Sending, Started
from codat_tui.models.errors import (
    ForbiddenError,
    ReadOnlyError,
    RefusedError,
)
from codat_tui.models.local import NoticeKind
from codat_tui.store.errors import StoreError
from codat_tui.store.store import Store
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


async def test_the_plan_says_what_will_happen(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        company_id = stage.ids[healthy()]
        plan = await prepared(stage, company_id)
        assert plan.company_name == stage.world.merchant(company_id).name
        assert plan.refused == ""
        assert not any(warning.will_fail for warning in plan.warnings)
        begins, ends = plan.facts
        assert begins.note == (
            "23 Nov 2026 00:00 in Europe/Stockholm, the due time that the last successful sync reached, 1 day"
        )
        assert (ends.value, ends.note) == ("now", "23 Nov 2026 14:02 UTC")
        assert plan.requests == 10
        assert f"/companies/{company_id}{LATEST}" in plan.curl
        assert plan.key in plan.curl
        assert stage.options.api_key not in plan.curl
        assert stage.world.effects.syncs == {}


async def test_a_started_sync_is_journaled_and_watched(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        company_id = stage.ids[healthy()]
        heard: list[Change] = []
        stage.services.changing.subscribe(heard.append)
        intent_id, result = await start(stage, company_id)
        assert isinstance(result, Started)
        assert [type(change.outcome) for change in heard] == [Sending, Started]
        (watch,) = stage.services.watching.watches
        assert (watch.watch_id, watch.commerce_sync_id) == (result.watch_id, result.commerce_sync_id)
        assert stage.world.effects.syncs == {company_id: 1}
        intent = await store_of(stage).intent(intent_id)
        assert intent is not None
        assert (intent.state, intent.outcome) == (IntentState.DONE, result.commerce_sync_id)
        assert intent.key == next(
            each.idempotency_key for each in stage.app.state.requests if each.method == "POST"
        )
        assert stage.notices[-1].kind is NoticeKind.SYNC_STARTED
        await stage.until(lambda: not stage.services.watching.running_count)


async def test_the_intent_is_on_the_disk_before_the_request_leaves(tmp_path: Path) -> None:
    path = tmp_path / "db"
    async with Stage(path=path) as stage:
        plan = await prepared(stage, stage.ids[healthy()])
        seen: list[tuple[Intent, ...]] = []
        store = await Store.open(path)

        async def look(method: str, request_path: str) -> None:
            if method == "POST":
                seen.append(await store.open_intents("acme"))

        stage.transport.before = look
        intent_id = stage.services.changing.start(plan)
        await stage.until(concluded(stage, intent_id))
        ((intent,),) = seen
        assert (intent.intent_id, intent.key, intent.state) == (intent_id, plan.key, IntentState.OPEN)
        assert json.loads(intent.before)["commerceSyncId"]
        await store.close()


async def test_confirming_one_plan_twice_starts_one_sync(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        company_id = stage.ids[healthy()]
        plan = await prepared(stage, company_id)
        first, second = (stage.services.changing.start(plan) for _ in range(2))
        await stage.until(concluded(stage, first))
        assert isinstance(outcome(stage, second), Refused)
        third = stage.services.changing.start(plan)
        await stage.until(concluded(stage, third))
        assert isinstance(outcome(stage, third), Refused)
        assert stage.world.effects.syncs == {company_id: 1}
        assert stage.transport.count(LATEST, "POST") == 1


async def test_a_running_sync_refuses_another(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        company_id = stage.ids[healthy()]
        await trigger(stage, company_id)
        plan = await prepared(stage, company_id)
        assert "running" in plan.refused
        _, result = await start(stage, company_id)
        assert isinstance(result, Refused)
        assert isinstance(result.error, RefusedError)
        assert stage.world.effects.syncs == {company_id: 1}


async def test_a_sync_begun_by_someone_else_after_the_sheet_refuses_too(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        company_id = stage.ids[healthy()]
        plan = await prepared(stage, company_id)
        assert plan.refused == ""
        await trigger(stage, company_id)
        intent_id = stage.services.changing.start(plan)
        await stage.until(concluded(stage, intent_id))
        assert isinstance(outcome(stage, intent_id), Refused)
        assert await store_of(stage).intent(intent_id) is None, "nothing was promised"


async def test_a_broken_company_is_warned_of_and_not_refused(tmp_path: Path) -> None:
    async with Stage(companies=60, path=tmp_path / "db") as stage:
        broken = next(
            merchant.id
            for merchant in stage.world.merchants()
            if (syncs := stage.world.history(merchant).syncs) and syncs[-1].outcome.code in (4000, 4040)
        )
        plan = await prepared(stage, broken)
        assert plan.refused == ""
        assert any(warning.will_fail and warning.remedy for warning in plan.warnings)


async def test_a_check_that_cannot_be_read_is_a_warning(tmp_path: Path) -> None:
    faults = "GET /config/companies/*:403, GET *lastSuccessful/status:403, GET */connections:403"
    async with Stage(path=tmp_path / "db", faults=faults) as stage:
        plan = await prepared(stage, stage.ids[healthy()])
        texts = " ".join(warning.text for warning in plan.warnings)
        assert "mapping could not be read" in texts
        assert "connections could not be read" in texts
        assert "last successful sync could not be read" in texts
        assert plan.refused == ""


async def test_without_knowing_whether_one_runs_there_is_no_plan(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db", faults="GET /meta/*:403") as stage:
        with pytest.raises(ForbiddenError):
            await prepared(stage, stage.ids[healthy()])


async def test_read_only_refuses_before_any_request(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db", read_only=True) as stage:
        assert isinstance(stage.services.changing.refusal, ReadOnlyError)
        with pytest.raises(ReadOnlyError):
            await prepared(stage, stage.ids[0])
        assert stage.transport.asked == []


async def test_without_a_store_every_write_is_refused_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "file" / "db"
    path.parent.write_text("a file where the folder should be", encoding="utf-8")
    async with Stage(path=path) as stage:
        assert isinstance(stage.services.store_error, StoreError)
        with pytest.raises(StoreError, match="cannot be written"):
            await prepared(stage, stage.ids[0])
        stage.services.fleet.load()
        await stage.until(lambda: stage.services.fleet.state.swept == 12)


async def test_a_journal_that_is_removed_while_running_refuses_the_next_write(tmp_path: Path) -> None:
    path = tmp_path / "state" / "db"
    async with Stage(path=path) as stage:
        plan = await prepared(stage, stage.ids[healthy()])
        shutil.rmtree(path.parent)
        intent_id = stage.services.changing.start(plan)
        await stage.until(concluded(stage, intent_id))
        result = outcome(stage, intent_id)
        assert isinstance(result, Refused)
        assert "removed or replaced" in result.error.title
        assert stage.world.effects.syncs == {}


async def test_an_intent_that_cannot_be_written_down_stops_the_write(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        plan = await prepared(stage, stage.ids[healthy()])
        await store_of(stage).access.run(lambda each: each.execute("PRAGMA query_only = 1"))
        intent_id = stage.services.changing.start(plan)
        await stage.until(concluded(stage, intent_id))
        result = outcome(stage, intent_id)
        assert isinstance(result, Refused)
        assert isinstance(result.error, StoreError)
        assert stage.world.effects.syncs == {}
        assert stage.transport.count(LATEST, "POST") == 0


async def test_a_typed_refusal_of_codat_is_passed_on(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db", faults=f"POST *{LATEST}:403") as stage:
        intent_id, result = await start(stage, stage.ids[healthy()])
        assert isinstance(result, Refused)
        assert isinstance(result.error, ForbiddenError)
        intent = await store_of(stage).intent(intent_id)
        assert intent is not None
        assert intent.state is IntentState.REFUSED
        assert intent.correlation_id == result.error.correlation_id != ""


async def test_a_write_goes_on_when_the_screen_that_asked_is_gone(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        company_id = stage.ids[healthy()]
        plan = await prepared(stage, company_id)
        stage.transport.hold = asyncio.Event()
        started: list[str] = []

        async def screen() -> None:
            started.append(stage.services.changing.start(plan))
            await asyncio.Event().wait()

        task = asyncio.ensure_future(screen())
        await stage.settle()
        task.cancel()
        stage.transport.hold.set()
        await stage.until(concluded(stage, started[0]))
        assert isinstance(outcome(stage, started[0]), Started)


async def test_stopping_waits_for_the_write_in_flight(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db", faults=f"POST *{LATEST}:latency=3s") as stage:
        company_id = stage.ids[healthy()]
        plan = await prepared(stage, company_id)
        intent_id = stage.services.changing.start(plan)
        await stage.until(lambda: stage.transport.count(LATEST, "POST"))
        assert (await stage.stop()).writes == 0
        assert isinstance(outcome(stage, intent_id), Started)
        assert stage.world.effects.syncs == {company_id: 1}


async def test_before_the_connection_stands_writes_are_off() -> None:
    stage = Stage()
    assert isinstance(stage.services.changing.refusal, RefusedError)
