"""What a run keeps of the fleet, and what the next run does with it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from codat_tui.models.local import (
    FleetAppended,
    FleetChange,
    FleetEntry,
    FleetReplaced,
    LoadPhase,
    SweepPhase,
)
from codat_tui.secret import Secret
from codat_tui.services.context import Backend
from codat_tui.store.known_fleet import KnownFleet
from codat_tui.store.sealed_lines import Owner
from tests.manual_clock import ManualClock
from tests.services.stage import Stage

OWNER = Owner("acme", "http://127.0.0.1", "")


class KeepingStage(Stage):
    """A stage whose backend keeps the fleet in *folder* for *key*."""

    def __init__(self, folder: Path, key: str = "key", **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.known = KnownFleet(folder, OWNER)
        self.key = key

    async def connect(self) -> Backend:
        backend = await super().connect()
        self.known.unlock(Secret(self.key))
        self.backend = Backend(backend.client, backend.store, backend.profile, known_fleet=self.known)
        return self.backend

    def recall(self) -> bool:
        self.known.unlock(Secret(self.key))
        self.services.fleet.recall(self.known)
        return bool(self.services.fleet.state.entries)

    async def swept(self) -> None:
        """Connect, list and ask every company."""
        await self.services.connect()
        self.services.fleet.load()
        fleet = self.services.fleet
        while fleet.state.phase is not LoadPhase.LOADED or fleet.state.sweep is SweepPhase.RUNNING:
            await self.clock.advance(0.2)
            await asyncio.sleep(0.001)


def rows_of(folder: Path, key: str = "key") -> dict[str, FleetEntry]:
    known = KnownFleet(folder, OWNER)
    known.unlock(Secret(key))
    read = known.read()
    return {row.company_id: row for chunk in read.chunks for row in chunk} if read is not None else {}


def kept_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("known-*")}


async def test_a_run_begins_with_what_the_last_one_saw_and_reads_it_again_in_place(tmp_path: Path) -> None:
    first = KeepingStage(tmp_path)
    await first.swept()
    seen = dict(first.services.fleet.state.entries)
    await first.services.stop()
    assert {key: row._replace(last_seen=None) for key, row in rows_of(tmp_path).items()} == seen

    later = KeepingStage(tmp_path, clock=ManualClock(first.clock.now()))
    heard: list[FleetChange] = []
    later.services.fleet.subscribe(heard.append)
    assert later.recall()
    state = later.services.fleet.state
    assert isinstance(heard[0], FleetAppended)
    assert later.transport.asked == []
    assert all(row.last_seen is not None for row in state.entries.values())
    order = list(state.entries)
    await later.swept()
    assert list(later.services.fleet.state.entries) == order
    assert not any(isinstance(change, FleetReplaced) for change in heard)
    assert all(row.last_seen is None for row in later.services.fleet.state.entries.values())
    assert later.services.fleet.state.kept_at is None
    await later.services.stop()


async def test_another_key_removes_the_rows_of_the_first(tmp_path: Path) -> None:
    first = KeepingStage(tmp_path)
    await first.swept()
    await first.services.stop()

    later = KeepingStage(tmp_path)
    assert later.recall()
    later.key = "another key"
    await later.services.connect()
    assert not later.services.fleet.state.entries
    assert later.services.fleet.state.kept_at is None
    await later.services.stop()
    # Nothing was listed with the other key, so nothing was written over the rows of the first.
    assert rows_of(tmp_path)


async def test_a_list_that_cannot_be_read_overwrites_nothing(tmp_path: Path) -> None:
    first = KeepingStage(tmp_path)
    await first.swept()
    await first.services.stop()
    before = kept_in(tmp_path)
    assert len(before) == 2

    later = KeepingStage(tmp_path, faults="503")
    assert later.recall()
    await later.services.connect()
    later.services.fleet.load()
    while later.services.fleet.state.error is None:
        await later.clock.advance(30)
        await asyncio.sleep(0.001)
    assert later.services.fleet.state.entries
    await later.services.stop()
    assert kept_in(tmp_path) == before


async def test_a_folder_that_cannot_be_written_is_told_once(tmp_path: Path) -> None:
    stage = KeepingStage(tmp_path / "file" / "folder")
    (tmp_path / "file").touch()
    await stage.swept()
    await stage.services.stop()
    told = [notice.text for notice in stage.notices if "cannot be kept" in notice.text]
    assert told == ["the list cannot be kept for the next start: Not a directory."]
