"""What is followed is remembered: taken up after a restart, forgotten when it ends, shared with nobody."""

from __future__ import annotations

from pathlib import Path

from codat_tui.demo import DemoOptions, create_app
from codat_tui.models.local import NoticeKind, Watch
from codat_tui.store.store import Store
from tests.manual_clock import ManualClock
from tests.services.acts import (
    ended,
    healthy,
    trigger,
    watch_of,
)
from tests.services.stage import Stage


async def test_stopping_ends_the_watching_only(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        company_id = stage.ids[healthy()]
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id=await trigger(stage, company_id)
        )
        await stage.until(lambda: watch_of(stage, watch_id).looks == 2)
        stage.services.watching.stop(watch_id)
        asked = len(stage.transport.asked)
        await stage.advance(120)
        assert stage.services.watching.watches == ()
        assert len(stage.transport.asked) == asked
        assert stage.world.effects.syncs[company_id] == 1
        assert stage.backend is not None
        assert stage.backend.store is not None
        assert await stage.backend.store.list_watches("acme") == ()


async def test_watches_are_taken_up_again_after_a_restart(tmp_path: Path) -> None:
    clock = ManualClock()
    app = create_app(DemoOptions(companies=12, sync_seconds=300), clock.now, sleep=clock.sleep)
    path = tmp_path / "db"
    async with Stage(path=path, clock=clock, app=app) as stage:
        company_id = stage.ids[healthy()]
        begun = clock.now()
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id=await trigger(stage, company_id)
        )
        await stage.until(lambda: watch_of(stage, watch_id).sync_id)
        sync_id = watch_of(stage, watch_id).sync_id
        assert (await stage.stop()).watches == 1
    await clock.advance(60)
    async with Stage(path=path, clock=clock, app=app, seed=8) as stage:
        await stage.until(lambda: stage.services.watching.watches)
        watch = watch_of(stage, watch_id)
        assert (watch.sync_id, watch.company_name) == (sync_id, "Harbour")
        assert abs((watch.started_at - begun).total_seconds()) < 1
        await stage.until(ended(stage, watch_id))
        assert watch_of(stage, watch_id).outcome is not None
        await stage.settle()
    async with Stage(path=path, clock=clock, app=app, seed=9) as stage:
        await stage.advance(5)
        assert stage.services.watching.watches == (), "it has ended"


async def test_a_saved_watch_that_cannot_be_read_any_more_is_dropped_with_a_notice(tmp_path: Path) -> None:
    path = tmp_path / "db"
    async with Stage(path=path) as stage:
        assert stage.backend is not None
        assert stage.backend.store is not None
        gone = "8a210b68-6988-11ed-a1eb-0242ac120002"
        watch = Watch("w1", gone, "Gone Ltd", stage.clock.now(), sync_id="s1")
        await stage.backend.store.save_watch("acme", watch)
    async with Stage(path=path) as stage:
        await stage.until(lambda: stage.services.watching.watches)
        await stage.until(lambda: not stage.services.watching.watches)
        await stage.settle()
        assert [notice.kind for notice in stage.notices] == [NoticeKind.WATCH_DROPPED]
        assert stage.notices[0].company_name == "Gone Ltd"
        assert stage.backend is not None
        assert stage.backend.store is not None
        assert await stage.backend.store.list_watches("acme") == ()


async def test_the_watch_of_a_living_program_is_left_to_it(tmp_path: Path) -> None:
    path = tmp_path / "db"
    living = await Store.open(path)
    async with Stage(path=path) as stage:
        watch = Watch("w1", stage.ids[0], "Harbour", stage.clock.now(), sync_id="s1")
        await living.save_watch("acme", watch)
    async with Stage(path=path) as stage:
        await stage.advance(5)
        assert stage.services.watching.watches == ()
        assert stage.transport.asked == []
    await living.close()
    async with Stage(path=path) as stage:
        await stage.until(lambda: stage.services.watching.watches)


async def test_usually_is_said_after_three_syncs(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        company_id = stage.ids[healthy()]
        usual: list[float | None] = []
        for _ in range(4):
            watch_id = stage.services.watching.begin(
                company_id,
                "Harbour",
                commerce_sync_id=await trigger(stage, company_id),
                started_at=stage.clock.now(),
            )
            await stage.until(ended(stage, watch_id))
            usual.append(watch_of(stage, watch_id).usual_seconds)
            await stage.settle()
        assert usual[:3] == [None, None, None]
        assert usual[3] is not None
        assert 15 < usual[3] < 60


async def test_the_store_keeps_ids_as_they_become_known(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        company_id = stage.ids[healthy()]
        watch_id = stage.services.watching.begin(
            company_id, "Harbour", commerce_sync_id=await trigger(stage, company_id)
        )
        await stage.until(lambda: watch_of(stage, watch_id).sync_id)
        await stage.settle()
        assert stage.backend is not None
        assert stage.backend.store is not None
        ((saved, _),) = await stage.backend.store.list_watches("acme")
        followed = watch_of(stage, watch_id)
        assert saved == Watch(watch_id, company_id, "Harbour", followed.started_at)._replace(
            commerce_sync_id=followed.commerce_sync_id,
            sync_id=followed.sync_id,
        )
