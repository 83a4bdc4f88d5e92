"""Notes and looks by the service: kept, shown in rows, ended in time, and refused in words without a store."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from codat_tui.models.errors import CodatError
from codat_tui.models.local import SweepPhase
from codat_tui.rules.fleet.snooze import is_snoozed
from tests.services.stage import Stage

HOUR = timedelta(hours=1)


async def swept(stage: Stage) -> str:
    """The id of the first company, after all were asked for their syncs."""
    stage.services.fleet.load()
    await stage.until(lambda: stage.services.fleet.state.sweep is SweepPhase.DONE)
    await stage.advance(1)
    return stage.ids[0]


async def test_a_snooze_shows_in_the_row_survives_a_start_and_ends_in_time(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "s.sqlite3") as stage:
        company_id = await swept(stage)
        entry = stage.services.fleet.state.entries[company_id]
        until = stage.clock.now() + 2 * HOUR
        note = stage.services.shift.new_note(company_id, entry.name, entry.judgement, "asked them", until)
        assert note.cause.startswith("account_lost ")
        await stage.services.shift.write(note)
        assert is_snoozed(stage.services.fleet.state.entries[company_id])
        clock = stage.clock
    async with Stage(path=tmp_path / "s.sqlite3", clock=clock) as stage:
        await swept(stage)
        rows = stage.services.fleet.state.entries
        assert rows[company_id].notes == (note,)
        assert is_snoozed(rows[company_id])
        await stage.advance(2 * 3_600)
        assert not is_snoozed(rows[company_id])
        assert rows[company_id].notes[0].text == "asked them"


async def test_what_was_seen_is_kept_for_the_next_run_an_hour_later(tmp_path: Path) -> None:
    async with Stage(path=tmp_path / "s.sqlite3") as stage:
        company_id = await swept(stage)
        assert stage.services.shift.since_look() is None
        clock = stage.clock
    await clock.advance(1_800)
    async with Stage(path=tmp_path / "s.sqlite3", clock=clock) as stage:
        assert stage.services.shift.earlier_look is None
    await clock.advance(3_600)
    async with Stage(path=tmp_path / "s.sqlite3", clock=clock) as stage:
        await swept(stage)
        since = stage.services.shift.since_look()
        assert since is not None
        assert company_id in since.still
        assert since.new == ()


async def test_without_a_store_a_note_is_refused_in_words() -> None:
    async with Stage() as stage:
        note = stage.services.shift.new_note(stage.ids[0], "Shop", None, "text", None)
        with pytest.raises(CodatError, match="Nothing can be stored"):
            await stage.services.shift.write(note)
        assert stage.services.shift.of(stage.ids[0]) == ()
        assert stage.services.shift.since_look() is None
