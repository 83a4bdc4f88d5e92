"""Killed between intent and answer, every kind of write, before and after its effect: the next start finds out."""

from __future__ import annotations

import asyncio
import signal
import sys
from pathlib import Path

import pytest

from codat_tui.demo import DemoOptions
from codat_tui.models.changes import IntentState, Started, Unknown
from codat_tui.models.writes import Verified
from codat_tui.store.store import Store
from tests.demo_server import DemoServer
from tests.services.acts import concluded
from tests.services.killed_writer import as_json
from tests.services.write_kinds import KINDS, WriteKind, WritingStage


async def kill(server: DemoServer, kind: WriteKind, folder: Path, moment: str) -> str:
    """Run a program that begins a write of *kind* and is killed at that moment; the intent it left open."""
    async with WritingStage(server=server) as stage:
        text = as_json(await kind.make(stage))
    asked = folder / "write.json"
    await asyncio.to_thread(asked.write_text, text)
    path = folder / "db"
    command = (sys.executable, "-m", "tests.services.killed_writer", server.base_url, str(path), str(asked))
    program = await asyncio.create_subprocess_exec(*command, moment, server.options.client_id)
    assert await asyncio.wait_for(program.wait(), 60) == -signal.SIGKILL
    store = await Store.open(path)
    (intent,) = await store.open_intents("acme")
    await store.close()
    return intent.intent_id


def writes_of(server: DemoServer, kind: WriteKind) -> int:
    """How many requests of this kind the server has had."""
    method, _, path = kind.request.partition(" ")
    return sum(
        each.method == method and each.path.endswith(path.rsplit("*", 1)[-1])
        for each in server.app.state.requests
        if method != "GET" or each.path.endswith("/start")
    )


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
async def test_the_next_start_finds_out_by_reading(kind: WriteKind, moment: str, tmp_path: Path) -> None:
    with DemoServer(DemoOptions(companies=12)) as server:
        intent_id = await kill(server, kind, tmp_path, moment)
        done = int(moment == "after")
        assert kind.effects(server.app.state.world) == done
        sent = writes_of(server, kind)
        async with WritingStage(server=server, path=tmp_path / "db") as stage:
            await stage.until(concluded(stage, intent_id))
            await stage.settle()
            said = stage.services.changing.changes[intent_id].outcome
            (entry,) = await stage.wait_for(stage.services.activity.journal())
        assert writes_of(server, kind) == sent, "the next start only reads"
        assert kind.effects(server.app.state.world) == done
        if kind.name == "flow-url":
            assert isinstance(said, Unknown)
            assert ("was created" in said.reason) == bool(done)
        elif done:
            assert isinstance(said, Verified | Started), said
            assert entry.state is IntentState.DONE
        else:
            assert isinstance(said, Unknown), said
            assert entry.state is IntentState.UNKNOWN
