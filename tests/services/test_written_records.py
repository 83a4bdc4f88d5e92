"""What arrived: read when asked, kept for a while, and a key without the product is asked for once."""

from __future__ import annotations

from pathlib import Path

import pytest

from codat_tui.models.errors import NotFoundError, UnauthorizedError
from codat_tui.models.local import Failed, Loaded, RemoteState, known
from codat_tui.models.written_records import WrittenRecords
from codat_tui.services.refusals import NotAllowedError
from codat_tui.services.written_records import MAX_AGE
from tests.services.stage import Stage


async def read(stage: Stage, index: int = 1, *, again: bool = False) -> WrittenRecords:
    state: RemoteState[WrittenRecords] = await stage.services.written_records.read(
        stage.ids[index], again=again
    )
    assert isinstance(state, Loaded)
    records: WrittenRecords = state.value
    return records


async def test_two_requests_side_by_side_and_none_while_it_is_young() -> None:
    async with Stage() as stage:
        written_records = await read(stage)
        operations = known(written_records.operations)
        assert operations is not None
        assert len(operations) > 180
        moments = [each.requested_on_utc or "" for each in operations]
        assert moments == sorted(moments, reverse=True)
        statuses = known(written_records.data_statuses)
        assert statuses is not None
        assert "commerce-orders" in statuses
        await read(stage)
        assert (stage.transport.count("/push"), stage.transport.count("/dataStatus")) == (1, 1)
        await stage.clock.advance(MAX_AGE + 1)
        await read(stage)
        assert stage.transport.count("/push") == 2


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_key_without_the_product_is_asked_once_and_by_a_person_again(
    status: int, tmp_path: Path
) -> None:
    path, faults = tmp_path / "db", f"*/push:{status}, */dataStatus:{status}"
    async with Stage(path=path, faults=faults) as stage:
        for index in (1, 2):
            written_records = await read(stage, index)
            for part in (written_records.operations, written_records.data_statuses):
                assert isinstance(part, Failed)
                assert isinstance(part.error, NotAllowedError)
                assert part.error.refused_status == status
                assert "This key cannot see" in part.error.title
        assert stage.transport.count("/push") == stage.transport.count("/dataStatus") == 1
        clock = stage.clock
    async with Stage(path=path, faults=faults, clock=clock) as stage:
        assert isinstance((await read(stage)).operations, Failed)
        assert stage.transport.count("/push") == 0, "remembered by the profile"
    async with Stage(path=path, clock=clock) as stage:
        assert isinstance((await read(stage, again=True)).operations, Loaded)
        assert isinstance((await read(stage, 2)).operations, Loaded), "allowed since"


async def test_a_key_that_was_withdrawn_is_not_a_missing_product() -> None:
    async with Stage(faults="401") as stage:
        part = (await read(stage)).operations
        assert isinstance(part, Failed)
        assert type(part.error) is UnauthorizedError


async def test_a_deleted_company_is_not_a_missing_product() -> None:
    async with Stage(companies=40) as stage:
        part = (await read(stage, 35)).operations
        assert isinstance(part, Failed)
        assert type(part.error) is NotFoundError
        assert isinstance((await read(stage)).operations, Loaded)


async def test_a_failure_keeps_what_was_known() -> None:
    async with Stage(faults="*/push:400@2") as stage:
        before = known((await read(stage)).operations)
        part = (await read(stage, again=True)).operations
        assert isinstance(part, Failed)
        assert part.previous == before
