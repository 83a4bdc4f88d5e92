"""The evidence for Codat by key: folder named, progress shown, stopped, written, pasted, and what goes wrong."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from codat_tui.screens.company.evidence import EvidenceScreen
from codat_tui.widgets.cell_lines import CellLines
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, Scene

FOLDER = "codat-evidence-harbour-lane-coffee-20261123-140231"


def told(scene: Scene) -> str:
    assert isinstance(scene.app.screen, EvidenceScreen)
    lines = scene.app.screen.query_one("#told", CellLines).lines
    return "\n".join("".join(cell.text for cell in line) for line in lines)


def keys(scene: Scene) -> str:
    return str(scene.app.screen.query_one("#evidence").border_subtitle)


def folders(place: Path) -> list[str]:
    return sorted(path.name for path in place.iterdir() if path.is_dir() and path.name != "locks")


async def asked(scene: Scene, pilot: Pilot[Any]) -> None:
    await pilot.press("E")
    await scene.until(pilot, lambda: isinstance(scene.app.screen, EvidenceScreen))


async def test_two_keys_write_the_folder_and_a_third_copies_the_markdown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await asked(scene, pilot)
        assert scene.app.screen.query_one(Input).value == str(tmp_path / FOLDER)
        assert "secrets masked, links left out" in " ".join(told(scene).split())
        assert folders(tmp_path) == []
        await pilot.press("enter")
        await scene.until(pilot, lambda: "files in a folder that only you can read" in told(scene))
        assert folders(tmp_path) == [FOLDER]
        made = tmp_path / FOLDER
        assert stat.S_IMODE(made.stat().st_mode) == 0o700
        assert {"evidence.md", "syncs.json", "configuration.json", "requests.csv"} <= {
            each.name for each in made.iterdir()
        }
        assert keys(scene) == "c copy the Markdown   enter close"
        await pilot.press("c")
        await scene.until(
            pilot, lambda: scene.app.clipboard.startswith(f"# Sync for Commerce: {HARBOUR_LANE}")
        )
        await pilot.press("enter")
        assert not isinstance(scene.app.screen, EvidenceScreen)
        # The same moment once more: the first folder stays as it is.
        await asked(scene, pilot)
        await pilot.press("enter")
        await scene.until(pilot, lambda: folders(tmp_path) == [FOLDER, f"{FOLDER}-2"])


async def test_it_shows_its_progress_and_can_be_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(80, 24)) as pilot:
        await scene.loaded(pilot)
        await scene.found(pilot, HARBOUR_LANE)
        scene.hold()
        await asked(scene, pilot)
        await pilot.press("enter")
        await scene.until(pilot, lambda: "◐ read the company" in told(scene))
        assert "· write the files" in told(scene)
        assert keys(scene) == "esc stops"
        await pilot.press("escape")
        assert keys(scene) == "enter collects and writes   esc leaves"
        assert folders(tmp_path) == []
        scene.transport.held.set()
        await pilot.press("enter")
        await scene.until(pilot, lambda: folders(tmp_path) == [FOLDER])


async def test_a_folder_that_cannot_be_written_is_said_and_another_can_be_typed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = Scene(tmp_path, swept=False)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.opened(pilot, HARBOUR_LANE)
        await asked(scene, pilot)
        scene.app.screen.query_one(Input).value = str(tmp_path / "gone" / "evidence")
        await pilot.press("enter")
        await scene.until(pilot, lambda: "✖ The evidence could not be written" in told(scene))
        assert "No such file or directory" in told(scene)
        scene.app.screen.query_one(Input).value = str(tmp_path / "mine")
        await pilot.press("enter")
        await scene.until(pilot, lambda: folders(tmp_path) == ["mine"])
        assert HARBOUR_LANE_ID in (tmp_path / "mine" / "evidence.md").read_text(encoding="utf-8")
