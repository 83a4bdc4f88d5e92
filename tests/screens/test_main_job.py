"""The main job by keys: find a company, see why it fails, sync it, watch it end; and what keeps it from going wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from textual import events
from textual.pilot import Pilot

from codat_tui.demo import DemoOptions
from codat_tui.models.local import Phase
from codat_tui.screens.company.overview import OverviewScreen
from codat_tui.screens.company.sync_detail import SyncDetailScreen
from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.screens.shell.change_sheet import ChangeSheet
from codat_tui.screens.shell.help import HelpScreen
from codat_tui.screens.watching import WatchingScreen
from codat_tui.widgets.cell_lines import CellLines
from codat_tui.widgets.state_panel import Banner
from tests.screens.batches import passing, the_batch
from tests.screens.company.connection_scenes import in_time
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, NORDIC_BIKES, Scene

WIDE = (120, 40)


def text_of(scene: Scene, selector: str) -> str:
    lines = scene.app.screen.query_one(selector, CellLines).lines
    return "\n".join("".join(cell.text for cell in line) for line in lines)


async def to_the_end(scene: Scene, pilot: Pilot[Any]) -> None:
    """Move the clock from look to look until no watch runs."""
    for _ in range(40):
        if not scene.app.services.watching.running_count:
            return
        await scene.looked(pilot, 1)


async def test_find_open_sync_and_watch_to_the_end(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await pilot.press("slash", "n", "o", "r", "d", "enter")
        await pilot.press("enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, OverviewScreen)
        await scene.until(pilot, lambda: "Written" in text_of(scene, "#verdict"))
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        assert isinstance(scene.app.screen, ChangeSheet)
        assert NORDIC_BIKES in scene.app.screen.facts[0].value
        await pilot.press("y")
        await scene.until(pilot, lambda: scene.app.services.watching.running_count == 1)
        await pilot.press("2")
        assert isinstance(scene.app.screen, WatchingScreen)
        await to_the_end(scene, pilot)
        watch = scene.app.services.watching.watches[0]
        assert watch.phase is Phase.ENDED
        assert watch.code == 2000
        assert scene.world.effects.syncs[watch.company_id] == 1
        await pilot.press("1")
        entry = scene.app.services.fleet.entry(watch.company_id)
        assert entry is not None
        assert entry.sync is not None
        assert entry.sync.code == 2000


async def test_y_is_inert_until_the_sheet_is_armed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        await pilot.press("s", "y")
        await pilot.pause()
        assert isinstance(scene.app.screen, ChangeSheet)
        assert not scene.app.services.changing.changes
        await pilot.press("n")
        assert isinstance(scene.app.screen, OverviewScreen)
        assert scene.world.effects.syncs.total() == 0


async def test_read_only_says_why(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, read_only=True)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await pilot.press("s")
        await pilot.pause()
        assert isinstance(scene.app.screen, CompaniesScreen)
        told = [notification.message for notification in scene.app._notifications]
        assert any("--write" in message for message in told)


async def test_a_company_named_on_the_command_line_opens(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, company="harbour")
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.until(pilot, lambda: isinstance(scene.app.screen, OverviewScreen))
        assert isinstance(scene.app.screen, OverviewScreen)
        assert scene.app.screen.company_id == HARBOUR_LANE_ID


async def test_escape_leaves_the_input_then_clears_the_filter(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        screen = scene.app.screen
        assert isinstance(screen, CompaniesScreen)
        await pilot.press("slash", *"xero")
        await pilot.pause()
        filtered = screen.table.shown_count
        assert 0 < filtered < 60
        await pilot.press("escape")
        assert (screen.table.has_focus, screen.table.shown_count) == (True, filtered)
        await pilot.press("escape")
        assert screen.table.shown_count == 60


async def test_letters_typed_into_the_filter_never_act(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await pilot.press("slash", "s", "w", "2", "q", "question_mark")
        await pilot.pause()
        assert isinstance(scene.app.screen, CompaniesScreen)


async def test_only_failing_and_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        screen = scene.app.screen
        assert isinstance(screen, CompaniesScreen)
        await pilot.press("exclamation_mark")
        assert 0 < screen.table.shown_count < 60
        assert screen.breadcrumbs.chips == ("needs a person",)
        await pilot.press("exclamation_mark")
        assert screen.table.shown_count == 60


async def test_every_action_is_a_command(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await pilot.press("colon", *"watching", "enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, WatchingScreen)
        await pilot.press("colon", *"nonsense", "enter")
        await pilot.pause()
        assert not isinstance(scene.app.screen, WatchingScreen)
        await pilot.press("escape")
        await pilot.press("colon", *"company harbour", "enter")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, OverviewScreen))


async def test_every_room_opens_and_closes_on_a_small_terminal(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        for _ in range(4):
            await pilot.press("right_square_bracket")
            await pilot.pause()
            await pilot.resize_terminal(120, 40)
            await pilot.resize_terminal(80, 24)
            await pilot.pause()
        assert isinstance(scene.app.screen, OverviewScreen)
        await pilot.press("2", "3", "4", "5", "at", "escape", "1", "t", "escape")
        await pilot.pause()
        assert isinstance(scene.app.screen, CompaniesScreen)


async def test_the_palette_and_the_modes_are_off_in_a_sheet(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("s", "2", "ctrl+p", "colon", "question_mark")
        await pilot.pause()
        assert isinstance(scene.app.screen, ChangeSheet)
        await pilot.press("escape", "question_mark")
        await pilot.pause()
        assert isinstance(scene.app.screen, HelpScreen)


async def test_a_sync_is_explained_with_names_on_the_overview_too(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("enter", "down", "enter")
        await pilot.pause()
        assert isinstance(scene.app.screen, SyncDetailScreen)
        strips = scene.app.screen._compositor.render_strips(scene.app.size)
        text = "\n".join(line.text for line in strips)
        assert "The account chosen for Refunds is no longer in Xero." in text
        assert "Sales: Refunds" in text


async def test_stopping_a_watch_leaves_the_sync_alone(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: scene.app.services.watching.running_count == 1)
        await pilot.press("2", "d")
        await pilot.pause()
        assert scene.app.services.watching.running_count == 0
        assert scene.world.effects.syncs.total() == 1


async def test_a_running_sync_refuses_a_second(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(sync_seconds=600))
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await scene.until(pilot, lambda: scene.app.services.watching.running_count == 1)
        await pilot.press("s")
        await scene.until(
            pilot, lambda: isinstance(scene.app.screen, ChangeSheet) and bool(scene.app.screen.refusal)
        )
        await pilot.press("y")
        await pilot.pause()
        assert scene.world.effects.syncs.total() == 1


async def test_a_lost_answer_never_becomes_a_second_sync(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, options=DemoOptions(faults="POST */latest:lost-answer"))
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await in_time(scene, pilot, lambda: bool(scene.app.services.watching.watches))
        assert scene.world.effects.syncs.total() == 1
        assert not scene.app.screen.query_one(Banner).shown


async def test_keys_typed_faster_than_the_screen_follows(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        for key, character in (
            ("slash", "/"),
            ("s", "s"),
            ("u", "u"),
            ("m", "m"),
            ("enter", "\r"),
            ("enter", "\r"),
        ):
            scene.app.post_message(events.Key(key, character))
        await scene.until(pilot, lambda: isinstance(scene.app.screen, OverviewScreen))
        assert isinstance(scene.app.screen, OverviewScreen)
        assert scene.app.screen.company_name == "Summit Cycles Co."


async def test_a_command_typed_faster_than_its_line_appears(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        for key, character in (("colon", ":"), *((letter, letter) for letter in "watching"), ("enter", "\r")):
            scene.app.post_message(events.Key(key, character))
        await scene.until(pilot, lambda: isinstance(scene.app.screen, WatchingScreen))


async def test_marked_companies_are_synced_each_after_their_number_was_typed(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, environment="production", options=DemoOptions(companies=12))
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        for entry in scene.app.services.fleet.state.entries.values():
            if entry.name in (HARBOUR_LANE, NORDIC_BIKES):
                assert scene.app.screen.table.move_to(entry.company_id)  # type: ignore[attr-defined]
                await pilot.press("space")
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        await pilot.press("y", "enter")
        await pilot.pause()
        assert scene.world.effects.syncs.total() == 0
        await pilot.press("backspace", "2", "enter")
        await passing(scene, pilot, lambda: the_batch(scene).over)
        assert scene.world.effects.syncs.total() == 2


async def test_a_moved_key_works_and_an_unknown_binding_is_named(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, keys={"app.help": "f5", "app.hulp": "f6"})
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await pilot.press("f5")
        await pilot.pause()
        assert isinstance(scene.app.screen, HelpScreen)
        told = scene.app._notifications
        await scene.until(pilot, lambda: any('"app.hulp"' in each.message for each in told))
        assert not any('"app.help"' in each.message for each in told)


async def test_a_screen_hears_nothing_while_it_is_taken_down(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        screen = scene.app.screen
        assert isinstance(screen, OverviewScreen)
        reader = scene.app.services.companies
        states: list[object] = []
        screen.show_overview = states.append  # type: ignore[method-assign, assignment]
        await reader.overview(screen.company_id)
        assert states
        states.clear()
        removing = screen.remove()
        await reader.overview(screen.company_id)
        await removing
        assert states == []
