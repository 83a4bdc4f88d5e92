"""The client's name: asked once after the first list, and never again where the key may not see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from codat_tui.models.errors import UnauthorizedError
from codat_tui.models.local import SweepPhase
from codat_tui.services.refusals import NotAllowedError
from tests.services.stage import Stage

CLIENT = "Tillmark Payments"


async def listed(stage: Stage) -> None:
    fleet = stage.services.fleet
    fleet.load()
    await stage.until(lambda: fleet.state.sweep is SweepPhase.DONE)
    await stage.settle()


async def test_the_name_is_read_once_and_after_the_list() -> None:
    async with Stage() as stage:
        told: list[str] = []
        stage.services.subscribe_client(told.append)
        assert stage.transport.count("/profile") == 0
        await listed(stage)
        await listed(stage)
        assert (stage.services.known_client, told) == (CLIENT, [CLIENT])
        assert stage.transport.count("/profile") == 1


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_key_that_may_not_see_it_is_asked_once_and_by_a_person_again(
    status: int, tmp_path: Path
) -> None:
    path, faults = tmp_path / "db", f"/profile:{status}"
    for asked in (1, 0):
        async with Stage(path=path, faults=faults) as stage:
            await listed(stage)
            assert stage.services.known_client == ""
            assert stage.transport.count("/profile") == asked
    async with Stage(path=path, faults=faults) as stage:
        with pytest.raises(NotAllowedError, match="This key cannot see the client's name"):
            await stage.services.client_name.read()
    async with Stage(path=path) as stage:
        assert await stage.services.client_name.read() == CLIENT
    async with Stage(path=path) as stage:
        await listed(stage)
        assert stage.services.known_client == CLIENT, "allowed since"


async def test_a_key_that_was_withdrawn_is_not_a_missing_product() -> None:
    async with Stage(faults="401") as stage:
        with pytest.raises(UnauthorizedError):
            await stage.services.client_name.read()
