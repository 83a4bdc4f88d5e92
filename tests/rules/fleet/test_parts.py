"""Every company is in one part, the same on every machine, and the parts are about equal."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

import pytest

from codat_tui.rules.fleet.parts import part_of

IDS = [str(UUID(int=number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128)) for number in range(3000)]


@pytest.mark.parametrize("parts", [1, 2, 3, 7])
def test_the_parts_are_about_equal(parts: int) -> None:
    tally = Counter(part_of(each, parts) for each in IDS)
    assert set(tally) == set(range(1, parts + 1))
    assert max(tally.values()) < 1.2 * len(IDS) / parts


def test_a_part_never_changes() -> None:
    assert part_of("d69caf35-6d1a-423d-a7ee-2c511e1c9e63", 3) == 1
    assert part_of("half a pair \ud800", 2) in (1, 2)
