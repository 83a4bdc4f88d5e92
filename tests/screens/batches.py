"""What pilot tests and pictures of batches do again and again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from codat_tui.models.batches import Batch, BatchMember
from tests.manual_clock import START
from tests.screens.scenes import Scene


def shown(scene: Scene) -> str:
    """The text on the screen."""
    strips = scene.app.screen._compositor.render_strips(scene.app.size)
    return "\n".join(line.text for line in strips)


def working(scene: Scene, many: int) -> list[BatchMember]:
    """Syncs of companies of which the next succeeds."""
    world = scene.world
    found = []
    for merchant in world.merchants():
        latest = world.history(merchant).syncs[-1:]
        good = latest and latest[0].outcome.code == 2000 and latest[0].ends < START
        if good and not merchant.deleted:
            found.append(BatchMember(merchant.id, merchant.name))
    return found[:many]


def the_batch(scene: Scene) -> Batch:
    (batch,) = scene.app.services.known_batches
    return batch


async def passing(
    scene: Scene, pilot: Pilot[Any], condition: Callable[[], object], seconds: int = 600
) -> None:
    """Let time pass until *condition* holds."""
    for _ in range(seconds * 2):
        if condition():
            await pilot.pause()
            return
        await scene.clock.advance(0.5)
        await pilot.pause(0.001)
    raise AssertionError(f"it never came to that; on screen:\n{shown(scene)}")
