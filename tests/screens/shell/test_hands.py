"""Keys that hands know from other programs: back and out, next that needs a person, half pages, marks, searches."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual._compositor import Compositor
from textual.color import Color
from textual.pilot import Pilot

from codat_tui.screens.company.overview import OverviewScreen
from codat_tui.screens.fleet.companies import CompaniesScreen
from codat_tui.screens.shell.change_sheet import ChangeSheet
from codat_tui.screens.shell.help import HelpScreen
from codat_tui.screens.shell.quit_sheet import QuitSheet
from codat_tui.screens.shell.shown_text import ShownTextScreen
from codat_tui.widgets.reading import FindLine, ReadingScreen
from tests.screens.scenes import HARBOUR_LANE, NORDIC_BIKES, Scene

WIDE = (120, 40)


def shown(scene: Scene) -> str:
    strips = scene.app.screen._compositor.render_strips(scene.app.size)
    return "\n".join(strip.text for strip in strips)


def last_line(scene: Scene) -> str:
    return shown(scene).splitlines()[-1]


@pytest.mark.parametrize("key", ["escape", "backspace", "h", "q"])
async def test_every_way_back_leaves_a_company(tmp_path: Path, key: str) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        await pilot.press(key)
        assert isinstance(scene.app.screen, CompaniesScreen)


async def test_q_clears_the_filter_and_then_asks_to_quit(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        screen: Any = scene.app.screen
        screen.set_filter_text("nordic")
        await pilot.press("q")
        assert screen.filter_text == ""
        await pilot.press("q")
        assert isinstance(scene.app.screen, QuitSheet)
        await scene.sheet_armed(pilot)
        assert "nothing" in shown(scene)
        await pilot.press("n")
        assert scene.app.screen is screen
        await pilot.press("q")
        await scene.sheet_armed(pilot)
        await pilot.press("y")
        await pilot.pause()
        assert scene.app.return_code == 0


async def test_l_opens_and_h_goes_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await pilot.press("l")
        assert isinstance(scene.app.screen, OverviewScreen)
        await pilot.press("h")
        assert isinstance(scene.app.screen, CompaniesScreen)


async def test_h_folds_the_group_of_the_row_and_l_unfolds_it(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await pilot.press("tab", "g", "l", "j")
        table = table_of(scene)
        assert table.cursor_row is not None
        section = table.section_of(table.cursor_key)
        await pilot.press("h")
        assert table.cursor_section == section
        await pilot.press("h")
        assert table.shown_keys() == () or table.section_keys(section)[0] not in table.shown_keys()
        await pilot.press("l", "l")
        assert table.cursor_key == table.section_keys(section)[0]


def table_of(scene: Scene) -> Any:
    screen: Any = scene.app.screen
    return screen.table


async def test_n_goes_through_those_that_need_a_person(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        table = table_of(scene)
        needing = [key for key in table.shown_keys() if table.needs_person(table.row(key))]
        assert 1 < len(needing) < table.shown_count
        table.move_to(needing[0])
        met = []
        for _ in needing:
            await pilot.press("n")
            met.append(table.cursor_key)
        assert met == [*needing[1:], needing[0]]
        assert "Again from the top" in last_line(scene)
        await pilot.press("N")
        assert table.cursor_key == needing[-1]
        assert "Again from the end" in last_line(scene)


async def test_half_pages_and_marks(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        table = table_of(scene)
        rows = table.shown_keys()
        await pilot.press("ctrl+d")
        half = rows.index(table.cursor_key)
        assert 10 < half < 25
        await pilot.press("ctrl+u")
        assert table.cursor_key == rows[0]
        await pilot.press("shift+down", "shift+down", "shift+down")
        assert table.marked == set(rows[:4])
        await pilot.press("shift+up")
        assert table.marked == set(rows[:3])
        # Marks made elsewhere stay; a new beginning has its own anchor.
        await pilot.press("j", "j", "j", "shift+up")
        assert table.marked == {*rows[:3], rows[5], rows[4]}


@pytest.mark.parametrize("key", ["r", "ctrl+r", "f5"])
async def test_every_key_to_refresh_reads_again(tmp_path: Path, key: str) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        before = len(scene.demo.state.requests)
        await pilot.press(key)
        await scene.until(pilot, lambda: len(scene.demo.state.requests) > before)


# Keys that do nothing


async def says(scene: Scene, pilot: Pilot[Any], key: str, words: str) -> None:
    await pilot.press(key)
    await scene.until(pilot, lambda: words in last_line(scene))


async def test_a_key_that_does_nothing_says_so_and_names_the_key_that_does(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        await scene.loaded(pilot)
        await says(scene, pilot, "f1", "f1 does nothing here; help is ?.")
        await says(scene, pilot, "e", "e does nothing here (edit in Flow settings, change in Mapping).")
        await says(scene, pilot, "percent_sign", "% does nothing here. ? lists the keys.")
        await says(scene, pilot, "z", "z (fold all groups, or unfold them) does nothing here now.")
        # The next key that acts brings the keys back.
        await says(scene, pilot, "j", "? help")
        await pilot.press("2")
        await says(scene, pilot, "s", "s does nothing here (sync in Company, sync in Gaps).")
        assert not scene.app._notifications


async def test_what_is_said_goes_after_a_while(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await says(scene, pilot, "percent_sign", "does nothing")
        scene.app.screen.footer.say("")  # type: ignore[attr-defined]
        await pilot.pause()
        assert "? help" in last_line(scene)


async def test_a_second_key_gives_way_to_a_moved_one(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False, keys={"app.help": "f5", "company.copy_id": "h"})
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await pilot.press("f5")
        assert isinstance(scene.app.screen, HelpScreen)


# The Portal


async def test_without_an_address_the_portal_says_what_it_needs(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await pilot.press("o")
        await pilot.pause()
        (notice,) = scene.app._notifications
        assert 'portal_url = "https://…/{company_id}"' in notice.message


async def test_with_an_address_the_portal_is_opened_on_the_company(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        screen: Any = scene.app.screen
        profile = screen.desk.profile._replace(portal_url="https://portal.test/{company_id}/x")
        screen.desk = screen.desk._replace(profile=profile)
        await pilot.press("o")
        # There is no browser here: the address is shown.
        await scene.until(pilot, lambda: isinstance(scene.app.screen, ShownTextScreen))
        assert f"https://portal.test/{screen.company_id}/x" in shown(scene)


# Themes


@pytest.mark.parametrize("theme", ["codat-colour-blind", "codat-high-contrast", "nord", "solarized-light"])
async def test_a_theme_is_chosen_live_and_drawn_in_its_colours(tmp_path: Path, theme: str) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        await pilot.press(":", *f"theme {theme}", "enter")
        await pilot.pause()
        assert scene.app.theme == theme
        behind = Color.parse(scene.app.theme_variables["background"]).rich_color
        strip = table_of(scene).render_line(3)
        assert {segment.style.bgcolor for segment in strip if segment.style} == {behind}


# Texts to read


async def test_a_text_is_searched_and_says_that_there_is_more(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("v")
        await scene.until(pilot, lambda: "more lines: pgdn" in shown(scene))
        text = scene.app.screen
        assert isinstance(text, ReadingScreen)
        await pilot.press("G")
        await pilot.pause()
        assert text.area.scroll_y == text.area.max_scroll_y
        assert "more lines" not in shown(scene)
        await pilot.press("g", "ctrl+d")
        await pilot.pause()
        assert 0 < text.area.scroll_y < text.area.size.height
        await pilot.press("/", *"refunds")
        await pilot.pause()
        assert "1 of " in last_line(scene)
        await pilot.press(*"zzz")
        await pilot.pause()
        assert "not here" in last_line(scene)
        await pilot.press("escape")
        await pilot.pause()
        assert not text.query(FindLine)
        assert scene.app.screen is text
        await pilot.press("backspace")
        assert isinstance(scene.app.screen, OverviewScreen)


async def test_help_is_left_by_every_key_that_goes_back(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        await scene.loaded(pilot)
        for key in ("escape", "q", "h", "backspace", "?"):
            await pilot.press("?", "G", "ctrl+u", "l")
            assert isinstance(scene.app.screen, HelpScreen)
            await pilot.press(key)
            assert isinstance(scene.app.screen, CompaniesScreen)


async def test_a_search_in_a_sheet_confirms_nothing(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("s")
        await scene.sheet_armed(pilot)
        await pilot.press("/", "y", "n", "enter", "escape")
        await pilot.pause()
        assert isinstance(scene.app.screen, ChangeSheet)
        assert scene.world.effects.syncs.total() == 0


async def test_going_back_to_the_companies_draws_the_whole_screen_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole: list[bool] = []
    draw = Compositor.render_update

    def seen(self: Compositor, *args: Any, **named: Any) -> Any:
        whole.append(self.size.region in self._dirty_regions)
        return draw(self, *args, **named)

    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("1")
        await scene.opened(pilot, HARBOUR_LANE)
        monkeypatch.setattr(Compositor, "render_update", seen)
        await pilot.press("1")
        await pilot.pause()
    assert whole[0], "parts of it would stand among those of the screen that was left"
