"""The fleet: pages as they come, the sweep in the order that helps most, never more than it may spend."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from codat_tui.demo import DemoOptions, create_app
from codat_tui.models.diagnosis import CauseKind, State, Who
from codat_tui.models.errors import ServerFaultError
from codat_tui.models.local import (
    FleetAppended,
    FleetChange,
    FleetEntry,
    FleetPatched,
    FleetReplaced,
    LatestSync,
    LoadPhase,
    NoticeKind,
    SweepPhase,
    known,
)
from codat_tui.rules.diagnosis.overview_facts import facts_of
from codat_tui.rules.diagnosis.verdict import verdict
from codat_tui.rules.fleet.query import state_of
from codat_tui.services.fleet_rows import same_sync
from codat_tui.store.store import Store
from tests.manual_clock import ManualClock
from tests.services.stage import Stage

LATEST = "/syncs/latest/status"


def loaded(stage: Stage) -> Callable[[], bool]:
    return lambda: stage.services.fleet.state.phase is LoadPhase.LOADED


def swept(stage: Stage) -> Callable[[], bool]:
    ended = {SweepPhase.DONE, SweepPhase.STOPPED, SweepPhase.CANCELLED}
    return lambda: stage.services.fleet.state.sweep in ended


def sweep_order(stage: Stage) -> list[str]:
    """The companies in the order in which their latest sync was asked for."""
    return [each.split("/")[2] for each in stage.transport.asked if each.endswith(LATEST)]


async def test_companies_arrive_page_by_page_and_each_is_asked_once() -> None:
    async with Stage(companies=12) as stage:
        fleet = stage.services.fleet
        changes: list[FleetChange] = []
        fleet.subscribe(changes.append)
        fleet.load()
        assert fleet.state.phase is LoadPhase.LOADING
        await stage.until(swept(stage))
        assert list(fleet.state.entries) == stage.ids
        assert (fleet.state.total_expected, fleet.state.swept, fleet.state.to_sweep) == (12, 12, 12)
        assert fleet.state.sweep is SweepPhase.DONE
        assert sorted(sweep_order(stage)) == sorted(stage.ids)
        assert len(sweep_order(stage)) == 12
        appended = [change for change in changes if isinstance(change, FleetAppended)]
        assert [len(change.entries) for change in appended] == [12]
        assert all(entry.sync or entry.never_synced for entry in fleet.state.entries.values())
        assert any(entry.commerce and entry.accounting for entry in fleet.state.entries.values())


async def test_more_than_five_hundred_are_listed_but_not_swept_by_itself() -> None:
    async with Stage(companies=1203) as stage:
        fleet = stage.services.fleet
        progress: list[tuple[int, int | None]] = []

        def heard(change: FleetChange) -> None:
            if isinstance(change, FleetAppended):
                progress.append((len(fleet.state.entries), fleet.state.total_expected))

        fleet.subscribe(heard)
        fleet.load()
        await stage.until(loaded(stage))
        assert progress == [(1000, 1203), (1203, 1203)]
        assert fleet.state.sweep is SweepPhase.IDLE
        assert "1,203 companies" in fleet.state.sweep_note
        assert len(stage.transport.asked) == 2
        cost = fleet.sweep_cost()
        assert cost.requests == 1203
        assert cost.share_of_quota is not None
        assert 0 < cost.share_of_quota < 0.01
        assert cost.seconds == 1203 / 8


async def test_five_hundred_are_swept_by_itself_at_eight_a_second() -> None:
    async with Stage(companies=500) as stage:
        stage.services.fleet.load()
        await stage.until(swept(stage))
        assert stage.services.fleet.state.swept == 500
        asked = len(stage.transport.asked)
        assert asked / 8 * 0.9 <= stage.clock.monotonic() < asked / 8 * 1.2
        assert len(sweep_order(stage)) == 500
        more = [each for each in stage.transport.asked if not each.endswith(LATEST)]
        assert len(more) <= 250, "only where the latest sync leaves something open"


async def test_a_failing_company_is_asked_since_when_and_one_that_is_fine_is_not() -> None:
    async with Stage(companies=60) as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(swept(stage))
        asked = stage.transport.asked
        for company_id, entry in fleet.state.entries.items():
            code = entry.sync.code if entry.sync else None
            listed = any(company_id in each and each.endswith("/syncs/list/status") for each in asked)
            if code == 2000 and entry.sync and entry.sync.data_pushed:
                assert not listed, entry
            if code in (4000, 4200):
                assert listed, entry
                assert entry.judgement is not None
                assert entry.judgement.failing_days
                assert entry.judgement.cause is not None


async def test_the_list_stands_as_the_company_read_in_full_stands() -> None:
    async with Stage(companies=60) as stage:
        fleet, reader = stage.services.fleet, stage.services.companies
        fleet.load()
        await stage.until(swept(stage))
        swept_states = {each: state_of(entry) for each, entry in fleet.state.entries.items()}
        for company_id, before in swept_states.items():
            overview = known(await stage.wait_for(reader.overview(company_id)))
            if overview is None:
                assert before is State.UNKNOWN, "Codat lists a company that it then does not know"
                continue
            judged = verdict(facts_of(overview), stage.clock.now())
            assert state_of(fleet.state.entries[company_id]) is judged.state
            # What only more requests show: the others cost none in the sweep.
            if judged.state not in (State.OFF, State.QUIET):
                assert before is judged.state, (company_id, judged.headline)


async def test_the_list_names_what_a_platform_reports_now_before_codats_own_error() -> None:
    async with Stage(companies=60) as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(swept(stage))
        (entry,) = (each for each in fleet.state.entries.values() if each.name == "Summit Cycles Co.")
        assert entry.accounting is not None
        assert "subscription" in entry.accounting.active_error
        assert entry.judgement is not None
        assert entry.judgement.cause is not None
        assert entry.judgement.cause.kind is CauseKind.SUBSCRIPTION_EXPIRED
        assert entry.judgement.cause.who is Who.MERCHANT


async def test_a_configuration_that_the_sweep_read_is_kept_for_comparing(tmp_path: Path) -> None:
    async with Stage(companies=20, path=tmp_path / "db") as stage:
        stage.services.fleet.load()
        await stage.until(swept(stage))
        asked = {each.split("/")[3] for each in stage.transport.asked if "/config/companies/" in each}
        kept = {each for each in stage.ids if await stage.services.activity.snapshots(each)}
        assert asked
        assert kept == asked


@pytest.mark.parametrize(
    ("usual", "state"), [(None, State.STUCK), (2_700.0, State.RUNNING), (900.0, State.STUCK)]
)
async def test_how_long_a_sync_may_run_is_its_companys_own(
    tmp_path: Path, usual: float | None, state: State
) -> None:
    """Ninety minutes are too long, but not where three times the usual are more."""
    async with Stage(companies=20, path=tmp_path / "db") as stage:
        company_id = next(each.id for each in stage.world.merchants() if each.name == "Gamla Stan Antik")
        backend = stage.backend
        assert backend is not None
        assert backend.store is not None
        for number in range(3 if usual else 0):
            at = stage.clock.now() - timedelta(days=number)
            await backend.store.record_duration(
                backend.profile.name, company_id, f"s{number}", usual or 0, at
            )
        await stage.advance(76 * 60)
        stage.services.fleet.load()
        await stage.until(swept(stage))
        assert state_of(stage.services.fleet.state.entries[company_id]) is state


async def test_judgements_are_remembered(tmp_path: Path) -> None:
    path = tmp_path / "db"
    async with Stage(companies=30, path=path) as stage:
        stage.services.fleet.load()
        await stage.until(swept(stage))
        judged = {each: entry.judgement for each, entry in stage.services.fleet.state.entries.items()}
        app = stage.app
    async with Stage(path=path, app=app) as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(lambda: fleet.state.entries)
        assert {each: entry.judgement for each, entry in fleet.state.entries.items()} == judged
        assert any(judged.values())
        assert fleet.state.swept == 0, "before anyone was asked"


async def test_rows_on_screen_come_first_then_last_known_failing(tmp_path: Path) -> None:
    async with Stage(companies=30, path=tmp_path / "db") as stage:
        fleet = stage.services.fleet
        assert stage.backend is not None
        assert stage.backend.store is not None
        failing, visible = stage.ids[20:24], stage.ids[10:13]
        at = stage.clock.now() - timedelta(days=1)
        latest_sync = LatestSync(4000, "Complete", None, "No account", False, at)
        await stage.backend.store.save_latest_syncs("acme", dict.fromkeys(failing, latest_sync), at)
        fleet.visible(visible)
        fleet.load()
        await stage.until(swept(stage))
        assert sweep_order(stage)[:7] == [*visible, *failing]


async def test_rows_that_come_on_screen_during_the_sweep_pass_the_rest() -> None:
    async with Stage(companies=60) as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(lambda: fleet.state.swept > 20)
        asked = len(sweep_order(stage))
        scrolled_to = stage.ids[55:58]
        fleet.visible(scrolled_to)
        await stage.until(swept(stage))
        assert set(sweep_order(stage)[asked : asked + 9]) >= set(scrolled_to)
        assert len(sweep_order(stage)) == 60, "each was asked once"


async def test_what_was_known_is_shown_at_once_with_its_age(tmp_path: Path) -> None:
    path = tmp_path / "db"
    async with Stage(path=path) as stage:
        stage.services.fleet.load()
        await stage.until(swept(stage))
        known = dict(stage.services.fleet.state.entries)
    clock = ManualClock(stage.clock.now() + timedelta(days=2))
    app = stage.app
    async with Stage(path=path, clock=clock, app=app) as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(lambda: fleet.state.entries)
        assert {each: entry.sync for each, entry in fleet.state.entries.items()} == {
            each: entry.sync for each, entry in known.items()
        }
        assert fleet.state.swept == 0, "before anyone was asked"


def test_a_sync_remembered_without_its_id_is_still_the_same_one() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    kept = LatestSync(2000, "Complete", "2026-11-22T03:00:00Z", "", True, at)
    read = kept._replace(checked_at=at + timedelta(days=1), sync_id="sync-1")
    entry = FleetEntry("c", "Harbour", "", "", None, None, sync=kept)
    assert same_sync(entry, read)
    assert same_sync(entry._replace(sync=read), read)
    assert not same_sync(entry._replace(sync=read), read._replace(sync_id="sync-2"))


async def test_what_a_sweep_cut_off_by_quitting_found_is_remembered(tmp_path: Path) -> None:
    path = tmp_path / "db"
    async with Stage(companies=40, path=path) as stage:
        stage.services.fleet.load()
        await stage.until(lambda: stage.services.fleet.state.swept >= 10)
        entries = stage.services.fleet.state.entries.values()
        seen = {entry.company_id for entry in entries if entry.sync or entry.never_synced}
    store = await Store.open(path)
    assert set(await store.load_latest_syncs("acme")) >= seen
    await store.close()


async def test_a_listing_that_fails_keeps_what_was_there() -> None:
    async with Stage(companies=1300, faults="GET /companies:500@2-20") as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(lambda: fleet.state.phase is LoadPhase.FAILED)
        assert isinstance(fleet.state.error, ServerFaultError)
        assert len(fleet.state.entries) == 1000
        await stage.until(lambda: stage.transport.count("/companies") >= 1)


async def test_loading_again_mends_it_by_difference() -> None:
    async with Stage(companies=1200, faults="GET /companies:400@2") as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(lambda: fleet.state.phase is LoadPhase.FAILED)
        changes: list[FleetChange] = []
        fleet.subscribe(changes.append)
        fleet.load()
        await stage.until(loaded(stage))
        assert fleet.state.error is None
        assert [len(each.entries) for each in changes if isinstance(each, FleetAppended)] == [200]
        assert not any(isinstance(each, FleetReplaced) for each in changes)


async def test_refreshing_finds_new_changed_and_vanished_companies() -> None:
    clock = ManualClock()
    app = create_app(DemoOptions(companies=9), clock.now, sleep=clock.sleep)
    async with Stage(clock=clock, app=app) as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(swept(stage))
        before = dict(fleet.state.entries)
        linked = next(each for each in before.values() if each.commerce and each.commerce.status == "Linked")
        assert linked.commerce is not None
        client = (await stage.connect()).client
        update = client.connections.update_connection
        await stage.wait_for(update(linked.company_id, linked.commerce.connection_id, "Unlinked"))
        created = await stage.wait_for(client.advanced_controls.create_company("New Merchant"))
        changes: list[FleetChange] = []
        fleet.subscribe(changes.append)
        fleet.refresh()
        await stage.until(loaded(stage))
        await stage.until(lambda: any(isinstance(change, FleetPatched) for change in changes))
        changed = fleet.state.entries[linked.company_id]
        assert changed.commerce is not None
        assert changed.commerce.status == "Unlinked"
        assert changed.sync is not None, "what was known of its sync stays"
        assert created.id in fleet.state.entries

        stage.world.options = DemoOptions(companies=5)
        stage.world._created.clear()
        fleet.refresh()
        await stage.until(lambda: any(isinstance(change, FleetReplaced) for change in changes))
        assert list(fleet.state.entries) == stage.ids
        assert len(stage.ids) == 5


async def test_relisting_shows_another_link_and_asks_for_no_sync() -> None:
    async with Stage(companies=12) as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(swept(stage))
        company = stage.world.merchant(stage.ids[0])
        for each in stage.world.links(company):
            stage.world.set_status(company, each.id, "Unlinked")
        stage.transport.asked.clear()
        fleet.relist()
        fleet.relist()
        await stage.until(loaded(stage))
        await stage.settle()
        assert len(stage.transport.asked) == 1, "one page"
        entry = fleet.entry(company.id)
        assert entry is not None
        assert {side.status for side in (entry.commerce, entry.accounting) if side} == {"Unlinked"}


async def test_patches_are_published_at_most_thirty_times_a_second() -> None:
    async with Stage(companies=40) as stage:
        fleet = stage.services.fleet
        times: list[float] = []

        def heard(change: FleetChange) -> None:
            if isinstance(change, FleetPatched):
                times.append(stage.clock.monotonic())

        fleet.subscribe(heard)
        fleet.load()
        await stage.until(swept(stage), step=0.01)
        for company_id in stage.ids * 20:
            fleet.note_sync(company_id, None)
        await stage.advance(1)
        assert len(times) > 5
        assert all(later - earlier >= 1 / 31 for earlier, later in pairwise(times))


async def test_nothing_is_pending_once_all_is_done() -> None:
    async with Stage(companies=5) as stage:
        stage.services.fleet.load()
        await stage.until(swept(stage))
        await stage.advance(10)
        assert stage.clock.sleeping == 0
        asked = len(stage.transport.asked)
        await stage.advance(3600)
        assert len(stage.transport.asked) == asked


async def test_a_sweep_can_be_cancelled_and_begun_again() -> None:
    async with Stage(companies=80) as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(lambda: fleet.state.swept >= 10)
        fleet.cancel_sweep()
        assert fleet.state.sweep is SweepPhase.CANCELLED
        await stage.settle()
        asked = len(stage.transport.asked)
        await stage.advance(30)
        assert len(stage.transport.asked) == asked
        fleet.sweep_all()
        await stage.until(swept(stage))
        assert fleet.state.swept == 80


async def test_the_sweep_leaves_a_tenth_of_the_quota() -> None:
    async with Stage(companies=50) as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(lambda: fleet.state.swept >= 10)
        stage.transport.headers = {"X-Rate-Limit-Limit": "61000", "X-Rate-Limit-Remaining": "6099"}
        await stage.until(swept(stage))
        assert fleet.state.sweep is SweepPhase.STOPPED
        assert "10 %" in fleet.state.sweep_note
        assert 10 <= fleet.state.swept <= 18
        asked = len(stage.transport.asked)
        fleet.sweep_all()
        await stage.until(swept(stage))
        assert len(stage.transport.asked) == asked, "nothing is asked while the quota is low"


async def test_one_company_that_fails_is_counted_and_the_others_are_asked() -> None:
    broken = create_app(DemoOptions(companies=8), ManualClock().now).state.world
    company_id = next(iter(broken.merchants())).id
    async with Stage(companies=8, faults=f"GET /companies/{company_id}/*:400") as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(swept(stage))
        assert fleet.state.sweep is SweepPhase.DONE
        assert (fleet.state.swept, fleet.state.sweep_failures) == (7, 1)
        assert fleet.state.entries[company_id].sync is None
        assert not fleet.state.entries[company_id].never_synced


async def test_a_sweep_that_gets_no_answers_stops() -> None:
    async with Stage(companies=100, faults=f"GET *{LATEST}:403") as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(swept(stage))
        assert fleet.state.sweep is SweepPhase.STOPPED
        assert fleet.state.sweep_note
        assert 5 <= fleet.state.sweep_failures <= 11


async def test_one_company_can_be_asked_alone() -> None:
    async with Stage(companies=600) as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(loaded(stage))
        fleet.refresh(stage.ids[3])
        await stage.until(lambda: fleet.state.entries[stage.ids[3]].sync is not None)
        assert stage.transport.count(LATEST) == 1
        fleet.refresh()
        await stage.until(loaded(stage))
        assert fleet.state.entries[stage.ids[3]].sync is not None, "reading the list again forgets nothing"


async def test_a_second_load_is_dropped_while_one_runs() -> None:
    async with Stage(companies=5) as stage:
        stage.transport.hold = asyncio.Event()
        stage.services.fleet.load()
        await stage.settle()
        stage.services.fleet.load()
        stage.services.fleet.refresh()
        stage.transport.hold.set()
        await stage.until(swept(stage))
        assert stage.transport.count("/companies") == 1


async def test_a_store_that_fails_is_told_and_the_fleet_goes_on(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "db") as stage:
        assert stage.backend is not None
        store: Store | None = stage.backend.store
        assert store is not None
        await store.close()
        stage.services.fleet.load()
        await stage.until(swept(stage))
        assert stage.services.fleet.state.swept == 12
        assert {notice.kind for notice in stage.notices} == {NoticeKind.STORE_FAILED}


async def test_one_company_that_cannot_be_asked_is_told() -> None:
    async with Stage(companies=600, faults=f"GET *{LATEST}:403") as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(loaded(stage))
        fleet.refresh(stage.ids[3])
        await stage.until(lambda: stage.notices)
        assert stage.notices[0].kind is NoticeKind.READ_FAILED
