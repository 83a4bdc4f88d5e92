"""Syncs that earlier runs started and followed to their end, as the journal keeps them."""

from __future__ import annotations

from datetime import timedelta

from codat_tui.models.changes import Intent, IntentState
from codat_tui.models.journal import SyncEnd
from tests.manual_clock import START
from tests.screens.scenes import HARBOUR_LANE, Scene

ENDS = ((2000, "Complete", True), (4000, "ConfigurationError", False), (2000, "Complete", False))


async def keep_ended(scene: Scene, many: int) -> list[str]:
    """Keep so many ended syncs, of one company each, the newest first; return the companies' names.

    The newest one failed, of Harbour Lane Coffee.
    """
    store = (await scene.app.services._context.backend()).kept_store()
    entries = sorted(
        scene.app.services.fleet.state.entries.values(),
        key=lambda each: (each.name != HARBOUR_LANE, each.name),
    )[:many]
    for number, entry in enumerate(entries):
        at = START - timedelta(hours=1 + 7 * number)
        intent_id, sync_id = f"intent-{number}", f"commerce-{number}"
        details = {"title": "Sync now", "who": "kim"}
        await store.record_intent(
            Intent(
                intent_id,
                "key",
                at,
                "acme",
                "request-sync",
                entry.company_id,
                entry.name,
                "{}",
                "{}",
                details=details,
            )
        )
        await store.settle_intent(intent_id, IntentState.DONE, sync_id, at)
        end = SyncEnd(*ENDS[(number + 1) % len(ENDS)], at + timedelta(minutes=4))
        await store.record_sync_end("acme", entry.company_id, {sync_id}, end)
    return [entry.name for entry in entries]
