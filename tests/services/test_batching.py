"""Several syncs as one batch: careful at first, stopped by alike failures, resumed without a second request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from codat_tui.demo import DemoOptions, create_app
from codat_tui.models.batches import Batch, BatchMember, BatchState, MemberState
from codat_tui.models.local import NoticeKind
from codat_tui.services.batching import LONGEST_RUN, RESUMABLE
from tests.demo_server import DemoServer
from tests.manual_clock import START, ManualClock
from tests.services.acts import store_of, trigger
from tests.services.killed_writes import Killer
from tests.services.stage import Stage

LATEST = "/sync/commerce/latest"
TWO_HOURS = 7200.0
COMPANIES = 60


def working(many: int, companies: int = COMPANIES) -> list[int]:
    """The positions of companies whose next sync succeeds."""
    world = create_app(DemoOptions(companies=companies), ManualClock().now).state.world
    found = []
    for place, merchant in enumerate(world.merchants()):
        latest = world.history(merchant).syncs[-1:]
        done = latest and latest[0].outcome.code == 2000 and latest[0].ends < START
        if done and not merchant.deleted:
            found.append(place)
    return found[:many]


def of(stage: Stage, places: list[int]) -> list[BatchMember]:
    return [BatchMember(stage.ids[place], f"Company {place}") for place in places]


def a_stage(path: Path, **more: object) -> Stage:
    return Stage(path=path, companies=COMPANIES, sync_seconds=20.0, **more)  # type: ignore[arg-type]


def the_batch(stage: Stage) -> Batch:
    (batch,) = stage.services.batches.batches
    return batch


def over(stage: Stage) -> Callable[[], bool]:
    return lambda: the_batch(stage).over


def told(stage: Stage) -> list[str]:
    return [each.text for each in stage.notices if each.kind is NoticeKind.BATCH_ENDED]


async def test_a_batch_starts_one_then_three_then_the_rest_and_says_so_once(tmp_path: Path) -> None:
    async with a_stage(tmp_path / "db") as stage:
        members = of(stage, working(12))
        most: list[tuple[int, int]] = []

        def look(batches: tuple[Batch, ...]) -> None:
            (batch,) = batches
            good = sum(each.state is MemberState.ENDED for each in batch.members)
            most.append((good, batch.active))

        stage.services.batches.subscribe(look)
        stage.services.batches.start(members)
        await stage.until(over(stage))
        assert max(active for good, active in most if good == 0) == 1
        assert max(active + good for good, active in most if 1 <= good < 4) == 4
        assert 3 < max(active for good, active in most if good >= 4) <= 8
        assert the_batch(stage).state is BatchState.DONE
        assert stage.world.effects.syncs == {each.company_id: 1 for each in members}
        assert [each.kind for each in stage.notices] == [NoticeKind.BATCH_ENDED]
        assert told(stage)[0].startswith("The batch of 12 syncs has ended: ")
        assert await store_of(stage).batches.load("acme") == ()


async def test_two_alike_failures_pause_it_and_a_resume_goes_on_with_one(tmp_path: Path) -> None:
    faults = "POST */sync/commerce/latest:403@1-2"
    async with a_stage(tmp_path / "db", faults=faults) as stage:
        members = of(stage, working(5))
        batch_id = stage.services.batches.start(members)
        await stage.until(over(stage))
        batch = the_batch(stage)
        assert batch.state is BatchState.PAUSED
        assert batch.note.startswith(f"{members[0].company_name} and {members[1].company_name} failed alike")
        assert [each.state for each in batch.members[:3]] == [
            MemberState.NOT_STARTED,
            MemberState.NOT_STARTED,
            MemberState.WAITING,
        ]
        assert len(told(stage)) == 1
        stage.services.batches.resume(batch_id)
        await stage.until(lambda: the_batch(stage).active)
        await stage.settle()
        assert the_batch(stage).active == 1
        await stage.until(over(stage))
        assert the_batch(stage).state is BatchState.DONE
        assert stage.world.effects.syncs == {each.company_id: 1 for each in members[2:]}


async def test_a_resume_in_the_moment_of_the_pause_is_not_lost(tmp_path: Path) -> None:
    async with a_stage(tmp_path / "db", faults="POST */sync/commerce/latest:403@1-2") as stage:
        batches = stage.services.batches

        def at_once(known: Sequence[Batch]) -> None:
            if known[-1].state is BatchState.PAUSED and known[-1].note:
                batches.resume(known[-1].batch_id)

        batches.subscribe(at_once)
        members = of(stage, working(5))
        batch_id = batches.start(members)
        await stage.until(lambda: the_batch(stage).settled == 1)
        batches.pause(batch_id)
        batches.resume(batch_id)
        await stage.until(lambda: the_batch(stage).state is BatchState.DONE)
        assert stage.world.effects.syncs == {each.company_id: 1 for each in members[2:]}


async def test_a_company_whose_sync_runs_is_skipped_and_stops_nothing(tmp_path: Path) -> None:
    async with a_stage(tmp_path / "db") as stage:
        members = of(stage, working(4))
        for each in members[:2]:
            await trigger(stage, each.company_id)
        stage.services.batches.start(members)
        await stage.until(over(stage))
        states = [each.state for each in the_batch(stage).members]
        assert states == [MemberState.SKIPPED, MemberState.SKIPPED, MemberState.ENDED, MemberState.ENDED]
        assert stage.world.effects.syncs == {each.company_id: 1 for each in members}, (
            "one each, two of them before"
        )


async def test_a_pause_lets_go_on_what_was_sent_and_starts_no_more(tmp_path: Path) -> None:
    async with a_stage(tmp_path / "db") as stage:
        members = of(stage, working(4))
        batch_id = stage.services.batches.start(members)
        await stage.until(lambda: the_batch(stage).members[0].state is MemberState.RUNNING)
        stage.services.batches.pause(batch_id)
        await stage.until(over(stage))
        await stage.advance(120)
        assert stage.world.effects.syncs == {members[0].company_id: 1}
        assert the_batch(stage).members[0].state is MemberState.ENDED
        stage.services.batches.resume(batch_id)
        await stage.until(over(stage))
        assert stage.world.effects.syncs == {each.company_id: 1 for each in members}


async def test_a_cancelled_batch_ends_when_its_running_sync_does(tmp_path: Path) -> None:
    async with a_stage(tmp_path / "db") as stage:
        batch_id = stage.services.batches.start(of(stage, working(3)))
        await stage.until(lambda: the_batch(stage).members[0].state is MemberState.RUNNING)
        stage.services.batches.cancel(batch_id)
        await stage.until(over(stage))
        assert told(stage)[0].endswith("was cancelled: 1 written, 2 not started.")
        stage.services.batches.clear_ended()
        assert stage.services.batches.batches == ()


async def test_a_batch_that_the_machine_slept_over_is_not_finished_unasked(tmp_path: Path) -> None:
    async with a_stage(tmp_path / "db") as stage:
        members = of(stage, working(12))
        slept: list[str] = []

        async def sleep_over_the_first(method: str, path: str) -> None:
            if members[0].company_id in path and "connections" in path and not slept:
                slept.append(path)
                stage.clock.jump(TWO_HOURS)

        stage.transport.before = sleep_over_the_first
        stage.services.batches.start(members)
        await stage.until(over(stage))
        await stage.advance(60)
        assert stage.world.effects.syncs == {}
        assert the_batch(stage).note == "this machine slept meanwhile"
        assert the_batch(stage).waiting == 12


async def test_it_does_not_wait_for_ever_for_a_sync_that_does_not_end(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db", companies=COMPANIES, sync_seconds=1e6) as stage:
        members = of(stage, working(2))
        stage.services.batches.start(members)
        await stage.until(
            lambda: the_batch(stage).state is BatchState.PAUSED, within=LONGEST_RUN + 120, step=20
        )
        assert the_batch(stage).note == f"after 30 min there is no end of {members[0].company_name}"
        assert stage.world.effects.syncs == {members[0].company_id: 1}


async def test_the_rest_of_the_quota_is_the_users(tmp_path: Path) -> None:
    async with a_stage(tmp_path / "db") as stage:
        batch_id = stage.services.batches.start(of(stage, working(3)))
        await stage.until(lambda: the_batch(stage).members[0].state is MemberState.RUNNING)
        stage.transport.headers = {"X-Rate-Limit-Limit": "1000", "X-Rate-Limit-Remaining": "90"}
        await stage.until(lambda: the_batch(stage).state is BatchState.PAUSED)
        assert "of the day's requests are left" in the_batch(stage).note
        stage.transport.headers = {}
        stage.services.batches.cancel(batch_id)


async def test_a_range_that_is_covered_by_now_is_skipped(tmp_path: Path) -> None:
    async with a_stage(tmp_path / "db") as stage:
        (place,) = working(1)
        newest = stage.world.history(stage.world.merchant(stage.ids[place])).syncs[-1]
        ranged = BatchMember(stage.ids[place], "One", newest.start, newest.start + timedelta(hours=1))
        stage.services.batches.start([ranged])
        await stage.until(over(stage))
        (member,) = the_batch(stage).members
        assert (member.state, member.reason) == (
            MemberState.SKIPPED,
            "its range is in a successful sync by now",
        )
        assert stage.world.effects.syncs == {}


async def test_without_a_journal_nothing_is_sent(tmp_path: Path) -> None:
    async with Stage(companies=12) as stage:
        stage.services.batches.start([BatchMember(stage.ids[1], "One"), BatchMember(stage.ids[2], "Two")])
        await stage.until(over(stage))
        assert the_batch(stage).state is BatchState.CANCELLED
        assert stage.world.effects.syncs == {}


async def test_lost_answers_in_the_middle_start_nothing_twice(tmp_path: Path) -> None:
    options = DemoOptions(
        companies=COMPANIES, faults=f"POST *{LATEST}:lost-answer:0.4, POST *{LATEST}:drop:0.2"
    )
    with DemoServer(options) as server:
        async with a_stage(tmp_path / "db", server=server) as stage:
            members = of(stage, working(10))
            batch_id = stage.services.batches.start(members)
            while the_batch(stage).state is not BatchState.DONE:
                await stage.until(over(stage), within=7200)
                if the_batch(stage).state is BatchState.PAUSED:
                    stage.services.batches.resume(batch_id)
            states = {each.state for each in the_batch(stage).members}
            assert states <= {MemberState.ENDED, MemberState.UNKNOWN}
            assert max(server.app.state.world.effects.syncs.values()) == 1
            ended = sum(each.state is MemberState.ENDED for each in the_batch(stage).members)
            assert sum(server.app.state.world.effects.syncs.values()) >= ended >= 5


@pytest.mark.parametrize(("moment", "spared"), [("before", 1), ("after", 0)])
async def test_a_program_killed_in_the_middle_is_resumed_without_a_second_sync(
    tmp_path: Path, moment: str, spared: int
) -> None:
    options = DemoOptions(companies=COMPANIES, sync_seconds=1.0)
    with DemoServer(options) as server, Killer() as killer:
        companies = [merchant.id for merchant in server.app.state.world.merchants()]
        chosen = [companies[place] for place in working(5)]
        await killer.kill_batch(server, chosen, tmp_path / "db", moment, spared)
        started = spared + (moment == "after")
        assert sum(server.app.state.world.effects.syncs.values()) == started
        async with a_stage(tmp_path / "db", server=server) as stage:
            await stage.until(lambda: stage.services.batches.batches)
            await stage.advance(30)
            assert sum(server.app.state.world.effects.syncs.values()) == started, "nothing goes on unasked"
            (left,) = await stage.wait_for(stage.services.batches.unfinished())
            assert left.note == "the program ended before it was done"
            stage.services.batches.resume(left.batch_id)
            await stage.until(over(stage), within=7200)
            assert the_batch(stage).state is BatchState.DONE
            unknown = [
                each.company_id for each in the_batch(stage).members if each.state is MemberState.UNKNOWN
            ]
            # Nobody can tell a request that never left from one whose effect is late: it is not sent again.
            assert unknown == ([chosen[spared]] if moment == "before" else [])
            assert server.app.state.world.effects.syncs == {each: 1 for each in chosen if each not in unknown}


async def test_what_was_left_for_too_long_is_given_up(tmp_path: Path) -> None:
    async with a_stage(tmp_path / "db") as stage:
        batch_id = stage.services.batches.start(of(stage, working(3)))
        await stage.until(lambda: the_batch(stage).members[0].state is MemberState.RUNNING)
        stage.services.batches.pause(batch_id)
        await stage.until(over(stage))
    later = ManualClock(stage.clock.now() + RESUMABLE * 2)
    async with a_stage(tmp_path / "db", clock=later) as stage:
        await stage.until(lambda: told(stage))
        assert stage.services.batches.batches == ()
        assert "is given up: 1 written, 2 not started" in told(stage)[0]
        await stage.settle()
        assert await store_of(stage).batches.load("acme") == ()


async def test_another_program_that_is_at_it_is_left_alone(tmp_path: Path) -> None:
    async with a_stage(tmp_path / "db") as stage:
        batch_id = stage.services.batches.start(of(stage, working(3)))
        await stage.until(lambda: the_batch(stage).members[0].state is MemberState.RUNNING)
        async with a_stage(tmp_path / "db", app=stage.app, clock=stage.clock) as other:
            assert await other.wait_for(other.services.batches.unfinished()) == ()
        stage.services.batches.pause(batch_id)
        await stage.until(over(stage))
        async with a_stage(tmp_path / "db", app=stage.app, clock=stage.clock) as other:
            (left,) = await other.wait_for(other.services.batches.unfinished())
            other.services.batches.resume(left.batch_id)
            await other.until(over(other))
            assert the_batch(other).state is BatchState.DONE
        stage.services.batches.resume(batch_id)
        await stage.until(over(stage))
        assert the_batch(stage).state is BatchState.CANCELLED
        assert the_batch(stage).note == "another codat-tui has ended it"
        assert set(stage.world.effects.syncs.values()) == {1}


async def test_the_dry_run_lists_every_request(tmp_path: Path) -> None:
    async with a_stage(tmp_path / "db") as stage:
        members = of(stage, working(2))
        lines = stage.services.batches.dry_run(members)
        assert stage.transport.asked == []
        first = lines[: len(lines) // 2]
        assert first[0] == f"# {members[0].company_name}"
        assert all(members[0].company_id in line for line in first[1:])
        stage.services.batches.start(members[:1])
        await stage.until(over(stage))
        sent = [line for line in stage.transport.asked if "status" not in line or "lastSuccess" in line]
        for line in sent:
            assert any(line in each for each in first), line
