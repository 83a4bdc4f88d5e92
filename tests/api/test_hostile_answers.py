"""Any value in any field of any answer is read or refused by a typed error, and costs at most the row it stands in."""

from __future__ import annotations

import random
from typing import Any

import pytest

from codat_tui.models.errors import CodatError
from tests.fuzz.hostile import VALUES, Plan
from tests.fuzz.operations import OPERATIONS, Workbench

SAMPLE = 200
EACH = 3
"""So many values for each field; `make fuzz` goes through more."""
LISTS = (
    "list-companies",
    "list-companies, page by page",
    "list-connections",
    "list-connections, page by page",
    "list-syncs",
    "list-integrations",
    "list-integrations, page by page",
    "list-push-operations",
)
PAGE = {"results", "pageNumber", "pageSize", "totalResults", "_links", "current", "self", "next", "href"}
"""What is about the page, and not about a row."""
SMALL = {name: value for name, value in VALUES.items() if "large" not in name and "5,000" not in name}


async def test_any_value_in_any_field_of_any_operation() -> None:
    bench = Workbench()
    await bench.prepare()
    randomness = random.Random(1)
    for _ in range(SAMPLE):
        plan = Plan({randomness.choice(bench.fields): randomness.choice(list(VALUES.values()))})
        await bench.run(randomness.choice(list(OPERATIONS)), plan)
    assert bench.errors.total() < SAMPLE / 2
    assert bench.wire.answers > SAMPLE


def rows_of(answer: Any) -> list[Any]:
    return list(getattr(answer, "results", answer))


@pytest.mark.parametrize("name", LISTS)
async def test_a_value_costs_at_most_its_row(name: str) -> None:
    bench = Workbench()
    await bench.prepare()
    bench.wire.names.clear()
    good = rows_of(await bench.run(name, Plan()))
    fields = set(bench.wire.names) - PAGE
    assert len(fields) > 4
    randomness = random.Random(name)
    for field in sorted(fields):
        for value in randomness.sample(list(SMALL.values()), EACH):
            plan = Plan({field: value}, rows=lambda position: position == 0)
            answer = await bench.run(name, plan)
            assert not isinstance(answer, CodatError), (str(plan), answer)
            assert rows_of(answer)[-len(good) + 1 :] == good[1:], str(plan)
