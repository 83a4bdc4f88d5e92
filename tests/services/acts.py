"""What tests of writes and watches do again and again on a stage."""

from __future__ import annotations

from collections.abc import Callable

from codat_tui.demo import DemoOptions, create_app
from codat_tui.demo.world import World
from codat_tui.models.changes import Sending, WriteOutcome
from codat_tui.models.local import Watch
from codat_tui.models.writes import StartSync, WritePlan
from codat_tui.store.store import Store
from tests.manual_clock import ManualClock
from tests.services.stage import Stage


async def trigger(stage: Stage, company_id: str) -> str:
    """Start a sync behind the services' back; its commerceSyncId."""
    assert stage.backend is not None
    summary = await stage.wait_for(stage.backend.client.sync.request(company_id))
    stage.transport.asked.clear()
    stage.transport.most_by_path.clear()
    return summary.commerce_sync_id


def watch_of(stage: Stage, watch_id: str) -> Watch:
    """The watch of that id."""
    return next(watch for watch in stage.services.watching.watches if watch.watch_id == watch_id)


def ended(stage: Stage, watch_id: str) -> Callable[[], bool]:
    """Whether the watch has ended."""
    return lambda: not watch_of(stage, watch_id).running


def healthy(companies: int = 12) -> int:
    """The position of a company whose next sync succeeds."""
    world = create_app(DemoOptions(companies=companies), ManualClock().now).state.world
    latest = [world.history(merchant).syncs[-1:] for merchant in world.merchants()]
    return next(index for index, syncs in enumerate(latest) if syncs and syncs[0].outcome.code == 2000)


def ready_to_sync(world: World) -> list[str]:
    """The ids of companies whose last sync has ended well, as their next one will."""
    latest = ((each.id, world.history(each).syncs[-1:]) for each in world.merchants() if not each.deleted)
    done = ((each, syncs[0]) for each, syncs in latest if syncs)
    return [each for each, sync in done if sync.outcome.code == 2000 and sync.ends < world.now()]


async def prepared(stage: Stage, company_id: str) -> WritePlan:
    """The plan of a sync of the company."""
    return await stage.wait_for(stage.services.changing.prepare(StartSync(company_id)))


def outcome(stage: Stage, intent_id: str) -> WriteOutcome:
    """What is known of the write."""
    return stage.services.changing.changes[intent_id].outcome


def concluded(stage: Stage, intent_id: str) -> Callable[[], bool]:
    """Whether something is known of the write."""
    changes = stage.services.changing.changes
    return lambda: intent_id in changes and not isinstance(changes[intent_id].outcome, Sending)


async def start(stage: Stage, company_id: str) -> tuple[str, WriteOutcome]:
    """Prepare and start a sync; its intent and outcome."""
    plan = await prepared(stage, company_id)
    intent_id = stage.services.changing.start(plan)
    await stage.until(concluded(stage, intent_id))
    await stage.settle()
    return intent_id, outcome(stage, intent_id)


def store_of(stage: Stage) -> Store:
    """The store of a stage that has one."""
    assert stage.backend is not None
    assert stage.backend.store is not None
    return stage.backend.store
