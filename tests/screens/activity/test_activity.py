"""What this machine changed and asked, by keys: tabs, filter, details, copies, undo."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from codat_tui.models.changes import IntentState
from codat_tui.models.errors import RefusedError
from codat_tui.models.journal import JournalEntry, LedgerEntry
from codat_tui.models.writes import SaveTexts, StartSync
from codat_tui.screens.activity.detail import ActivityDetailScreen
from codat_tui.screens.activity.log import PAGE, Log
from codat_tui.screens.activity.screen import ActivityScreen
from codat_tui.screens.shell.change_sheet import ChangeSheet
from codat_tui.screens.shell.routes import ActivityTab
from tests.screens.company.connection_scenes import in_time
from tests.screens.company.history_scenes import activity, settled, shown
from tests.screens.scenes import NORDIC_BIKES, Scene

WIDE = (120, 40)
KEY = "configure-content-sales-title"


async def text_saved(scene: Scene, pilot: Pilot[Any], text: str = "Takings") -> None:
    """Change one text of the Sync Flow, as its screen does, to the end."""
    await scene.loaded(pilot)
    services = scene.app.services
    texts = await services.documents.texts("en-us").read()
    before = texts.value[KEY].text  # type: ignore[union-attr]
    plan = await services.changing.prepare(SaveTexts("en-us", {KEY: before}, {KEY: text}))
    intent_id = services.changing.start(plan)

    def ended() -> bool:
        return type(services.changing.changes[intent_id].outcome).__name__ != "Sending"

    await scene.until(pilot, ended)


async def test_every_request_is_listed(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await activity(scene, pilot, ActivityTab.REQUESTS)
        assert screen.table.total_count == len(scene.demo.state.requests)
        await pilot.press("slash", *NORDIC_BIKES.lower().replace(" ", " "), "enter")
        await pilot.pause()
        assert screen.table.shown_count == 1
        await pilot.press("escape")
        screen.set_filter_text("failed")
        rows = [screen.table.row(key) for key in screen.table.shown_keys()]
        assert rows
        assert all(isinstance(row, LedgerEntry) and row.status == 404 for row in rows)


async def test_a_request_in_full_and_as_curl(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await activity(scene, pilot, ActivityTab.REQUESTS)
        entry = screen.entry
        assert isinstance(entry, LedgerEntry)
        await pilot.press("D")
        assert scene.app.clipboard.startswith(f"curl -X GET https://api.codat.io{entry.path}")
        assert "Basic ***" in scene.app.clipboard
        assert scene.options.api_key not in scene.app.clipboard
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, ActivityDetailScreen)
        assert scene.options.api_key not in shown(scene)
        await pilot.press("escape")
        assert isinstance(scene.app.screen, ActivityScreen)


async def test_the_correlation_id_of_a_failure_is_copied(tmp_path: Path) -> None:
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await activity(scene, pilot, ActivityTab.REQUESTS)
        screen.set_filter_text("failed")
        entry = screen.entry
        assert isinstance(entry, LedgerEntry)
        assert entry.correlation_id
        await pilot.press("c")
        assert scene.app.clipboard == entry.correlation_id


async def test_a_change_is_shown_and_undone(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await text_saved(scene, pilot)
        screen = await activity(scene, pilot)
        entry = screen.entry
        assert isinstance(entry, JournalEntry)
        assert (entry.state, entry.undoable) == (IntentState.DONE, True)
        await pilot.press("enter")
        await pilot.pause()
        assert "→ Takings" in shown(scene)
        await pilot.press("escape", "z")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, ChangeSheet))
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: screen.table.total_count == 2)
        documents = scene.app.services.documents
        again = await documents.texts("en-us").read()
        assert again.value[KEY].text != "Takings"  # type: ignore[union-attr]


async def test_what_cannot_be_undone_says_so(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        entries = scene.app.services.fleet.state.entries.values()
        company = next(entry for entry in entries if entry.name == NORDIC_BIKES)
        plan = await scene.app.services.changing.prepare(StartSync(company.company_id))
        scene.app.services.changing.start(plan)
        await scene.until(pilot, lambda: scene.app.services.watching.running_count == 1)
        screen = await activity(scene, pilot)
        assert isinstance(screen.entry, JournalEntry)
        await pilot.press("z")
        await settled(scene, pilot)
        assert isinstance(scene.app.screen, ActivityScreen)
        assert scene.app._notifications


async def test_tabs_turn_and_share_the_filter(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await activity(scene, pilot)
        assert "Nothing was changed yet" in shown(scene)
        await pilot.press("right_square_bracket")
        await settled(scene, pilot)
        assert screen.table.id == "requests"
        assert screen.table.has_focus
        assert screen.table.display
        await pilot.press("left_square_bracket")
        await settled(scene, pilot)
        assert not screen.query_one("#requests").display


async def test_a_new_request_appears_by_itself(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        screen = await activity(scene, pilot, ActivityTab.REQUESTS)
        rows = screen.table.total_count
        await scene.app.services.documents.integrations().read()
        await in_time(scene, pilot, lambda: screen.table.total_count > rows)


async def test_pages_leave_no_hole() -> None:
    kept = list(range(2 * PAGE + 10))

    async def read(limit: int, before: int | None) -> tuple[int, ...]:
        older = [number for number in kept if before is None or number < before]
        return tuple(sorted(older, reverse=True)[:limit])

    log = Log(read, str)
    await log.refresh()
    assert log.rows == tuple(reversed(kept[-PAGE:]))
    assert await log.older()
    kept.append(len(kept))
    await log.refresh()
    assert log.rows is not None
    assert log.rows == tuple(reversed(kept[-len(log.rows) :]))
    assert len(log.rows) == 2 * PAGE + 1
    assert await log.older()
    assert not await log.older()
    assert log.rows == tuple(reversed(kept))
    kept.extend(range(len(kept), len(kept) + 2 * PAGE))
    await log.refresh()
    assert log.rows == tuple(reversed(kept[-PAGE:]))


async def test_a_log_that_fails_keeps_its_rows() -> None:
    failing = False

    async def read(limit: int, before: int | None) -> tuple[int, ...]:
        if failing:
            raise RefusedError(title="The disk is full")
        return (1,)

    log = Log(read, str)
    await log.refresh()
    failing = True
    await log.refresh()
    assert log.rows == (1,)
    assert log.error is not None
    failing = False
    await log.refresh()
    assert log.error is None
