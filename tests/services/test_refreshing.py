"""What is shown is read again by itself: only while somebody looks, within the quota; new trouble is told once."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from codat_tui.models.diagnosis import State
from codat_tui.models.local import LoadPhase, NoticeKind, SweepPhase
from codat_tui.rules.fleet.query import state_of
from codat_tui.services.context import Backend
from codat_tui.services.refreshing import AWAY
from tests.services.acts import trigger
from tests.services.stage import Stage

QUARTER = 15 * 60.0
LIST = "the list"
HEALTHY = "Nordic Bikes AB"
GOING = (SweepPhase.IDLE, SweepPhase.RUNNING)


class Refreshed(Stage):
    """A stage whose profile refreshes every quarter of an hour."""

    minutes = 15

    async def connect(self) -> Backend:
        backend = await super().connect()
        self.backend = backend._replace(profile=backend.profile._replace(refresh_minutes=self.minutes))
        return self.backend


async def loaded(stage: Stage) -> None:
    """Read the list and all latest syncs, as the app does, and show them."""
    fleet = stage.services.fleet
    stage.services.refreshing.show(LIST)
    fleet.load()
    await stage.until(lambda: fleet.state.phase is LoadPhase.LOADED and fleet.state.sweep not in GOING)
    await stage.advance(1)
    stage.transport.asked.clear()


def lists(stage: Stage) -> int:
    return stage.transport.count("/companies")


async def test_every_quarter_the_list_and_the_failing_are_read_and_nothing_between(tmp_path: Path) -> None:
    async with Refreshed(path=tmp_path / "db") as stage:
        await loaded(stage)
        rows = stage.services.fleet.state.entries.values()
        need = {each.company_id for each in rows if state_of(each).needs_person}
        fine = {each.company_id for each in rows if state_of(each) is State.FINE}
        next_at = stage.services.refreshing.state.next_at
        assert next_at is not None
        await stage.advance((next_at - stage.clock.now()).total_seconds() - 2)
        assert stage.transport.asked == []
        assert stage.clock.sleeping == 1, "one timer, for the next refresh"
        await stage.advance(2)
        await stage.until(lambda: stage.services.refreshing.state.next_at not in (None, next_at), within=60)
        assert lists(stage) == 1
        text = "\n".join(stage.transport.asked)
        assert all(each in text for each in need)
        assert not any(each in text for each in fine)
        as_of = stage.services.fleet.state.as_of
        assert as_of is not None
        assert stage.services.refreshing.state.next_at == as_of + timedelta(minutes=15)


async def refreshed(stage: Stage) -> str:
    """Let the next refresh happen; what was asked, one request a line."""
    stage.transport.asked.clear()
    await stage.advance(QUARTER)
    await stage.until(lambda: lists(stage) and not stage.services.refreshing.state.running, within=60)
    return "\n".join(stage.transport.asked)


def fine(stage: Stage) -> list[str]:
    rows = stage.services.fleet.state.entries.values()
    return [each.company_id for each in rows if state_of(each) is State.FINE]


async def test_a_fine_company_whose_data_was_read_since_is_asked_again_once(tmp_path: Path) -> None:
    async with Refreshed(path=tmp_path / "db") as stage:
        await loaded(stage)
        synced, *others = fine(stage)
        await trigger(stage, synced)
        text = await refreshed(stage)
        assert f"{synced}/sync/commerce/syncs/latest" in text
        assert not any(each in text for each in others)
        assert synced not in await refreshed(stage)


async def test_fine_companies_are_asked_again_when_their_daily_sync_is_due(tmp_path: Path) -> None:
    async with Refreshed(path=tmp_path / "db") as stage:
        await loaded(stage)
        before = fine(stage)
        stage.clock.jump(24 * 3600.0)
        stage.services.refreshing.touched()
        await stage.until(lambda: lists(stage) and not stage.services.refreshing.state.running, within=60)
        text = "\n".join(stage.transport.asked)
        assert all(each in text for each in before)
        text = await refreshed(stage)
        assert not any(each in text for each in fine(stage)), "their next one is due tomorrow"


async def test_nothing_is_read_while_hidden_paused_or_switched_off(tmp_path: Path) -> None:
    async with Refreshed(path=tmp_path / "db") as stage:
        await loaded(stage)
        stage.services.refreshing.hide(LIST)
        await stage.advance(3 * QUARTER)
        assert stage.transport.asked == []
        assert stage.clock.sleeping == 0, "no timer runs"
        stage.services.refreshing.show(LIST)
        await stage.until(lambda: lists(stage) == 1, within=5)
        await stage.until(lambda: stage.services.refreshing.state.next_at, within=60)
        stage.transport.asked.clear()
        assert stage.services.refreshing.toggle() is True
        await stage.advance(3 * QUARTER)
        assert stage.transport.asked == []
        assert stage.services.refreshing.toggle() is False
        await stage.until(lambda: lists(stage) == 1, within=5)


async def test_without_an_interval_nothing_is_ever_read(tmp_path: Path) -> None:
    stage = Refreshed(path=tmp_path / "db")
    stage.minutes = 0
    async with stage:
        await loaded(stage)
        await stage.advance(4 * QUARTER)
        assert stage.transport.asked == []
        assert stage.services.refreshing.state.next_at is None


async def test_it_rests_while_nobody_is_there_and_reads_at_the_first_key(tmp_path: Path) -> None:
    async with Refreshed(path=tmp_path / "db") as stage:
        await loaded(stage)
        await stage.until(lambda: stage.services.refreshing.state.away, within=AWAY + 2 * QUARTER, step=60)
        before = lists(stage)
        assert 7 <= before <= 8
        await stage.advance(5 * QUARTER)
        assert lists(stage) == before
        assert stage.clock.sleeping == 0
        stage.services.refreshing.touched()
        await stage.until(lambda: lists(stage) == before + 1, within=5)


async def test_after_a_sleep_of_the_machine_the_first_key_reads(tmp_path: Path) -> None:
    async with Refreshed(path=tmp_path / "db") as stage:
        await loaded(stage)
        stage.clock.jump(8 * 3600.0)
        await stage.settle()
        assert stage.transport.asked == [], "its timer stood still"
        stage.services.refreshing.touched()
        await stage.until(lambda: lists(stage) == 1, within=5)


async def test_the_rest_of_the_quota_is_left_alone(tmp_path: Path) -> None:
    async with Refreshed(path=tmp_path / "db") as stage:
        stage.transport.headers = {"X-Rate-Limit-Limit": "1000", "X-Rate-Limit-Remaining": "90"}
        await loaded(stage)
        await stage.advance(QUARTER + 5)
        assert stage.transport.asked == []
        assert stage.services.refreshing.state.note
        next_at = stage.services.refreshing.state.next_at
        assert next_at is not None
        assert next_at > stage.clock.now()


async def test_the_open_company_is_read_again_and_the_fleet_is_not(tmp_path: Path) -> None:
    async with Refreshed(path=tmp_path / "db") as stage:
        await loaded(stage)
        company_id = stage.ids[1]
        await stage.wait_for(stage.services.companies.overview(company_id))
        stage.services.refreshing.hide(LIST)
        stage.services.refreshing.show("its tab", company_id)
        stage.transport.asked.clear()
        await stage.advance(QUARTER + 5)
        await stage.until(lambda: not stage.services.refreshing.state.running, within=30)
        assert stage.transport.asked
        assert all(company_id in each for each in stage.transport.asked)


async def test_new_trouble_is_told_once_and_only_when_a_state_changes(tmp_path: Path) -> None:
    async with Refreshed(path=tmp_path / "db") as stage:
        await loaded(stage)
        assert [each for each in stage.notices if each.kind is NoticeKind.NEW_TROUBLE] == []
        assert stage.backend is not None
        (company,) = (each for each in stage.services.fleet.state.entries.values() if each.name == HEALTHY)
        assert company.accounting is not None
        update = stage.backend.client.connections.update_connection
        await stage.wait_for(update(company.company_id, company.accounting.connection_id, status="Unlinked"))
        for _ in range(3):
            await stage.advance(QUARTER + 5)
            await stage.until(lambda: not stage.services.refreshing.state.running, within=60)
        (told,) = [each for each in stage.notices if each.kind is NoticeKind.NEW_TROUBLE]
        assert told.text.startswith(f"{HEALTHY} (")
        assert told.text.endswith(") needs a person now.")
        assert told.company_id == company.company_id
