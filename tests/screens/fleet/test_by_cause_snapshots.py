"""Companies by cause as pictures: folded, unfolded, without a match, while the list is read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import textual
from textual.pilot import Pilot

from codat_tui.present import Glyphs
from tests.screens.scenes import Scene, never

WIDE, SMALL = (120, 40), (80, 24)
Compare = Callable[..., bool]

pytestmark = pytest.mark.skipif(
    textual.__version__ != "8.2.8", reason="the snapshots show what Textual 8.2.8 draws"
)


def compare(snap_compare: Compare, scene: Scene, keys: Sequence[str], size: tuple[int, int] = WIDE) -> None:
    async def before(pilot: Pilot[Any]) -> None:
        if scene.connect is None:
            await scene.loaded(pilot)
        for key in keys:
            await pilot.press(key)
            await pilot.pause()

    assert snap_compare(scene.app, terminal_size=size, run_before=before)


@pytest.mark.parametrize(
    ("theme", "size"),
    [("codat-dark", WIDE), ("codat-light", WIDE), ("codat-dark", SMALL)],
    ids=["dark-120x40", "light-120x40", "dark-80x24"],
)
def test_by_cause_folded(snap_compare: Compare, tmp_path: Path, theme: str, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path, theme=theme), ["tab"], size)


@pytest.mark.parametrize(
    ("theme", "size"), [("codat-dark", WIDE), ("codat-light", SMALL)], ids=["dark-120x40", "light-80x24"]
)
def test_by_cause_unfolded(snap_compare: Compare, tmp_path: Path, theme: str, size: tuple[int, int]) -> None:
    compare(snap_compare, Scene(tmp_path, theme=theme), ["tab", "j", "j", "enter", "asterisk"], size)


def test_by_cause_in_plain_letters(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, glyphs=Glyphs.ascii()), ["tab", "j", "j", "enter"], SMALL)


def test_by_cause_without_a_match(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path), ["tab", "slash", *"nobody", "enter"])


def test_by_cause_loading(snap_compare: Compare, tmp_path: Path) -> None:
    compare(snap_compare, Scene(tmp_path, connect=never), ["tab"], SMALL)
