"""Companies found by name: by a query no part of the name can break, and never a namesake in part only."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

import pytest

from codat_tui.models.writes import CreateCompany
from codat_tui.services.writing.company_reading import companies_known_as
from tests.services.write_kinds import WritingStage, confirm, connected, plan_of


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Blue Door Bakery", "name=Blue Door Bakery"),
        ("Bob & Daughters", "name~Daughters"),
        ("A && B || C", "name~B  C"),
        ("X & Y", None),
    ],
)
async def test_a_company_is_found_by_its_whole_name(name: str, query: str | None, tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        client = connected(stage).client
        for each in (name, f"{name} and more"):
            await confirm(stage, await plan_of(stage, CreateCompany(each)))
        plan = await plan_of(stage, CreateCompany(name))
        twins = await stage.wait_for(companies_known_as(client, plan.company_name))
        assert list(twins.values()) == [plan.company_name]
        asked = parse_qs(stage.app.state.requests[-1].query)
        assert asked.get("query", [None])[0] == query


async def test_a_query_the_server_does_not_take_is_asked_as_a_list(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db", faults="GET /companies:400@1") as stage:
        name = stage.world.merchant(stage.ids[0]).name
        known = await stage.wait_for(companies_known_as(connected(stage).client, name))
        assert known[stage.ids[0]] == name


async def test_a_company_is_known_by_its_id_too(tmp_path: Path) -> None:
    async with WritingStage(path=tmp_path / "db") as stage:
        client = connected(stage).client
        known = await stage.wait_for(companies_known_as(client, stage.ids[3].upper()))
        assert list(known) == [stage.ids[3]]
        assert await stage.wait_for(companies_known_as(client, "")) == {}
