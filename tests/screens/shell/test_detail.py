"""The screen of one thing in full: it names the keys in force, and offers none that copies nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import pytest
from textual.binding import Binding, BindingType
from textual.pilot import Pilot

from codat_tui.present import Cell
from codat_tui.screens.shell.detail import Copy, DetailScreen
from codat_tui.widgets.sheet import FactLine
from tests.screens.scenes import Scene


class _Detail(DetailScreen):
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "copy('id')", "copy id", id="detail.copy"),
        Binding("i", "copy('link')", "copy link", id="detail.copy_link"),
    ]


async def _opened(scene: Scene, pilot: Pilot[Any], link: str) -> _Detail:
    copies = {"id": Copy("8a21", "the id"), "link": Copy(link, "the link")}
    facts = [FactLine("name", "Harbour"), FactLine("message", "")]
    detail = _Detail(
        scene.app.desk, "Thing", facts, copies, lines=lambda width: [(Cell(f"{width} wide"),)], code="curl"
    )
    scene.app.push_screen(detail)
    await pilot.pause()
    return detail


def _subtitle(detail: DetailScreen) -> str:
    return str(detail.query_one("#detail").border_subtitle)


async def test_it_copies_what_it_names_and_closes(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        detail = await _opened(scene, pilot, "https://link")
        assert _subtitle(detail) == "c copy id   i copy link   esc close"
        await pilot.press("i")
        await scene.until(pilot, lambda: scene.app.clipboard == "https://link")
        await pilot.press("escape")
        assert scene.app.screen is not detail


@pytest.mark.parametrize(
    ("keys", "named"),
    [({}, "c copy id   esc close"), ({"detail.copy": "y", "detail.close": "x"}, "y copy id   x close")],
)
async def test_keys_in_force_are_named_and_one_that_copies_nothing_is_not_there(
    tmp_path: Path, keys: dict[str, str], named: str
) -> None:
    scene = Scene(tmp_path, swept=False, keys=keys)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        detail = await _opened(scene, pilot, "")
        assert _subtitle(detail) == named
        enabled = {each.binding.id for each in detail.active_bindings.values() if each.enabled}
        assert "detail.copy_link" not in enabled
