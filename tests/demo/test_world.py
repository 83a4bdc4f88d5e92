"""The world: the same seed and clock make the same bytes, every documented trouble occurs, and it starts at once."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codat_tui.demo import DemoOptions, create_app
from codat_tui.demo.causes import CAUSES
from codat_tui.demo.deterministic import index_of, indexed_uuid
from codat_tui.demo.documented import NAME_FORBIDDEN, PLATFORMS
from codat_tui.demo.merchants import Merchant
from codat_tui.demo.texts import FlowSettings
from codat_tui.demo.world import World
from tests.demo.conftest import Demo, Start
from tests.demo_server import START, SettableNow

PATHS = (
    "/config/companies/{}/sync/commerce",
    "/companies/{}/sync/commerce/syncs/list/status",
    "/companies/{}/connections",
)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
CODES = {1000, 1010, 2000, 2040, 4000, 4040, 4200, 4220, 4260, 5000, 5080, 5120, 5130}
MESSAGES = (
    "account(s) were not found (Payment account - Account Id): ", "Account ID is not in an Active state",
    "Customer ID is not in an Active state. (Archived)", "Customer ID does not exist", "Supplier does not exist",
    "Supplier is not in an Active state", "Tax Rate ID does not exist", "The following Tax Rates are invalid: ID",
    "Cannot match the tax id 'ID' to a mapped account", "Company needs to have two valid data connections",
    "No company was found with ID ID", "Date overlaps with a previous sync date range",
    "To sync fees: Payments section needs to exist", "To sync fees: Payments account id needs to be set",
    "Payments config invalid. Card should not match", "Payments config invalid. Gift cards should not match",
    "No sales customer has been configured.", "Selected customer not present in customer options.",
    "Selected Account is not a valid option.", "No grouping period selected.",
    "Grouping period selected not from options.", "Invalid invoice level grouping selected.",
    "Invalid invoice line level grouping selected.", "Payments cannot be enabled if invoice status is set to draft.",
    "Config contains required accounts without selections.", "No Sales Account Present.",
    "No schedule selected frequency.", "Selected schedule frequency not present in options.",
    "No selected invoice status.", "Invalid invoice status selected (must be submitted or draft).",
    "Tax rate is missing selected tax rate id.", "% tax-rate has no options.",
    "No fees supplier has been configured.", "Selected supplier not present in supplier options.",
)  # fmt: skip
HARMLESS = {"no-sales", "commerce-data-old", "reconcile-by-hand", "time-zone-changed", "sync-hangs"}
"""Causes under which a sync still succeeds, or runs."""
HOURS = st.integers(0, 730 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))


def _world(start: datetime, **options: Any) -> World:
    world: World = create_app(DemoOptions(**options), SettableNow(start)).state.world
    return world


def _history(world: World, merchant: Merchant) -> list[tuple[int, str, datetime]]:
    now = world.now()
    views = [(sync.seen_at(now), sync.at) for sync in world.history(merchant).syncs]
    return [(view.code, view.message, at) for view, at in views]


async def _bytes(demo: Demo) -> list[bytes]:
    companies = (await demo.get("/companies"))["results"]
    paths = ["/companies", *(path.format(company["id"]) for company in companies for path in PATHS)]
    return [(await demo.client.get(path)).content for path in paths]


async def test_the_same_seed_and_clock_give_the_same_bytes(start: Start) -> None:
    assert await _bytes(start()) == await _bytes(start())
    assert await _bytes(start(companies=3)) != await _bytes(start(companies=3, seed=2))


@settings(max_examples=8)
@given(begin=HOURS, seed=st.integers(1, 5))
def test_every_code_and_documented_message_occurs_whenever_it_starts(begin: datetime, seed: int) -> None:
    world = _world(begin, seed=seed)
    everything = [row for merchant in world.merchants() for row in _history(world, merchant)]
    assert {code for code, _, _ in everything} == CODES
    said = {
        re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "ID", message) for _, message, _ in everything
    }
    assert [message for message in MESSAGES if not any(message in each for each in said)] == []


@settings(max_examples=8)
@given(begin=HOURS)
def test_every_failure_has_a_cause_that_lasted_on_that_day(begin: datetime) -> None:
    world = _world(begin)
    for merchant in world.merchants():
        for code, message, at in _history(world, merchant):
            if code >= 4000 and code != 5080:
                assert merchant.troubled_at(at), (merchant.name, code, message, at)
            if code < 4000:
                assert set(_causes(merchant, at)) <= HARMLESS, (merchant.name, code, at)


def _causes(merchant: Merchant, at: datetime) -> list[str]:
    return [episode.cause for episode in merchant.episodes if episode.lasts_at(at)]


def test_every_cause_is_in_somebodys_past_or_present() -> None:
    merchants = _world(START).merchants()
    assert {episode.cause for merchant in merchants for episode in merchant.episodes} == set(CAUSES)


async def test_the_fleet_is_varied(demo: Demo) -> None:
    companies = (await demo.get("/companies"))["results"]
    names = [company["name"] for company in companies]
    links = [link for company in companies for link in company["dataConnections"]]
    assert names[:2] == ["Harbour Lane Coffee", "Nordic Bikes AB"]
    assert len(names) == 60 > len(set(names))
    assert max(map(len, names)) > 100
    assert not any(NAME_FORBIDDEN.search(name) for name in names)
    assert {link["integrationKey"] for link in links} == set(PLATFORMS) - {"ldgh"}
    assert {link["status"] for link in links} == {"Linked", "Unlinked", "PendingAuth", "Deauthorized"}
    assert {error["status"] for link in links for error in link["dataConnectionErrors"]} >= {"Active"}
    assert (
        len(
            {
                (await demo.configuration(each["id"]))["schedule"]["timeZone"]
                for each in await demo.answering()
            }
        )
        > 8
    )


async def test_most_are_fine_and_one_has_other_map_keys(demo: Demo) -> None:
    fine, keys = 0, set()
    for company in await demo.answering():
        syncs = await demo.get(f"/companies/{company['id']}/sync/commerce/syncs/list/status")
        fine += bool(syncs and syncs[-1]["syncStatusCode"] in (1000, 1010, 2000, 2040))
        sales = (await demo.configuration(company["id"]))["configuration"]["sales"]
        keys.add(tuple(sales["accounts"]))
    assert fine > 35
    assert len(keys) == 2


async def test_a_healthy_company_has_sixty_days_behind_it(demo: Demo) -> None:
    company = await demo.company("Nordic Bikes AB")
    syncs = await demo.get(f"/companies/{company['id']}/sync/commerce/syncs/list/status")
    assert len(syncs) == 60
    assert [sync["syncUtc"] for sync in syncs] == sorted(sync["syncUtc"] for sync in syncs)
    assert len({sync["syncId"] for sync in syncs}) == 60


async def test_fifty_thousand_companies_start_without_delay(start: Start) -> None:
    before = time.perf_counter()
    demo = start(companies=50_000)
    assert time.perf_counter() - before < 0.05
    page = await demo.get("/companies", page=100, pageSize=500)
    assert page["totalResults"] == 50_000
    last = page["results"][-1]
    assert (await demo.get(f"/companies/{last['id']}/connections"))["results"] == last["dataConnections"]


@pytest.mark.parametrize(("companies", "seed"), [(3, 1), (60, 1), (500, 4)])
def test_the_quota_counts_linked_companies_without_looking_at_all_of_them(companies: int, seed: int) -> None:
    world = _world(START, companies=companies, seed=seed)
    linked = [set(world.statuses(merchant).values()) == {"Linked"} for merchant in world.merchants()]
    assert world.active_companies() == sum(linked)


@given(index=st.integers(0, 10**9), seed=st.integers())
def test_an_id_tells_its_index_and_only_to_its_own_seed(index: int, seed: int) -> None:
    identifier = indexed_uuid(index, "company", seed)
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", identifier)
    assert index_of(identifier, "company", seed) == index
    assert index_of(identifier, "company", seed + 1) is None
    assert index_of(identifier[:-1], "company", seed) is None


def test_the_texts_have_their_documented_oddities() -> None:
    flow = FlowSettings()
    english, french = flow.texts("en-us"), flow.texts("fr-fr")
    assert (len(english), len(french)) == (46, 44)
    assert "configure-setupSidebar=checkboxes-syncSchedule" in english
    assert "5%" in english["configure-content-sales-accounts-taxRates-entries-10"]["text"]
    assert any("{commerce software name}" in text["text"] for text in french.values())
