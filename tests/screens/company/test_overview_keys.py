"""The overview's folded syncs, the keys under its verdict, and the footer that keeps the way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.company.test_mending import cursor, drawn
from tests.screens.scenes import HARBOUR_LANE, NORDIC_BIKES, Scene


@pytest.mark.parametrize("size", [(120, 40), (80, 24)], ids=["120x40", "80x24"])
async def test_repeats_are_folded_and_the_keys_stand_under_the_verdict(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    scene = Scene(tmp_path, swept=False, keys={"company.copy_ticket": "K"})
    async with scene.app.run_test(size=size) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        shown = drawn(scene)
        verdict, _, facts = shown.partition("Last success")
        assert "m mend the mapping     s sync now     M message     K ticket" in verdict
        assert "who acts: us" in verdict
        assert "Not known: first seen on 23 Nov, 14:02, after the last success." in facts
        assert cursor(scene).split()[1:6] == ["▸", "30", "Oct", "–", "23"]
        footer = shown.splitlines()[-1]
        assert footer.startswith(" enter unfold   m mend")
        assert footer.rstrip().endswith("esc back   : command   ? help")
        await pilot.press("enter", "down")
        await pilot.pause()
        assert "▾ 30 Oct – 23 Nov" in drawn(scene)
        assert "23 Nov 2026 01:44" in cursor(scene)
        assert "enter open" in drawn(scene)
        await pilot.press("up", "enter")
        await pilot.pause()
        assert "▸ 30 Oct – 23 Nov" in drawn(scene)


async def test_a_company_without_a_cause_has_no_keys_under_its_verdict(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, NORDIC_BIKES)
        verdict = drawn(scene).partition("Last success")[0]
        assert "sync now" not in verdict
        assert "who acts" not in verdict
