"""Journal and ledger in every state."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codat_tui.models.changes import IntentState
from codat_tui.models.journal import JournalEntry, LedgerEntry
from codat_tui.screens.activity.screen import ActivityScreen
from codat_tui.screens.shell.routes import ActivityTab
from codat_tui.store.errors import StoreError
from tests.manual_clock import START
from tests.present.test_activity import CALL, ENTRY, UNANSWERED
from tests.screens.company.history_scenes import activity, settled
from tests.screens.scenes import Scene
from tests.screens.test_snapshots import SMALL, WIDE, Compare, compare, pytestmark

__all__ = ["pytestmark"]

Act = Callable[[Scene, Pilot[Any]], Awaitable[None]]
TITLES = ("Save the mapping", "Save texts (fr-fr)", "Sync now", "Unlink Xero", "Sync a range")


def journal() -> tuple[JournalEntry, ...]:
    """A journal with every state: what one sees does not depend on the writes' own screens."""
    return tuple(
        replace(
            ENTRY,
            intent_id=f"intent-{number}",
            title=title,
            state=state,
            outcome={"refused": "Codat refuses the key", "unknown": "No sync has appeared since."}.get(
                state.value, "as wanted" if state is IntentState.DONE else ""
            ),
        )
        for number, (state, title) in enumerate(zip(IntentState, TITLES, strict=True))
    )


def ledger() -> tuple[LedgerEntry, ...]:
    calls = (CALL, replace(UNANSWERED, method="POST"), replace(CALL, status=429, error="Too many requests"))
    return tuple(replace(call, entry_id=9 - number) for number, call in enumerate(calls))


def kept(scene: Scene, entries: tuple[JournalEntry, ...] = (), calls: tuple[LedgerEntry, ...] = ()) -> None:
    """Let the activity service know exactly these: durations of real requests differ from run to run."""

    async def read_journal(limit: int = 0, before: object = None) -> tuple[JournalEntry, ...]:
        return entries if before is None else ()

    async def read_ledger(limit: int = 0, before_id: object = None) -> tuple[LedgerEntry, ...]:
        return calls if before_id is None else ()

    service = scene.app.services.activity
    service.journal, service.ledger = read_journal, read_ledger  # type: ignore[method-assign]


def opened(tab: ActivityTab, *keys: str, rows: bool = True) -> Act:
    async def act(scene: Scene, pilot: Pilot[Any]) -> None:
        kept(scene, journal() if rows else (), ledger() if rows else ())
        await activity(scene, pilot, tab)
        await pilot.press(*keys)
        await settled(scene, pilot)

    return act


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
@pytest.mark.parametrize("theme", ["codat-dark", "codat-light"])
def test_journal_loaded(snap_compare: Compare, tmp_path: Path, size: tuple[int, int], theme: str) -> None:
    compare(snap_compare, Scene(tmp_path, theme=theme), opened(ActivityTab.JOURNAL), size)


@pytest.mark.parametrize("size", [WIDE, SMALL], ids=["120x40", "80x24"])
def test_requests_loaded(snap_compare: Compare, tmp_path: Path, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path), opened(ActivityTab.REQUESTS), size)


@pytest.mark.parametrize("tab", [ActivityTab.JOURNAL, ActivityTab.REQUESTS])
def test_activity_empty(snap_compare: Compare, tmp_path: Path, tab: ActivityTab) -> None:
    compare(snap_compare, Scene(tmp_path), opened(tab, rows=False))


def test_activity_loading(snap_compare: Compare, tmp_path: Path) -> None:
    from tests.screens.scenes import never

    async def asked(scene: Scene, pilot: Pilot[Any]) -> None:
        scene.app.push_screen(ActivityScreen(scene.app.desk))
        await pilot.pause()

    compare(snap_compare, Scene(tmp_path, swept=False, connect=never), asked)


def test_activity_failed(snap_compare: Compare, tmp_path: Path) -> None:
    async def failed(scene: Scene, pilot: Pilot[Any]) -> None:
        async def read(limit: int = 0, before: object = None) -> tuple[JournalEntry, ...]:
            raise StoreError(title="The journal cannot be read", next_step="Free some space on the disk.")

        scene.app.services.activity.journal = read  # type: ignore[method-assign]
        await activity(scene, pilot)

    compare(snap_compare, Scene(tmp_path), failed)


def test_a_change_in_full(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path), opened(ActivityTab.JOURNAL, "down", "enter"))


def test_a_request_in_full(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path), opened(ActivityTab.REQUESTS, "down", "enter"), SMALL)


def test_requests_filtered(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path), opened(ActivityTab.REQUESTS, "slash", *"failed", "enter"))


def test_the_scenes_stand_still() -> None:
    assert max(entry.at for entry in ledger()) == START
