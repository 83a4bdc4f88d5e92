"""The overview of a company that Codat does not know."""

from __future__ import annotations

from pathlib import Path

from tests.screens.scenes import Scene


async def test_a_company_that_codat_does_not_know_has_a_verdict(tmp_path: Path) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, "Pine & Cedar")

        def drawn() -> str:
            strips = scene.app.screen._compositor.render_strips(scene.app.size)
            return "\n".join(line.text for line in strips)

        await scene.until(pilot, lambda: "Codat knows no such company: deleted or made anew" in drawn())
        assert "Look whether it was deleted or created again" in drawn()
        assert "who acts: Codat" in drawn()
