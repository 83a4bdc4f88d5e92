"""Every world gets the state and the causes that are right, in order."""

from __future__ import annotations

import pytest

from codat_tui.models.diagnosis import Cause
from codat_tui.rules.diagnosis.verdict import verdict
from tests.rules.diagnosis.worlds import WORLDS, World
from tests.rules.worlds import NOW


def _line(cause: Cause) -> str:
    words = f"{cause.kind} {cause.certainty} {cause.who} {cause.remedy}"
    return words if cause.blocks else f"~{words}"


@pytest.mark.parametrize("world", WORLDS, ids=lambda world: world.name)
def test_the_verdict_on(world: World) -> None:
    found = verdict(world.facts, NOW)
    assert (found.state.value, tuple(map(_line, found.causes))) == (world.state, world.causes), found.headline


def test_the_names_of_the_worlds_are_different() -> None:
    assert len({world.name for world in WORLDS}) == len(WORLDS) >= 150
