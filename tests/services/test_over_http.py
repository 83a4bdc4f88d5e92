"""Over real HTTP: whatever becomes of the answer, a confirmed sync starts at most once and nothing is guessed."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from codat_tui.demo import DemoOptions
from codat_tui.models.changes import IntentState, Refused, Started, Unknown
from codat_tui.models.errors import NoAnswerError
from codat_tui.models.local import LoadPhase
from codat_tui.models.writes import StartSync
from tests.demo_server import DemoServer
from tests.services.acts import (
    concluded,
    healthy,
    prepared,
    start,
    store_of,
)
from tests.services.killed_writes import Killer
from tests.services.races import race
from tests.services.stage import Stage

LATEST = "*/sync/commerce/latest"


def served(faults: str, companies: int = 12) -> DemoServer:
    return DemoServer(DemoOptions(companies=companies, faults=faults))


def effects(server: DemoServer) -> Counter[str]:
    """The syncs that really started, by company."""
    syncs = server.app.state.world.effects.syncs
    assert isinstance(syncs, Counter)
    return syncs


def keys(server: DemoServer) -> set[str | None]:
    return {each.idempotency_key for each in server.app.state.requests if each.method == "POST"}


@pytest.mark.parametrize(
    "faults",
    [
        "",
        f"POST {LATEST}:lost-answer@1",
        f"POST {LATEST}:lost-answer",
        f"POST {LATEST}:drop@1",
        f"POST {LATEST}:truncated",
        f"POST {LATEST}:429=2s@1-2",
        f"POST {LATEST}:503@1-2",
        f"POST {LATEST}:html-502@1",
        "429=1s:0.2, GET *:503:0.1",
    ],
)
async def test_a_confirmed_sync_starts_exactly_once_and_is_followed_to_its_end(
    faults: str, tmp_path: Path
) -> None:
    with served(faults) as server:
        async with Stage(server=server, path=tmp_path / "db") as stage:
            company_id = stage.ids[healthy()]
            _, result = await start(stage, company_id)
            assert isinstance(result, Started)
            assert effects(server) == {company_id: 1}
            assert len(keys(server)) == 1
            await stage.until(lambda: not stage.services.watching.running_count)
            (watch,) = stage.services.watching.watches
            assert watch.code in (2000, 2040)
            assert effects(server) == {company_id: 1}


async def test_requests_that_never_arrive_start_nothing_and_are_not_called_failed(tmp_path: Path) -> None:
    with served(f"POST {LATEST}:drop") as server:
        async with Stage(server=server, path=tmp_path / "db") as stage:
            _, result = await start(stage, stage.ids[healthy()])
            assert isinstance(result, Unknown)
            assert "No sync has appeared since" in result.reason
            assert effects(server) == {}
            assert len(keys(server)) == 1


async def test_no_server_at_all_is_a_refusal_because_nothing_was_sent(tmp_path: Path) -> None:
    with served("") as server:
        stage = Stage(server=server, path=tmp_path / "db")
        async with stage:
            plan = await prepared(stage, stage.ids[healthy()])
            server._server.should_exit = True
            await asyncio.get_running_loop().run_in_executor(None, server._thread.join, 20)
            server._listening.close()
            intent_id = stage.services.changing.start(plan)
            await stage.until(concluded(stage, intent_id))
            result = stage.services.changing.changes[intent_id].outcome
            assert isinstance(result, Refused)
            assert isinstance(result.error, NoAnswerError)
            assert effects(server) == {}


async def test_the_fleet_comes_through_a_stormy_hour() -> None:
    with served("429=1s:0.1, 503:0.1, drop:0.05", companies=40) as server:
        async with Stage(server=server) as stage:
            fleet = stage.services.fleet
            fleet.load()
            await stage.until(lambda: fleet.state.phase is LoadPhase.LOADED)
            await stage.until(lambda: fleet.state.swept + fleet.state.sweep_failures == 40)
            assert fleet.state.sweep_failures == 0
            assert stage.services.traffic.state.requests > 41


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with Killer() as killer:
        yield killer


async def test_killed_after_the_effect_the_next_start_finds_the_sync_and_follows_it(
    killer: Killer, tmp_path: Path
) -> None:
    path = tmp_path / "db"
    with served("") as server:
        company_id = Stage(server=server).ids[healthy()]
        intent_id = await killer.kill(server, StartSync(company_id), path, "after")
        assert effects(server) == {company_id: 1}
        async with Stage(server=server, path=path) as stage:
            await stage.until(concluded(stage, intent_id))
            result = stage.services.changing.changes[intent_id].outcome
            assert isinstance(result, Started)
            await stage.until(lambda: not stage.services.watching.running_count)
            assert stage.services.watching.watches[0].code in (2000, 2040)
            assert await store_of(stage).open_intents("acme") == ()
        assert effects(server) == {company_id: 1}


async def test_killed_before_the_effect_the_next_start_says_that_nothing_appeared(
    killer: Killer, tmp_path: Path
) -> None:
    path = tmp_path / "db"
    with served("") as server:
        company_id = Stage(server=server).ids[healthy()]
        intent_id = await killer.kill(server, StartSync(company_id), path, "before")
        assert effects(server) == {}
        async with Stage(server=server, path=path) as stage:
            await stage.until(concluded(stage, intent_id))
            result = stage.services.changing.changes[intent_id].outcome
            assert isinstance(result, Unknown)
            assert "No sync has appeared since" in result.reason
            intent = await store_of(stage).intent(intent_id)
            assert intent is not None
            assert intent.state is IntentState.UNKNOWN
        assert effects(server) == {}
        assert keys(server) == set(), "the next start only reads"


async def test_two_programs_that_confirm_at_the_same_moment_start_one_sync(tmp_path: Path) -> None:
    with served("", companies=60) as server:
        raced = await race(server, tmp_path / "db", 5)
        assert raced.total() == 5
        assert effects(server) == raced
