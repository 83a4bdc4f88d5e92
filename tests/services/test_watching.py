"""Syncs are followed to their end by one request at a time, and spare the quota."""

from __future__ import annotations

from datetime import timedelta

from codat_tui.models.errors import ForbiddenError, ServerFaultError
from codat_tui.models.local import NoticeKind, NoticeSeverity, Phase, Watch
from codat_tui.services.poller import phase_of
from tests.services.acts import (
    ended,
    healthy,
    trigger,
    watch_of,
)
from tests.services.stage import Stage

STATUS = "/sync/commerce/status"


async def test_a_sync_is_followed_from_the_trigger_to_its_end() -> None:
    async with Stage() as stage:
        company_id = stage.ids[healthy()]
        commerce_sync_id = await trigger(stage, company_id)
        heard: list[tuple[Phase, str]] = []

        def note(watches: tuple[Watch, ...]) -> None:
            if not heard or heard[-1] != (watches[-1].phase, watches[-1].word):
                heard.append((watches[-1].phase, watches[-1].word))

        stage.services.watching.subscribe(note)
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id=commerce_sync_id, started_at=stage.clock.now()
        )
        assert stage.services.watching.running_count == 1
        await stage.until(ended(stage, watch_id))
        watch = watch_of(stage, watch_id)
        assert [phase for phase, _ in heard] == [
            Phase.REQUESTED,
            Phase.REQUESTED,
            Phase.STARTED,
            Phase.PUSHING,
            Phase.ENDED,
        ]
        assert heard[1][1] == "NotStarted"
        assert watch.sync_id
        assert watch.sync_id != commerce_sync_id
        assert watch.outcome is not None
        assert watch.code in (2000, 2040)
        assert watch.looks == len(stage.transport.asked)
        assert stage.transport.count(STATUS) == 1, "then by its own id"
        assert watch.next_look_at is None


async def test_looks_never_overlap_and_keep_to_the_schedule() -> None:
    async with Stage(sync_seconds=100, faults="latency=1500ms") as stage:
        company_id = stage.ids[healthy()]
        commerce_sync_id = await trigger(stage, company_id)
        watch_id = stage.services.watching.begin(company_id, "Harbour", commerce_sync_id=commerce_sync_id)
        await stage.until(ended(stage, watch_id))
        assert max(stage.transport.most_by_path.values()) == 1
        assert 7 <= watch_of(stage, watch_id).looks <= 10


async def test_one_sync_has_one_watch_however_often_it_is_asked_for() -> None:
    async with Stage() as stage:
        company_id = stage.ids[healthy()]
        commerce_sync_id = await trigger(stage, company_id)
        begin = stage.services.watching.begin
        first = begin(company_id, "Harbour", commerce_sync_id=commerce_sync_id)
        assert begin(company_id, "Harbour", commerce_sync_id=commerce_sync_id) == first
        await stage.until(lambda: watch_of(stage, first).sync_id)
        assert begin(company_id, "Harbour", sync_id=watch_of(stage, first).sync_id) == first
        assert begin(company_id, "Harbour") == first
        assert begin(stage.ids[0] if company_id != stage.ids[0] else stage.ids[1], "Oak") != first


async def test_a_company_without_ids_is_followed_by_its_latest_sync() -> None:
    async with Stage() as stage:
        company_id = stage.ids[healthy()]
        commerce_sync_id = await trigger(stage, company_id)
        watch_id = stage.services.watching.begin(company_id, "Harbour")
        await stage.until(ended(stage, watch_id))
        assert watch_of(stage, watch_id).commerce_sync_id == commerce_sync_id


async def test_a_sync_the_status_never_shows_is_found_as_the_latest() -> None:
    async with Stage() as stage:
        company_id = stage.ids[healthy()]
        await trigger(stage, company_id)
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id="another-id", started_at=stage.clock.now()
        )
        await stage.until(ended(stage, watch_id))
        watch = watch_of(stage, watch_id)
        assert watch.code in (2000, 2040)
        assert stage.transport.count("/syncs/latest/status") == 1


async def test_a_sync_that_never_appears_is_given_up_in_words() -> None:
    async with Stage() as stage:
        company_id = stage.ids[healthy()]
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id="another-id", started_at=stage.clock.now()
        )
        await stage.until(ended(stage, watch_id))
        watch = watch_of(stage, watch_id)
        assert watch.outcome is None
        assert watch.error is not None
        assert "never appeared" in watch.error.title
        assert 600 <= stage.clock.monotonic() <= 650
        assert stage.notices[-1].kind is NoticeKind.WATCH_DROPPED


async def test_the_end_is_told_in_words_and_the_row_follows() -> None:
    async with Stage() as stage:
        stage.services.fleet.load()
        await stage.until(lambda: stage.services.fleet.state.swept == 12)
        company_id = stage.ids[healthy()]
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id=await trigger(stage, company_id)
        )

        def row_code() -> int | None:
            entry = stage.services.fleet.entry(company_id)
            return entry.sync.code if entry is not None and entry.sync is not None else None

        await stage.until(lambda: row_code() == 1000)
        await stage.until(ended(stage, watch_id))
        await stage.settle()
        assert row_code() == watch_of(stage, watch_id).code
        notice = stage.notices[-1]
        assert notice.kind is NoticeKind.SYNC_ENDED
        assert notice.company_name == "Harbour"
        assert notice.company_id == company_id


async def test_a_failed_sync_is_told_loudly() -> None:
    async with Stage(companies=60) as stage:
        world = stage.world
        failing = next(
            merchant.id
            for merchant in world.merchants()
            if (syncs := world.history(merchant).syncs) and syncs[-1].outcome.code == 4000
        )
        commerce_sync_id = await trigger(stage, failing)
        watch_id = stage.services.watching.begin(failing, "Oak", commerce_sync_id=commerce_sync_id)
        await stage.until(ended(stage, watch_id))
        await stage.settle()
        assert stage.notices[-1].severity is NoticeSeverity.ERROR


async def test_waits_of_the_client_are_shown_on_the_watch() -> None:
    async with Stage(faults=f"GET *{STATUS}:429=4s@1") as stage:
        company_id = stage.ids[healthy()]
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id=await trigger(stage, company_id)
        )
        await stage.until(lambda: watch_of(stage, watch_id).waiting)
        waiting = watch_of(stage, watch_id).waiting
        assert waiting is not None
        assert "429" in waiting.reason
        assert (waiting.until - stage.clock.now()).total_seconds() > 3
        assert stage.services.traffic.state.waits
        await stage.until(ended(stage, watch_id))
        assert watch_of(stage, watch_id).waiting is None
        assert stage.services.traffic.state.waits == ()


async def test_a_passing_failure_is_shown_and_looking_goes_on() -> None:
    async with Stage(faults=f"GET *{STATUS}:500@1-40") as stage:
        company_id = stage.ids[healthy()]
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id=await trigger(stage, company_id)
        )
        await stage.until(lambda: watch_of(stage, watch_id).error)
        assert isinstance(watch_of(stage, watch_id).error, ServerFaultError)
        assert watch_of(stage, watch_id).running
        await stage.until(ended(stage, watch_id))
        assert watch_of(stage, watch_id).error is None


async def test_retry_after_beyond_the_clients_patience_sets_the_next_look() -> None:
    async with Stage(faults=f"GET *{STATUS}:429=120s@1") as stage:
        company_id = stage.ids[healthy()]
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id=await trigger(stage, company_id)
        )
        await stage.until(lambda: watch_of(stage, watch_id).looks == 1)
        await stage.settle()
        due = watch_of(stage, watch_id).next_look_at
        assert due is not None
        assert (due - stage.clock.now()).total_seconds() > 115


async def test_an_answer_that_will_not_change_ends_the_watch() -> None:
    async with Stage(faults=f"GET *{STATUS}:403") as stage:
        company_id = stage.ids[healthy()]
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id=await trigger(stage, company_id)
        )
        await stage.until(ended(stage, watch_id))
        assert isinstance(watch_of(stage, watch_id).error, ForbiddenError)
        assert len(stage.transport.asked) == 1


async def test_an_ended_watch_stays_until_it_is_cleared() -> None:
    async with Stage() as stage:
        company_id = stage.ids[healthy()]
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id=await trigger(stage, company_id)
        )
        await stage.until(ended(stage, watch_id))
        await stage.advance(3600)
        assert stage.services.watching.of_company(company_id) == watch_of(stage, watch_id)
        stage.services.watching.clear_ended()
        assert stage.services.watching.watches == ()


async def test_watching_pauses_at_a_tenth_of_the_quota_and_goes_on_after_its_reset() -> None:
    async with Stage(sync_seconds=60) as stage:
        company_id = stage.ids[healthy()]
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id=await trigger(stage, company_id)
        )
        reset = stage.clock.now() + timedelta(hours=2)
        stage.transport.headers = {
            "X-Rate-Limit-Limit": "1000",
            "X-Rate-Limit-Remaining": "100",
            "X-Rate-Limit-Reset": reset.isoformat(),
        }
        await stage.until(lambda: watch_of(stage, watch_id).waiting)
        watch = watch_of(stage, watch_id)
        assert watch.waiting is not None
        assert "10 %" in watch.waiting.reason
        assert watch.waiting.until == reset
        assert watch.next_look_at == reset
        stage.services.watching.begin(stage.ids[0], "Oak", sync_id="x")
        await stage.advance(5)
        assert [notice.kind for notice in stage.notices] == [NoticeKind.WATCHING_PAUSED], "said once"
        asked = len(stage.transport.asked)
        await stage.advance(3600)
        assert len(stage.transport.asked) == asked
        stage.transport.headers = {}
        await stage.until(ended(stage, watch_id), within=7300, step=30)
        assert watch_of(stage, watch_id).outcome is not None


def test_words_become_phases_and_unknown_words_lose_nothing() -> None:
    assert phase_of("NotStarted", Phase.REQUESTED, ended=False) is Phase.REQUESTED
    assert phase_of("Started", Phase.REQUESTED, ended=False) is Phase.STARTED
    assert phase_of("Pushing", Phase.STARTED, ended=False) is Phase.PUSHING
    assert phase_of("Polishing", Phase.REQUESTED, ended=False) is Phase.STARTED
    assert phase_of("Polishing", Phase.PUSHING, ended=False) is Phase.PUSHING
    assert phase_of("", Phase.STARTED, ended=False) is Phase.STARTED
    assert phase_of("Complete", Phase.PUSHING, ended=True) is Phase.ENDED
