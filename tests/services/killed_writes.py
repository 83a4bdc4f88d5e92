"""A write of any kind, killed between intent and answer, before or after its effect; the next start finds out."""

from __future__ import annotations

import asyncio
import json
import signal
import subprocess
import sys
from pathlib import Path

from codat_tui.demo import DemoOptions
from codat_tui.models import writes
from codat_tui.models.changes import IntentState, Started, Unknown
from codat_tui.models.writes import Verified
from codat_tui.store.store import Store
from tests.demo_server import DemoServer
from tests.services.acts import concluded
from tests.services.killed_writer import BATCH, as_json
from tests.services.write_kinds import WriteKind, WritingStage


class Killer:
    """The program whose children are killed at a write; a context."""

    def __enter__(self) -> Killer:
        command = (sys.executable, "-m", "tests.services.killed_writer")
        self._program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self._program.communicate()

    async def kill_batch(
        self, server: DemoServer, companies: list[str], path: Path, moment: str, spared: int
    ) -> None:
        """Have a child begin a batch and be killed at the write after *spared* others, whose syncs end meanwhile."""
        arguments = [server.base_url, str(path), json.dumps(companies), moment, BATCH, spared]
        killing = asyncio.ensure_future(self._killed(arguments))
        while not killing.done():
            server.clock.advance(1)
            await asyncio.wait([killing], timeout=0.1)
        await killing

    async def _killed(self, arguments: list[object]) -> None:
        ended = await asyncio.wait_for(asyncio.to_thread(self._have_killed, json.dumps(arguments)), 60)
        assert ended == -signal.SIGKILL

    async def kill(self, server: DemoServer, write: writes.Write, path: Path, moment: str) -> str:
        """Have a child begin *write* and be killed at that moment; the intent it left open."""
        await self._killed([server.base_url, str(path), as_json(write), moment, server.options.client_id])
        store = await Store.open(path)
        (intent,) = await store.open_intents("acme")
        await store.close()
        return intent.intent_id

    def _have_killed(self, arguments: str) -> int:
        assert self._program.stdin is not None
        assert self._program.stdout is not None
        self._program.stdin.write(f"{arguments}\n")
        self._program.stdin.flush()
        return int(self._program.stdout.readline())


def writes_of(server: DemoServer, kind: WriteKind) -> int:
    """How many requests of this kind the server has had."""
    method, _, path = kind.request.partition(" ")
    return sum(
        each.method == method and each.path.endswith(path.rsplit("*", 1)[-1])
        for each in server.app.state.requests
        if method != "GET" or each.path.endswith("/start")
    )


async def kill_and_settle(killer: Killer, kind: WriteKind, moment: str, path: Path) -> None:
    """Kill a program at its write, "before" or "after" the effect, on a store at *path*.

    AssertionError where the next start tells it wrongly.
    """
    with DemoServer(DemoOptions(companies=12)) as server:
        async with WritingStage(server=server) as stage:
            write = await kind.make(stage)
        intent_id = await killer.kill(server, write, path, moment)
        done = int(moment == "after")
        assert kind.effects(server.app.state.world) == done
        sent = writes_of(server, kind)
        async with WritingStage(server=server, path=path) as stage:
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
