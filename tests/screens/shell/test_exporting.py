"""Exports from tables: the fields of the commands, not the glyphs of the screen."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from codat_tui.screens.company.syncs import SyncsScreen
from tests.screens.scenes import HARBOUR_LANE, HARBOUR_LANE_ID, Scene


def files(folder: Path, ending: str) -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in folder.glob(f"*.{ending}")}


async def exported(scene: Scene, pilot: Pilot[Any], folder: Path, key: str, ending: str) -> str:
    """Export the table by the key of a format; return the new file's text."""
    before = files(folder, ending)

    def new() -> list[str]:
        return [
            text for path, text in files(folder, ending).items() if path not in before and text.endswith("\n")
        ]

    await pilot.press("x")
    await scene.until(pilot, lambda: type(scene.app.screen).__name__ == "ExportMenu")
    await pilot.press(key)
    await scene.until(pilot, lambda: bool(new()) and type(scene.app.screen).__name__ != "ExportMenu")
    (text,) = new()
    return text


async def test_companies_and_syncs_are_exported_with_ids_codes_and_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    scene = Scene(tmp_path)
    async with scene.app.run_test(size=(120, 40)) as pilot:
        await scene.loaded(pilot)
        rows = json.loads(await exported(scene, pilot, tmp_path, "j", "json"))
        harbour = next(row for row in rows if row["company"]["name"] == HARBOUR_LANE)
        assert harbour["company"]["id"] == HARBOUR_LANE_ID
        assert (harbour["state"], harbour["needs_person"], harbour["who"]) == ("failing", True, "us")
        assert harbour["latest"]["code"] == 4000
        head, *lines = csv.reader((await exported(scene, pilot, tmp_path, "c", "csv")).splitlines())
        assert head[:4] == ["company.id", "company.name", "state", "since"]
        assert len(lines) == len(rows)
        assert [HARBOUR_LANE_ID, HARBOUR_LANE, "failing", "2026-10-30"] in [line[:4] for line in lines]

        await scene.opened(pilot, HARBOUR_LANE)
        await pilot.press("right_square_bracket", "right_square_bracket")
        await scene.until(pilot, lambda: isinstance(scene.app.screen, SyncsScreen))
        await scene.until(pilot, lambda: scene.app.screen.query_one("#syncs").shown_count > 0)  # type: ignore[attr-defined]
        syncs = json.loads(await exported(scene, pilot, tmp_path, "j", "json"))
        assert syncs[0]["company_id"] == HARBOUR_LANE_ID
        assert {each["code"] for each in syncs} >= {2000, 4000}
        assert all(each["at"].endswith("Z") and each["sync_id"] for each in syncs)
