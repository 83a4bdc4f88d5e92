"""The machine sleeps, its clock is wrong, a sheet stays open: nothing is sent twice, late, or told wrongly."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from codat_tui.api.http import CONNECTIONS
from codat_tui.demo import DemoOptions, create_app
from codat_tui.models.changes import IntentState, Refused, Started, Unknown
from codat_tui.models.local import Watch
from tests.manual_clock import ManualClock
from tests.services.acts import (
    concluded,
    ended,
    healthy,
    outcome,
    prepared,
    start,
    store_of,
    trigger,
    watch_of,
)
from tests.services.stage import Stage

LATEST = "/sync/commerce/latest"
TWO_HOURS = 7200.0


async def test_a_laptop_that_slept_over_a_lost_answer_starts_one_sync(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db", faults=f"POST *{LATEST}:lost-answer@1") as stage:
        company_id = stage.ids[healthy()]
        intent_id = stage.services.changing.start(await prepared(stage, company_id))
        await stage.until(lambda: stage.services.traffic.state.waits, step=0.01)
        assert stage.world.effects.syncs == {company_id: 1}, "the server did it"
        stage.clock.jump(TWO_HOURS)
        await stage.until(concluded(stage, intent_id))
        assert isinstance(outcome(stage, intent_id), Started)
        assert stage.transport.count(LATEST, "POST") == 1
        assert stage.world.effects.syncs == {company_id: 1}
        intent = await store_of(stage).intent(intent_id)
        assert intent is not None
        assert intent.state is IntentState.DONE


async def test_a_laptop_that_slept_over_a_request_that_never_arrived_says_so(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db", faults=f"POST *{LATEST}:drop") as stage:
        company_id = stage.ids[healthy()]
        intent_id = stage.services.changing.start(await prepared(stage, company_id))
        await stage.until(lambda: stage.services.traffic.state.waits, step=0.01)
        stage.clock.jump(TWO_HOURS)
        await stage.until(concluded(stage, intent_id))
        said = outcome(stage, intent_id)
        assert isinstance(said, Unknown)
        assert "not sent again, since 2 h have passed" in said.reason
        assert stage.transport.count(LATEST, "POST") == 1
        assert stage.world.effects.syncs == {}
        intent = await store_of(stage).intent(intent_id)
        assert intent is not None
        assert (intent.state, intent.outcome) == (IntentState.UNKNOWN, said.reason)


@pytest.mark.parametrize("fault", ["drop", "lost-answer"])
async def test_the_nights_own_sync_is_not_taken_for_the_one_that_was_asked_for(
    tmp_path: Path, fault: str
) -> None:
    """The lid is closed over a request without an answer; Codat's nightly sync is the newest in the morning."""
    async with Stage(path=tmp_path / "db", faults=f"POST *{LATEST}:{fault}") as stage:
        company_id = stage.ids[healthy()]
        intent_id = stage.services.changing.start(await prepared(stage, company_id))
        await stage.until(lambda: stage.services.traffic.state.waits, step=0.01)
        asked_at = stage.clock.now()
        stage.clock.jump(16 * 3600.0)
        await stage.until(concluded(stage, intent_id))
        await stage.settle()
        said = outcome(stage, intent_id)
        newest = stage.world.history(stage.world.merchant(company_id)).syncs[-1]
        assert newest.at > asked_at + timedelta(hours=1), "the night's own"
        if fault == "drop":
            assert isinstance(said, Unknown)
            assert f"The newest sync, of {newest.at:%-d %b %Y %H:%M}" in said.reason
        else:
            assert isinstance(said, Started)
            watch = watch_of(stage, said.watch_id)
            (ours,) = (
                each
                for each in stage.world.history(stage.world.merchant(company_id)).syncs
                if each.label.startswith("requested")
            )
            assert watch.sync_id == ours.sync_id
        assert stage.transport.count(LATEST, "POST") == 1


async def test_a_sync_that_codat_did_not_show_just_before_is_not_taken_for_the_one_that_was_asked_for(
    tmp_path: Path,
) -> None:
    """Codat says 404 where it should show the last sync: it looks as if there never was one."""
    faults = f"POST *{LATEST}:502, GET /meta/*/status:404@2"
    async with Stage(path=tmp_path / "db", faults=faults) as stage:
        company_id = stage.ids[healthy()]
        _, said = await start(stage, company_id)
        assert isinstance(said, Unknown)
        newest = stage.world.history(stage.world.merchant(company_id)).syncs[-1]
        assert f"The newest sync, of {newest.at:%-d %b %Y %H:%M}" in said.reason


async def test_a_sheet_left_open_is_not_sent(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        plan = await prepared(stage, stage.ids[healthy()])
        stage.clock.jump(TWO_HOURS)
        intent_id = stage.services.changing.start(plan)
        await stage.until(concluded(stage, intent_id))
        said = outcome(stage, intent_id)
        assert isinstance(said, Refused)
        assert "120 minutes ago" in said.error.title
        assert stage.transport.count(LATEST, "POST") == 0
        assert await store_of(stage).intent(intent_id) is None


async def test_a_machine_that_sleeps_between_journal_and_request_sends_nothing(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        plan = await prepared(stage, stage.ids[healthy()])
        real = store_of(stage).record_intent

        async def slow_journal(intent: object) -> None:
            await real(intent)  # type: ignore[arg-type]
            stage.clock.jump(TWO_HOURS)

        store_of(stage).record_intent = slow_journal  # type: ignore[method-assign]
        intent_id = stage.services.changing.start(plan)
        await stage.until(concluded(stage, intent_id))
        assert isinstance(outcome(stage, intent_id), Refused)
        assert stage.transport.count(LATEST, "POST") == 0
        intent = await store_of(stage).intent(intent_id)
        assert intent is not None
        assert intent.state is IntentState.REFUSED


async def test_a_machine_that_sleeps_while_the_request_waits_for_its_turn_sends_nothing(
    tmp_path: Path,
) -> None:
    """Reads without an answer take every place in flight: the first attempt waits in the client."""
    async with Stage(path=tmp_path / "db") as stage:
        assert stage.backend is not None
        plan = await prepared(stage, stage.ids[healthy()])
        real, read = store_of(stage).record_intent, stage.backend.client.integrations.list
        reads: list[asyncio.Future[object]] = []

        async def journal_on_a_full_line(intent: object) -> None:
            await real(intent)  # type: ignore[arg-type]
            stage.transport.hold = asyncio.Event()
            reads.extend(asyncio.ensure_future(read()) for _ in range(CONNECTIONS))
            # All of them stand in the line before the journal is done.
            for _ in range(20):
                await asyncio.sleep(0)

        store_of(stage).record_intent = journal_on_a_full_line  # type: ignore[method-assign]
        intent_id = stage.services.changing.start(plan)
        await stage.until(lambda: stage.transport.under_way == CONNECTIONS, step=0.05)
        assert stage.transport.count(LATEST, "POST") == 0, "it waits"
        stage.clock.jump(TWO_HOURS)
        assert stage.transport.hold is not None
        stage.transport.hold.set()
        await stage.until(concluded(stage, intent_id))
        await asyncio.gather(*reads)
        said = outcome(stage, intent_id)
        assert isinstance(said, Refused)
        assert "120 minutes ago" in said.error.title
        assert stage.transport.count(LATEST, "POST") == 0
        assert stage.world.effects.syncs == {}
        intent = await store_of(stage).intent(intent_id)
        assert intent is not None
        assert intent.state is IntentState.REFUSED


@pytest.mark.parametrize("minutes", [-10, 10], ids=["behind", "ahead"])
@pytest.mark.parametrize("fault", ["drop", "lost-answer"])
async def test_a_wrong_clock_neither_invents_nor_misses_a_start(
    tmp_path: Path, fault: str, minutes: int
) -> None:
    """The company's last sync lies between this machine's now and Codat's: its date proves nothing."""
    clock = ManualClock()
    apart = timedelta(minutes=minutes)
    options = DemoOptions(companies=12, faults=f"POST *{LATEST}:{fault}@2-99", sync_seconds=5)
    app = create_app(options, lambda: clock.now() - apart, sleep=clock.sleep)
    async with Stage(path=tmp_path / "db", clock=clock, app=app) as stage:
        company_id = stage.ids[healthy()]
        await trigger(stage, company_id)
        await stage.advance(10)
        _, said = await start(stage, company_id)
        latest = stage.world.history(stage.world.merchant(company_id)).syncs[-1].commerce_sync_id
        if fault == "drop":
            assert isinstance(said, Unknown)
            assert stage.world.effects.syncs == {company_id: 1}, "the first one only"
        else:
            assert isinstance(said, Started)
            assert said.commerce_sync_id == latest
            assert stage.world.effects.syncs == {company_id: 2}


async def followed(stage: Stage) -> Watch:
    company_id = stage.ids[healthy()]
    commerce_sync_id = await trigger(stage, company_id)
    watch_id = stage.services.watching.begin(
        company_id, "Harbour", commerce_sync_id=commerce_sync_id, started_at=stage.clock.now()
    )
    return watch_of(stage, watch_id)


@pytest.mark.parametrize("slept", [0.0, TWO_HOURS])
async def test_a_duration_is_remembered_only_where_somebody_looked(tmp_path: Path, slept: float) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        watch = await followed(stage)
        await stage.advance(4)
        stage.clock.jump(slept)
        await stage.until(ended(stage, watch.watch_id))
        await stage.settle()
        rows = await store_of(stage).access.read("SELECT seconds FROM durations", ())
        assert len(rows) == (0 if slept else 1)


async def test_a_sync_that_has_not_appeared_yet_is_looked_for_after_a_sleep(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db", faults=f"POST *{LATEST}:ignored") as stage:
        _, said = await start(stage, stage.ids[healthy()])
        assert isinstance(said, Started)
        stage.clock.jump(TWO_HOURS)
        await stage.advance(1.5)
        assert stage.services.watching.running_count == 1, "one look is too few to give up"
        await stage.until(lambda: not stage.services.watching.running_count)


async def test_watching_goes_on_soon_after_midnight_although_the_machine_slept(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        stage.transport.headers = {"x-rate-limit-limit": "1000", "x-rate-limit-remaining": "50"}
        watch = await followed(stage)
        await stage.until(lambda: watch_of(stage, watch.watch_id).waiting)
        stage.transport.headers = {}
        stage.clock.jump(10 * 3600)
        await stage.until(ended(stage, watch.watch_id), within=200)


@pytest.mark.parametrize("header", ["999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"])
async def test_a_retry_after_without_end_keeps_no_watch_away_for_longer_than_an_hour(
    tmp_path: Path, header: str
) -> None:
    async with Stage(path=tmp_path / "db", faults="GET /meta/*:429@2-3") as stage:
        stage.transport.headers = {"retry-after": header, "x-rate-limit-reset": header}
        watch = await followed(stage)
        await stage.advance(8)
        seen = watch_of(stage, watch.watch_id)
        assert seen.next_look_at is not None
        assert seen.next_look_at - stage.clock.now() <= timedelta(hours=1)
        await stage.until(ended(stage, watch.watch_id), within=4 * 3600, step=60)
        await asyncio.sleep(0)
