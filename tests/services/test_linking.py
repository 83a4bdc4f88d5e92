"""Waiting for a merchant: the looks, their pace, and every way a wait may end; the clock alone moves it."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from codat_tui.models.errors import CodatError
from codat_tui.models.linking import LinkFollow
from codat_tui.models.local import NoticeKind
from codat_tui.secret import Secret
from codat_tui.services.linking import FOLLOWED_FOR, write_link
from tests.services.stage import Stage


def begin(stage: Stage) -> tuple[str, str]:
    """Follow the first connection of the first company, which the merchant has unlinked; their ids."""
    merchant = next(stage.world.merchants())
    link = stage.world.links(merchant)[0]
    stage.world.set_status(merchant, link.id, "Unlinked")
    stage.transport.asked.clear()
    stage.services.linking.begin(merchant.id, merchant.name, link.id, link.platform.name)
    return merchant.id, link.id


def follow_of(stage: Stage, connection_id: str) -> LinkFollow:
    found = stage.services.linking.of(connection_id)
    assert found is not None
    return found


async def test_it_ends_when_the_merchant_has_linked_it(tmp_path: Path) -> None:
    async with Stage() as stage:
        company_id, connection_id = begin(stage)
        await stage.until(lambda: follow_of(stage, connection_id).looks == 2)
        assert follow_of(stage, connection_id).status == "Unlinked"
        stage.world.set_status(stage.world.merchant(company_id), connection_id, "Linked")
        await stage.until(lambda: not follow_of(stage, connection_id).running)
        assert follow_of(stage, connection_id).linked
        assert [notice.kind for notice in stage.notices][-1] is NoticeKind.CHANGE_ENDED
        asked = stage.transport.count("/connections")
        await stage.advance(300)
        assert stage.transport.count("/connections") == asked


async def test_two_screens_make_one_poller_and_nothing_is_hurried() -> None:
    async with Stage() as stage:
        company_id, connection_id = begin(stage)
        stage.services.linking.begin(company_id, "again", connection_id, "again")
        await stage.until(lambda: stage.clock.monotonic() > 60)
        assert stage.transport.count("/connections") in range(6, 9)
        stage.services.linking.stop(connection_id)


async def test_a_failed_look_is_said_and_the_next_one_goes_on() -> None:
    async with Stage(faults="GET */connections:400@1") as stage:
        _, connection_id = begin(stage)
        await stage.until(lambda: follow_of(stage, connection_id).error is not None)
        assert follow_of(stage, connection_id).running
        await stage.until(lambda: follow_of(stage, connection_id).looks == 2)
        assert follow_of(stage, connection_id).error is None
        stage.services.linking.stop(connection_id)


@pytest.mark.parametrize("status", ["403", "404"])
async def test_it_gives_up_where_looking_again_cannot_help(status: str) -> None:
    async with Stage(faults=f"GET */connections:{status}") as stage:
        _, connection_id = begin(stage)
        await stage.until(lambda: not follow_of(stage, connection_id).running)
        assert not follow_of(stage, connection_id).linked
        assert stage.notices[-1].kind is NoticeKind.WATCH_DROPPED


async def test_it_gives_up_after_two_hours() -> None:
    async with Stage() as stage:
        _, connection_id = begin(stage)
        end = FOLLOWED_FOR.total_seconds()
        await stage.until(lambda: not follow_of(stage, connection_id).running, within=end + 120, step=20)
        assert stage.clock.monotonic() >= end
        assert "still Unlinked" in stage.notices[-1].text
        assert follow_of(stage, connection_id).looks < 160


async def test_the_link_file_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    for url in ("https://first?otp=111111", "https://second?otp=222222"):
        path = await write_link(folder, Secret(url))
    assert path.read_text() == "https://second?otp=222222\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


async def test_a_folder_that_cannot_be_written_is_an_error_in_words(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    with pytest.raises(CodatError) as caught:
        await write_link(blocked / "state", Secret("https://codat?otp=123456"))
    assert "123456" not in str(caught.value)
