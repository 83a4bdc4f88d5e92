"""Every kind of write, killed before its effect and after it: the next start finds out by reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.services.killed_writes import Killer, kill_and_settle
from tests.services.write_kinds import KINDS, WriteKind


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    with Killer() as killer:
        yield killer


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
async def test_the_next_start_finds_out_by_reading(
    killer: Killer, kind: WriteKind, moment: str, tmp_path: Path
) -> None:
    await kill_and_settle(killer, kind, moment, tmp_path / "db")
