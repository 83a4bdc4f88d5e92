"""The program ends at any moment, also in the one in which something opens: no error, and the status asked for."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.events import Key

from tests.screens.scenes import Scene

TERMINATED = 143


@pytest.mark.parametrize(
    ("key", "turns"),
    [*((key, 0) for key in ("P", "question_mark", "colon", "A", "M", "s")), ("enter", 3), ("enter", 6)],
)
async def test_what_opens_while_the_program_ends_is_no_error(tmp_path: Path, key: str, turns: int) -> None:
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        await scene.loaded(pilot)
        scene.app.post_message(Key(key, None))
        for _ in range(turns):
            await asyncio.sleep(0)
        scene.app.end(TERMINATED)
        for _ in range(10_000):
            if scene.app._exit:
                break
            await asyncio.sleep(0.001)
    assert scene.app.crash is None
    assert scene.app.return_code == TERMINATED
