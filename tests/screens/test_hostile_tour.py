"""The whole program on answers nobody expects: it goes on, and nothing raw reaches the terminal.

A screen full of answers is opened and every key there pressed, found by the bindings in force; what that opens is
looked at. `make fuzz-short`, which `make check` runs as well, goes through all screens and on from there.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.fuzz.hostile import HEADERS, TEXT, VALUES, Plan, text_everywhere
from tests.fuzz.operations import Workbench
from tests.fuzz.stream import raw_in
from tests.fuzz.tour import started

WIDE, SMALL = (120, 40), (80, 24)
SCREENS = 12
"""At least so many kinds of screens are met where the answers can be read."""
ERRORS = (
    "GET */configuration:422, GET */connections:400, GET */syncs/list/status:403, */push*:404, "
    "POST *:402, PATCH *:409, PUT *:500"
)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exports go to the folder of the start."""
    monkeypatch.chdir(tmp_path)


async def fields() -> list[str]:
    """The names of all fields that the demo's answers have."""
    bench = Workbench()
    await bench.prepare()
    return bench.fields


@pytest.mark.parametrize("text", [TEXT, "\x1b]52;c;Y29waWVk\x07", "a\x9b2Jb", "\u202etxt", "\x00", "\ud800"])
def test_the_look_at_the_stream_sees_what_is_raw(text: str) -> None:
    assert raw_in(f"\x1b[1;1H{text}\x1b[0m")
    assert not raw_in("\x1b[1;1Hfine \x1b[38;2;1;2;3m[/x]\x1b[0m\x1b]52;c;Zm9v\x07\r\n")


async def test_hostile_text_in_every_field_and_id(tmp_path: Path) -> None:
    plan = text_everywhere(await fields())
    async with started(tmp_path, plan, SMALL, deepest=1) as walk:
        await walk.stop("syncs", walk.stops()["syncs"])
    assert len(walk.screens) >= SCREENS, sorted(walk.screens)


async def test_values_of_other_kinds_in_half_of_the_fields(tmp_path: Path) -> None:
    """Half of the fields, so that there is something left to be shown."""
    names = sorted(await fields())
    randomness = random.Random(1)
    randomness.shuffle(names)
    part = names[::2]
    values = randomness.choices(list(VALUES.values()), k=len(part))
    async with started(tmp_path, Plan(), SMALL, deepest=1) as walk:
        walk.wire.plan = Plan(dict(zip(part, values, strict=True)))
        await walk.stop("mapping", walk.stops()["mapping"])
    assert walk.keys > SCREENS


async def test_hostile_refusals_and_headers(tmp_path: Path) -> None:
    errors = (
        "error",
        "service",
        "correlationId",
        "message",
        "itemId",
        "validatorName",
        "canBeRetried",
        "title",
    )
    headers = dict.fromkeys(HEADERS, "\x9b2J\x85[/x] 99999999999999999999")
    plan = Plan(dict.fromkeys(errors, TEXT), headers)
    async with started(tmp_path, plan, WIDE, ERRORS, deepest=1) as walk:
        for name in ("mapping", "journal"):
            await walk.stop(name, walk.stops()[name])
    assert walk.wire.answers > len(errors)
