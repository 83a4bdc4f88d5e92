"""The shell exists at once and cheaply, waits for its connection, and says why when there is none."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

from codat_tui.models.errors import KeyMissingError, UnauthorizedError
from codat_tui.models.local import Failed, Loaded, Loading, LoadPhase, ProfileFacts, RemoteState
from codat_tui.services.context import Backend
from codat_tui.services.services import Services
from codat_tui.services.subscribers import Subscribers
from tests.manual_clock import ManualClock
from tests.services.stage import Stage

_IMPORTS = """
import sys, random
from codat_tui.clock import SystemClock
from codat_tui.services.services import Services
Services(SystemClock(), lambda: None, random.Random())
heavy = ("httpx", "pydantic", "sqlite3", "starlette", "codat_tui.rules.mapping.lint", "codat_tui.rules.syncs.windows")
print([name for name in heavy if name in sys.modules])
"""


def test_the_shell_imports_nothing_heavy() -> None:
    result = subprocess.run([sys.executable, "-c", _IMPORTS], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"


async def test_what_is_asked_before_the_connection_waits_for_it() -> None:
    stage = Stage()
    assert stage.services.state == Loading()
    stage.services.fleet.load()
    await stage.advance(10)
    assert stage.services.fleet.state.phase is LoadPhase.LOADING
    assert stage.transport.asked == []
    async with stage:
        assert isinstance(stage.services.state, Loaded)
        await stage.until(lambda: stage.services.fleet.state.phase is LoadPhase.LOADED)


async def test_no_key_fails_in_words_and_a_key_set_meanwhile_is_read_again() -> None:
    stage = Stage()
    keys: list[str] = []

    async def connect() -> Backend:
        if not keys:
            raise KeyMissingError()
        return await stage.connect()

    services = Services(stage.clock, connect, random.Random(1), on_crash=stage.crashes.append)
    heard: list[RemoteState[ProfileFacts]] = []
    services.subscribe(heard.append)
    await services.start()
    assert isinstance(services.state, Failed)
    assert isinstance(services.state.error, KeyMissingError)
    services.fleet.load()
    await stage.settle()
    assert isinstance(services.fleet.state.error, KeyMissingError)
    keys.append("set")
    await services.reconnect()
    assert [type(state) for state in heard] == [Loading, Failed, Loading, Loaded]
    services.fleet.load()
    await stage.until(lambda: services.fleet.state.phase is LoadPhase.LOADED)
    await services.stop()
    assert stage.crashes == []


async def test_a_wrong_key_is_an_error_of_the_fleet() -> None:
    async with Stage(faults="401@1") as stage:
        stage.services.fleet.load()
        await stage.until(lambda: stage.services.fleet.state.phase is LoadPhase.FAILED)
        assert isinstance(stage.services.fleet.state.error, UnauthorizedError)
        await stage.services.reconnect()
        stage.services.fleet.load()
        await stage.until(lambda: stage.services.fleet.state.phase is LoadPhase.LOADED)


async def test_the_traffic_is_counted(tmp_path: Path) -> None:
    async with Stage(faults="GET /companies:503@1") as stage:
        heard: list[int] = []
        cancel = stage.services.traffic.subscribe(lambda state: heard.append(state.requests))
        stage.services.fleet.load()
        await stage.until(lambda: stage.services.fleet.state.phase is LoadPhase.LOADED)
        state = stage.services.traffic.state
        assert state.requests == len(stage.transport.asked) >= 2, "the repeated attempt counts"
        assert state.quota is not None
        assert state.quota.limit is not None
        assert state.quota.remaining is not None
        cancel()
        heard.clear()
        await stage.until(lambda: stage.services.fleet.state.swept == 12)
        assert heard == []


async def test_stopping_tells_how_many_watches_end_here() -> None:
    stage = Stage(sync_seconds=600)
    await stage.services.start()
    for company_id in stage.ids[:2]:
        stage.services.watching.begin(company_id, "Harbour", commerce_sync_id="x")
    await stage.advance(3)
    assert (await stage.stop()).watches == 2


def test_a_subscriber_may_leave_while_a_value_goes_round() -> None:
    subscribers: Subscribers[int] = Subscribers()
    heard: list[str] = []

    def first(value: int) -> None:
        heard.append(f"first {value}")
        cancel_second()
        cancel_first()

    cancel_first = subscribers.add(first)
    cancel_second = subscribers.add(lambda value: heard.append(f"second {value}"))
    subscribers.publish(1)
    subscribers.publish(2)
    cancel_second()
    assert heard == ["first 1"]


async def test_the_shell_can_be_stopped_before_it_is_connected() -> None:
    async def connect() -> Backend:
        raise KeyMissingError()

    services = Services(ManualClock(), connect, random.Random(1))
    assert (await services.stop()).watches == 0
