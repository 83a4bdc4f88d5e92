"""One company: five requests side by side, each part alone, nothing for a company no longer asked for."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from codat_tui.models.errors import BadRequestError, ForbiddenError, NotFoundError, UnauthorizedError
from codat_tui.models.local import Failed, Loaded, Loading, RemoteState, known
from codat_tui.models.overview import CompanyOverview
from codat_tui.services.reading import calls_of
from tests.services.stage import Stage

PARTS = ("company", "connections", "latest", "last_successful", "syncs", "configuration")


async def read(stage: Stage, company_id: str) -> RemoteState[CompanyOverview]:
    return await stage.wait_for(stage.services.companies.overview(company_id))


async def test_everything_is_read_side_by_side() -> None:
    async with Stage() as stage:
        stage.services.fleet.load()
        await stage.until(lambda: stage.services.fleet.state.swept == 12)
        stage.transport.asked.clear()
        stage.transport.most = 0
        stage.transport.hold = asyncio.Event()
        reading = asyncio.ensure_future(stage.services.companies.overview(stage.ids[0]))
        await stage.advance(1)
        assert stage.transport.most == 5
        stage.transport.hold.set()
        await stage.until(reading.done)
        state = await reading
        assert isinstance(state, Loaded)
        assert state.value.company_id == stage.ids[0]
        assert all(isinstance(getattr(state.value, part), Loaded) for part in PARTS)
        assert len(stage.transport.asked) == 5
        syncs = known(state.value.syncs)
        assert syncs
        dates = [sync.sync_utc or "" for sync in syncs]
        assert dates == sorted(dates, reverse=True)


async def test_opened_by_id_alone_the_company_is_asked_for_too() -> None:
    async with Stage() as stage:
        state = await read(stage, stage.ids[4])
        overview = known(state)
        assert overview is not None
        entry = known(overview.company)
        assert entry is not None
        assert entry.company_id == stage.ids[4]
        assert len(stage.transport.asked) == 6


async def test_parts_are_published_as_they_arrive() -> None:
    async with Stage() as stage:
        company_id = stage.ids[0]
        heard: list[RemoteState[CompanyOverview]] = []
        cancel = stage.services.companies.subscribe(company_id, heard.append)
        await read(stage, company_id)
        assert isinstance(heard[0], Loading)
        counts = [sum(isinstance(getattr(known(state), part), Loaded) for part in PARTS) for state in heard]
        assert counts == [0, 1, 2, 3, 4, 5, 6, 6]
        assert isinstance(heard[-1], Loaded)
        cancel()
        await read(stage, company_id)
        assert len(heard) == 8


async def test_one_part_that_fails_blanks_no_other() -> None:
    async with Stage(faults="GET /config/companies/*:400, GET *list/status:403") as stage:
        state = await read(stage, stage.ids[0])
        assert isinstance(state, Loaded)
        assert isinstance(state.value.configuration, Failed)
        assert isinstance(state.value.configuration.error, BadRequestError)
        assert isinstance(state.value.syncs, Failed)
        assert isinstance(state.value.syncs.error, ForbiddenError)
        assert isinstance(state.value.latest, Loaded)
        assert isinstance(state.value.connections, Loaded)


async def test_a_part_that_fails_later_keeps_what_was_known() -> None:
    async with Stage(faults="GET /config/companies/*:400@2") as stage:
        first = known(await read(stage, stage.ids[0]))
        second = known(await read(stage, stage.ids[0]))
        assert first is not None
        assert second is not None
        assert isinstance(second.configuration, Failed)
        assert second.configuration.previous == known(first.configuration)


async def test_when_nothing_can_be_read_the_whole_has_failed() -> None:
    async with Stage(faults="401") as stage:
        state = await read(stage, stage.ids[0])
        assert isinstance(state, Failed)
        assert isinstance(state.error, UnauthorizedError)
        assert state.previous is None


async def test_a_company_nobody_knows_has_failed() -> None:
    async with Stage() as stage:
        state = await read(stage, "8a210b68-6988-11ed-a1eb-0242ac120002")
        assert isinstance(state, Failed)
        assert isinstance(state.error, NotFoundError)


async def test_no_sync_yet_is_an_answer() -> None:
    async with Stage(faults="GET *latest/status:404, GET *lastSuccessful/status:404") as stage:
        state = await read(stage, stage.ids[0])
        assert isinstance(state, Loaded)
        assert isinstance(state.value.latest, Loaded)
        assert state.value.latest.value is None
        assert isinstance(state.value.last_successful, Loaded)
        assert state.value.last_successful.value is None


async def test_a_second_reader_joins_the_first() -> None:
    async with Stage() as stage:
        readers = [asyncio.ensure_future(stage.services.companies.overview(stage.ids[0])) for _ in range(3)]
        await stage.until(lambda: all(reader.done() for reader in readers))
        assert len({id(reader.result()) for reader in readers}) == 1
        assert len(stage.transport.asked) == 6
        await read(stage, stage.ids[0])
        assert len(stage.transport.asked) == 12, "later it is read anew"


async def test_leaving_cancels_the_requests_and_nothing_is_published() -> None:
    async with Stage() as stage:
        stage.transport.hold = asyncio.Event()
        heard: list[RemoteState[CompanyOverview]] = []
        stage.services.companies.subscribe(stage.ids[0], heard.append)
        readers = [asyncio.ensure_future(stage.services.companies.overview(stage.ids[0])) for _ in range(2)]
        await stage.advance(1)
        readers[0].cancel()
        await stage.settle()
        assert stage.transport.under_way == 6, "somebody still waits"
        readers[1].cancel()
        await stage.settle()
        assert stage.transport.under_way == 0
        stage.transport.hold.set()
        await stage.advance(60)
        assert len(heard) == 1, "only that it began"


async def test_companies_do_not_hear_of_each_other() -> None:
    async with Stage() as stage:
        heard: list[RemoteState[CompanyOverview]] = []
        stage.services.companies.subscribe(stage.ids[1], heard.append)
        await read(stage, stage.ids[0])
        assert heard == []
        assert stage.services.companies.state(stage.ids[1]) == Loading()


async def test_the_row_of_the_fleet_follows() -> None:
    async with Stage(companies=600) as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(lambda: len(fleet.state.entries) == 600)
        await read(stage, stage.ids[0])
        entry = fleet.entry(stage.ids[0])
        assert entry is not None
        assert entry.sync is not None


async def test_a_preview_is_asked_for_once_a_minute() -> None:
    async with Stage() as stage:
        companies = stage.services.companies
        await stage.wait_for(companies.preview(stage.ids[0]))
        asked = len(stage.transport.asked)
        await stage.advance(30)
        await stage.wait_for(companies.preview(stage.ids[0]))
        assert len(stage.transport.asked) == asked
        await stage.advance(31)
        await stage.wait_for(companies.preview(stage.ids[0]))
        assert len(stage.transport.asked) > asked


async def test_a_preview_is_read_again_after_another_sync_was_seen_and_once_only() -> None:
    async with Stage() as stage:
        fleet, companies, company_id = stage.services.fleet, stage.services.companies, stage.ids[0]
        fleet.load()
        await stage.until(lambda: fleet.state.swept == 12)
        await stage.wait_for(companies.preview(company_id))
        heard: list[RemoteState[CompanyOverview]] = []
        companies.subscribe(company_id, heard.append)
        await stage.advance(1)
        seen = known(companies.state(company_id))
        assert seen is not None
        latest = known(seen.latest)
        assert latest is not None
        fleet.note_sync(
            company_id, latest.model_copy(update={"code": 1000, "sync_utc": "2026-11-23T14:02:40"})
        )
        await stage.until(lambda: companies.outdated(company_id))
        assert heard
        asked = len(stage.transport.asked)
        await stage.wait_for(companies.preview(company_id))
        await stage.advance(1)
        assert not companies.outdated(company_id)
        await stage.wait_for(companies.preview(company_id))
        assert len(stage.transport.asked) == asked + 5


async def test_a_change_while_the_company_is_read_outdates_that_reading() -> None:
    async with Stage() as stage:
        companies, company_id = stage.services.companies, stage.ids[0]
        stage.transport.hold = asyncio.Event()
        reading = asyncio.ensure_future(companies.overview(company_id))
        await stage.advance(1)
        companies.note_change(company_id)
        stage.transport.hold.set()
        await stage.until(reading.done)
        assert companies.outdated(company_id)


async def test_a_reading_that_nobody_waits_for_any_more_leaves_what_was_known() -> None:
    async with Stage() as stage:
        companies, company_id = stage.services.companies, stage.ids[0]
        state = await read(stage, company_id)
        companies.note_change(company_id)
        stage.transport.hold = asyncio.Event()
        reading = asyncio.ensure_future(companies.overview(company_id))
        await stage.advance(1)
        assert isinstance(companies.state(company_id), Loading)
        reading.cancel()
        await stage.until(lambda: companies.state(company_id) is state)
        assert companies.outdated(company_id)
        stage.transport.hold.set()


async def test_a_part_that_fails_later_keeps_the_time_it_was_read() -> None:
    async with Stage(faults="*/connections:403@2-9") as stage:
        company_id = stage.ids[0]
        first = await read(stage, company_id)
        assert isinstance(first, Loaded)
        at = first.value.read_at("connections")
        assert at is not None
        await stage.advance(90)
        again = await read(stage, company_id)
        assert isinstance(again, Loaded)
        assert isinstance(again.value.connections, Failed)
        assert again.value.read_at("connections") == at
        assert again.value.read_at("syncs") != again.value.read_at("connections")


async def test_a_row_of_the_list_is_as_old_as_the_list() -> None:
    async with Stage() as stage:
        fleet = stage.services.fleet
        fleet.load()
        await stage.until(lambda: fleet.state.swept == 12)
        await stage.advance(300)
        state = await read(stage, stage.ids[0])
        assert isinstance(state, Loaded)
        assert state.value.read_at("company") == fleet.state.as_of


async def test_the_requests_of_each_operation_are_those_that_are_sent() -> None:
    async with Stage() as stage:
        company_id = stage.ids[0]
        await read(stage, company_id)
        assert {each.partition("?")[0] for each in stage.transport.asked} == set(
            calls_of(company_id).values()
        )


async def test_a_company_is_found_by_id_name_and_part_of_its_name() -> None:
    async with Stage(companies=30) as stage:
        find = stage.services.companies.find_company
        names = {merchant.id: merchant.name for merchant in stage.world.merchants()}
        company_id = stage.ids[7]
        by_id = await stage.wait_for(find(f" {company_id} "))
        assert [entry.company_id for entry in by_id] == [company_id]
        assert stage.services.fleet.state.entries == {}, "an id needs no list"
        same_name = [each for each, name in names.items() if name == names[company_id]]
        by_name = await stage.wait_for(find(names[company_id].upper()))
        assert [entry.company_id for entry in by_name] == same_name
        word = names[company_id].split()[0].lower()
        containing = [each for each, name in names.items() if word in name.lower()]
        by_word = await stage.wait_for(find(word))
        assert [entry.company_id for entry in by_word] == containing
        assert await stage.wait_for(find("no such merchant")) == ()
        assert await stage.wait_for(find("8a210b68-6988-11ed-a1eb-0242ac120002")) == ()


async def test_a_name_cannot_be_found_while_the_list_cannot_be_read(tmp_path: Path) -> None:
    async with Stage(faults="GET /companies:401") as stage:
        with pytest.raises(UnauthorizedError):
            await stage.wait_for(stage.services.companies.find_company("harbour"))


async def test_only_the_last_companies_are_remembered() -> None:
    async with Stage(companies=60) as stage:
        companies = stage.services.companies
        cancel = companies.subscribe(stage.ids[0], lambda state: None)
        for company_id in stage.ids:
            await read(stage, company_id)
        remembered = [each for each in stage.ids if companies.state(each) != Loading()]
        assert remembered == [stage.ids[0], *stage.ids[-49:]], "those on screen, and the newest"
        cancel()
