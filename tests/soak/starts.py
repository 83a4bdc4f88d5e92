"""Syncs confirmed over HTTP while requests fail in every way the demo knows and both clocks jump."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path

from codat_tui.api import Timeouts
from codat_tui.demo import DemoOptions
from codat_tui.demo.faults import DROPPING, FAULTS
from codat_tui.models.changes import Intent, IntentState, Refused, Started, Unknown
from codat_tui.models.errors import CodatError
from codat_tui.models.writes import StartRangeSync, StartSync, Write, WritePlan
from codat_tui.rules.dates import read_instant
from codat_tui.services.sync_checks import BEGINS_WITHIN
from codat_tui.services.writing.operation import ASKED_AT
from tests.demo_server import DemoServer
from tests.services.acts import concluded, outcome, store_of, watch_of
from tests.services.stage import Stage
from tests.soak.report import Report

SIDE_BY_SIDE = 4
"""Syncs of different companies that are confirmed at the same moment."""
COMPANIES_A_WORLD = 24
LATE = 0.6
"""Seconds of an answer that comes too late, against `PATIENCE`."""
PATIENCE = Timeouts(connect=5.0, read=0.4, write=5.0, pool=5.0, whole=1.0)
OF_ONE_REQUEST = (*(fault for fault in FAULTS if fault not in ("deleted", "quirks")), *DROPPING, *DROPPING)
"""Those that leave doubt are drawn more often."""
OF_REAL_TIME = ("latency", "endless", "gzip-bomb")
"""Those that cost seconds of this machine strike once."""
FIELDS = ("commerceSyncId", "syncId", "syncStatus", "syncUtc", "errorMessage")
STARTS = ("/sync/commerce/latest", "/sync/commerce/historic")
"""How the paths end that start a sync."""
LONGEST_SLEEP = 3 * 3600.0
SETTLED_STATES = {Started: IntentState.DONE, Refused: IntentState.REFUSED, Unknown: IntentState.UNKNOWN}


async def soak(wanted: int, seed: int, folder: Path, until: float) -> Report:
    """Confirm *wanted* syncs in worlds of their own faults."""
    report = Report("starts", wanted, "syncs confirmed over HTTP")
    for name in ("doubled", "called refused, but done", "called started, but not done"):
        report.counts[name] = 0
    for number in range(wanted):
        if not report.goes_on(until):
            break
        storm = Storm(random.Random(f"{seed}/{number}"), f"world {number}", report)
        try:
            await storm.run(folder / f"{number}.db", until)
        except AssertionError as error:
            report.broken.append(f"world {number}: {error}")
    return report


class Storm:
    """One world, its faults, and what becomes of the syncs confirmed in it."""

    def __init__(self, randomness: random.Random, name: str, report: Report) -> None:
        self._randomness = randomness
        self._name = name
        self._report = report
        self._seed = randomness.randrange(1, 1_000)
        self._rules: dict[str, str] = {}
        self._jumps: list[str] = []
        self._sleepy = False
        # Paths of requests that the machine slept over after they went to the transport.
        self._slept_over: set[str] = set()

    async def run(self, path: Path, until: float) -> None:
        """Confirm group after group until the world has no companies left, the report is full or time is up."""
        ids = Stage(companies=COMPANIES_A_WORLD, world_seed=self._seed).ids
        self._rules = {company_id: ", ".join(self._faults_of(company_id)) for company_id in ids}
        faults = ", ".join([*self._rules.values(), *self._faults_of_all()])
        options = DemoOptions(COMPANIES_A_WORLD, self._seed, sync_seconds=2.0, faults=faults)
        with DemoServer(options, real_latency=True) as server:
            async with Stage(server=server, path=path, timeout=PATIENCE, seed=self._seed) as stage:
                for first in range(0, len(ids), SIDE_BY_SIDE):
                    if not self._report.goes_on(until):
                        break
                    await self._confirm(stage, server, ids[first : first + SIDE_BY_SIDE])

    def _faults_of(self, company_id: str) -> Iterator[str]:
        """Rules for the requests that start a sync of the company, and fewer for those that read about it."""
        choose = self._randomness.choice
        for _ in range(choose((1, 1, 2, 3))):
            first = choose((1, 1, 2))
            yield self._rule(f"POST */companies/{company_id}/sync/*", first, choose((first, first + 1, 99)))
        for _ in range(choose((0, 0, 1, 2))):
            first = self._randomness.randrange(1, 12)
            yield self._rule(f"GET */companies/{company_id}/*", first, first + choose((0, 3)))

    def _rule(self, requests: str, first: int, last: int) -> str:
        fault = self._fault()
        return f"{requests}:{fault}@{first}-{first if fault.partition('=')[0] in OF_REAL_TIME else last}"

    def _faults_of_all(self) -> Iterator[str]:
        if self._randomness.random() < 0.3:
            yield f"GET /companies:deleted@{self._randomness.randrange(1, 12)}"
        if self._randomness.random() < 0.3:
            yield "quirks"
        if self._randomness.random() < 0.3:
            yield "429=1s:0.05, GET *:503:0.05"

    def _fault(self) -> str:
        fault = self._randomness.choice(OF_ONE_REQUEST)
        if fault == "latency":
            return f"latency={LATE * 1000:.0f}ms"
        if fault in ("429", "503"):
            return f"{fault}={self._randomness.choice((1, 3, 15, 90))}s"
        return f"text={self._randomness.choice(FIELDS)}" if fault == "text" else fault

    async def _confirm(self, stage: Stage, server: DemoServer, ids: list[str]) -> None:
        plans = [plan for each in ids if (plan := await self._prepared(stage, each)) is not None]
        self._jumps.clear()
        # Not while the server may still be at a late answer: its clock would move under the work.
        late = any("latency" in self._rules[each] for each in ids)
        self._sleepy = not late and self._randomness.random() < 0.5
        self._slept_over.clear()
        self._jump(stage, server, chance=0.05)
        started = {stage.services.changing.start(plan): plan.company_id for plan in plans}
        while not all(concluded(stage, intent_id)() for intent_id in started):
            self._jump(stage, server, chance=0.08)
            await stage.advance(self._randomness.choice((0.25, 1.0, 4.0)))
        # The server's late answers take real time.
        await asyncio.sleep(LATE if late else 0)
        await stage.settle()
        for intent_id, company_id in started.items():
            await self._judge(stage, server, intent_id, company_id)

    async def _prepared(self, stage: Stage, company_id: str) -> WritePlan | None:
        write: Write = StartSync(company_id)
        if self._randomness.random() < 0.25:
            finish = stage.clock.now() - timedelta(days=1)
            write = StartRangeSync(company_id, finish - timedelta(days=2), finish)
        for _ in range(2):
            try:
                plan = await stage.wait_for(stage.services.changing.prepare(write))
            except CodatError:
                continue
            if not plan.refused:
                return plan
        self._report.counts["sheets that could not be filled"] += 1
        return None

    def _jump(self, stage: Stage, server: DemoServer, chance: float) -> None:
        """Sometimes the machine sleeps, or somebody sets its clock; never both within one write.

        A clock set back by as long as the machine sleeps hides the sleep from both clocks.
        """
        if self._randomness.random() > chance:
            pass
        elif self._sleepy:
            seconds = self._randomness.uniform(1.0, LONGEST_SLEEP)
            self._slept_over |= {path for path, n in stage.transport.under_way_by_path.items() if n}
            server.clock.advance(seconds)
            stage.clock.jump(seconds)
            self._jumps.append(f"asleep for {seconds:.0f} s")
            self._report.counts["sleeps of the machine"] += 1
        else:
            seconds = self._randomness.uniform(-LONGEST_SLEEP, LONGEST_SLEEP)
            stage.clock.jump(seconds)
            self._jumps.append(f"clock set by {seconds:.0f} s")
            self._report.counts["clocks set"] += 1
        stage.transport.headers["date"] = format_datetime(server.clock.moment, usegmt=True)

    async def _judge(self, stage: Stage, server: DemoServer, intent_id: str, company_id: str) -> None:
        """Hold what the program says against what the server did."""
        report = self._report
        first = outcome(stage, intent_id)
        if isinstance(first, Unknown):
            await self._look_again(stage, intent_id)
        said = outcome(stage, intent_id)
        effects: Counter[str] = server.app.state.world.effects.syncs
        done = effects[company_id]
        met = [self._rules[company_id], *self._jumps]
        case = f"{self._name} (its seed {self._seed}); {', '.join(met)}; {repr(said)[:300]}"
        intent = await store_of(stage).intent(intent_id)
        late = self._late(server, intent, company_id)
        on_the_way = late and self._slept_on_the_way(company_id)
        report.done += 1
        report.check(not late or on_the_way, f"sent long after it was confirmed, {case}")
        report.check(done <= 1, f"{done} syncs, {case}")
        report.counts["doubled"] += done > 1
        if isinstance(said, Started):
            shown = await self._shown(stage, said.watch_id)
            report.counts["called started, but not done"] += shown and not done
            report.check(bool(done) or not shown, f"nothing started, {case}")
            named = (
                "started and followed to the end" if done else "accepted by Codat, never shown, and told so"
            )
            report.counts[named] += 1
        elif isinstance(said, Refused):
            report.counts["called refused, but done"] += bool(done)
            report.check(not done, f"it was done, {case}")
            report.counts["refused"] += 1
        elif done:
            deleted = company_id not in stage.ids
            report.check(deleted or on_the_way, f"it was done and reading does not find it, {case}")
            report.counts["not known, since the company was deleted"] += deleted
            report.counts["not known, since the machine slept while it was on its way"] += on_the_way
        else:
            report.counts["not known, and nothing was done"] += 1
        report.counts["found at a later look"] += isinstance(first, Unknown) and isinstance(said, Started)
        state = SETTLED_STATES[type(said)] if intent is None else intent.state
        report.check(state is SETTLED_STATES[type(said)], f"the journal says {state}, {case}")

    def _late(self, server: DemoServer, intent: Intent | None, company_id: str) -> bool:
        """Whether Codat dates the sync so long after the request that its date does not tell it from the night's."""
        world = server.app.state.world
        syncs = world.history(world.merchant(company_id)).syncs
        began = [sync.at for sync in syncs if sync.label.startswith("requested")]
        asked_at = read_instant(intent.details.get(ASKED_AT)) if intent is not None else None
        return asked_at is not None and any(at > asked_at + BEGINS_WITHIN for at in began)

    def _slept_on_the_way(self, company_id: str) -> bool:
        """Whether the machine slept over a request of the company's that may have left.

        No program can take such a request back, and the server may begin with it when the machine wakes.
        """
        return any(company_id in path and path.endswith(STARTS) for path in self._slept_over)

    async def _look_again(self, stage: Stage, intent_id: str) -> None:
        """Check again as a person would, until the faults of reading are over."""
        changing = stage.services.changing
        for _ in range(8):
            heard: list[str] = []
            cancel = changing.subscribe(lambda change, heard=heard: heard.append(change.intent_id))  # type: ignore[misc]
            changing.check_again(intent_id)
            await stage.until(lambda heard=heard: intent_id in heard)  # type: ignore[misc]
            cancel()
            said = outcome(stage, intent_id)
            if not isinstance(said, Unknown) or "cannot be read now" not in said.reason:
                return

    async def _shown(self, stage: Stage, watch_id: str) -> bool:
        """Follow a sync to its end; False where the watch says that it never appeared."""
        await stage.until(lambda: not watch_of(stage, watch_id).running, within=4 * 3600.0, step=5.0)
        return watch_of(stage, watch_id).error is None
