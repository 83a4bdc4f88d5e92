"""Batches of syncs over HTTP with lost answers, half of them by a program that is killed and resumed by the next."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from codat_tui.demo import DemoOptions
from codat_tui.models.batches import Batch, BatchMember, BatchState, MemberState
from tests.demo_server import DemoServer
from tests.services.acts import ready_to_sync
from tests.services.killed_writes import Killer
from tests.services.stage import Stage
from tests.soak.report import Report

COMPANIES = 60
SIZES = (4, 6, 9)
POSTS = "POST */sync/commerce/latest"
MOST_RESUMED = 60
"""A batch that pauses more often never ends."""
EFFECTS = {MemberState.ENDED: {1}, MemberState.SKIPPED: {0}, MemberState.NOT_STARTED: {0}}
"""How many syncs the server may have done for what is said of one; of others, none or one."""


async def soak(wanted: int, seed: int, folder: Path, until: float) -> Report:
    """Confirm *wanted* batches, and resume each until nothing of it waits."""
    report = Report("batches", wanted, "batches, each resumed to its end")
    report.counts["syncs done"] = report.counts["doubled"] = 0
    with Killer() as killer:
        for number in range(wanted):
            if not report.goes_on(until):
                break
            case = Case(random.Random(f"batches/{seed}/{number}"), folder / f"{number}.db", report)
            try:
                await (case.killed(killer) if number % 2 else case.met_by_faults())
            except AssertionError as error:
                report.broken.append(f"batch {number} (seed {seed}): {error}")
            report.done += 1
    return report


class Case:
    """One world, one batch in it, and what becomes of its syncs."""

    def __init__(self, randomness: random.Random, path: Path, report: Report) -> None:
        self._randomness = randomness
        self._path = path
        self._report = report
        self._world_seed = randomness.randrange(1, 1_000)
        self._size = randomness.choice(SIZES)

    async def met_by_faults(self) -> None:
        """Answers are lost and requests dropped, by chance."""
        lost, dropped = self._randomness.uniform(0.1, 0.6), self._randomness.uniform(0, 0.3)
        faults = f"{POSTS}:lost-answer:{lost:.2f}, {POSTS}:drop:{dropped:.2f}, GET *:503:0.03"
        with self._server(faults) as server:
            async with self._stage(server) as stage:
                members = [BatchMember(each, each) for each in self._chosen(server)]
                stage.services.batches.start(members)
                await self._resume_to_the_end(stage, faults)

    async def killed(self, killer: Killer) -> None:
        """The program is killed at a write; the answers to the first ones of the next program are lost."""
        moment, spared = self._randomness.choice(("before", "after")), self._randomness.randrange(self._size)
        came = spared + (moment == "after")
        faults = f"{POSTS}:lost-answer@{came + 1}-{came + self._randomness.randrange(1, 3)}"
        with self._server(faults) as server:
            await killer.kill_batch(server, self._chosen(server), self._path, moment, spared)
            self._report.counts[f"killed {moment} the effect of a sync"] += 1
            async with self._stage(server) as stage:
                await stage.until(lambda: stage.services.batches.batches)
                done = self._effects(server).total()
                self._report.check(done == came, f"{done} syncs before anybody resumed it, not {came}")
                await self._resume_to_the_end(stage, f"killed {moment} write {spared + 1}; {faults}")

    def _server(self, faults: str) -> DemoServer:
        return DemoServer(DemoOptions(COMPANIES, self._world_seed, sync_seconds=1.0, faults=faults))

    def _stage(self, server: DemoServer) -> Stage:
        return Stage(server=server, path=self._path, companies=COMPANIES, world_seed=self._world_seed)

    def _chosen(self, server: DemoServer) -> list[str]:
        return self._randomness.sample(ready_to_sync(server.app.state.world), self._size)

    def _effects(self, server: DemoServer) -> Counter[str]:
        effects: Counter[str] = server.app.state.world.effects.syncs
        return effects

    async def _resume_to_the_end(self, stage: Stage, met: str) -> None:
        batches = stage.services.batches

        def batch() -> Batch:
            (found,) = batches.batches
            return found

        for _ in range(MOST_RESUMED):
            if batch().state is BatchState.PAUSED:
                batches.resume(batch().batch_id)
            await stage.until(lambda: batch().over, within=2 * 3600.0, step=1.0)
            if batch().state is BatchState.DONE:
                break
        assert stage.server is not None
        self._judge(batch(), self._effects(stage.server), met)

    def _judge(self, batch: Batch, effects: Counter[str], met: str) -> None:
        """Hold what the program says of each sync against what the server did."""
        report, case = self._report, f"world {self._world_seed}; {met}"
        report.check(batch.state is BatchState.DONE, f"it never ended ({batch.note}), {case}")
        strangers = effects.keys() - {member.company_id for member in batch.members}
        report.check(not strangers, f"syncs of {strangers}, {case}")
        report.counts["syncs done"] += effects.total()
        for member in batch.members:
            done = effects[member.company_id]
            report.counts["doubled"] += done > 1
            report.counts[f"told as {member.state}"] += 1
            fits = done in EFFECTS.get(member.state, {0, 1})
            report.check(fits, f"{done} syncs, told as {member.state} ({member.reason}), {case}")
