"""Companies of one name are told apart by what differs, wherever their names stand."""

from __future__ import annotations

from pathlib import Path

from codat_tui.models.local import Notice, NoticeKind
from codat_tui.screens.shell.change_sheet import ChangeSheet
from tests.screens.company.history_scenes import shown
from tests.screens.scenes import Scene

NAME = "The Corner Bookshop"
WIDE = (120, 40)


async def test_three_of_one_name_in_list_path_sheet_watch_and_toast(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=WIDE) as pilot:
        await scene.loaded(pilot)
        fleet, screen = scene.app.services.fleet, scene.app.screen
        two = [each for each in fleet.state.entries.values() if each.name == NAME]
        assert len(two) == 2
        assert len({each.apart for each in two}) == 2
        assert all(each.apart for each in two)
        assert all(not each.apart for each in fleet.state.entries.values() if each.name == "Nordic Bikes AB")
        # A third comes: the others may need more to be told from it.
        scene.world.add_company(NAME, None, ())
        await pilot.press("r")
        await scene.until(pilot, lambda: len(fleet.state.entries) == 61)
        await scene.loaded(pilot)
        three = {each.company_id: each for each in fleet.state.entries.values() if each.name == NAME}
        assert len({each.full_name for each in three.values()}) == 3
        await pilot.press("slash", *"corner b", "enter")
        for each in three.values():
            assert f"({each.apart[:8]}" in shown(scene)
        # The sheet, the path, the watch and the toast say which.
        one = three[two[0].company_id]
        screen.table.move_to(one.company_id)  # type: ignore[attr-defined]
        await pilot.press("s")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, ChangeSheet) and scene.app.screen.ready)
        await pilot.pause()
        assert one.full_name in shown(scene)
        await pilot.press("escape", "enter")
        await pilot.pause()
        assert scene.app.screen.breadcrumbs.crumbs == ("Companies", one.full_name)  # type: ignore[attr-defined]
        scene.app.services.watching.begin(one.company_id, NAME)
        await pilot.press("2")
        await pilot.pause()
        assert one.full_name in shown(scene)
        scene.app._show_notice(
            scene.app._open["acme"],
            Notice(NoticeKind.SYNC_ENDED, "it is over", company_id=one.company_id, company_name=NAME),
        )
        await pilot.pause()
        assert one.full_name in [each.title for each in scene.app._notifications]
        # Its full name opens it, and no other.
        found = await scene.app.services.companies.find_company(one.full_name)
        assert [each.company_id for each in found] == [one.company_id]
