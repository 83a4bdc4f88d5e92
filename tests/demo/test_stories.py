"""The merchants with a story: what each of them shows on the morning on which the demo begins."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from codat_tui.demo import DemoOptions
from codat_tui.demo.documented import parse_stamp
from codat_tui.demo.history import replay
from codat_tui.demo.merchants import merchant_at
from codat_tui.demo.scripted_merchants import SCRIPTS
from codat_tui.demo.world import World
from tests.demo.conftest import Demo

LIST = "/companies/{}/sync/commerce/syncs/list/status"


async def _syncs(demo: Demo, name: str) -> list[Any]:
    company = await demo.company(name)
    syncs: list[Any] = await demo.get(LIST.format(company["id"]))
    return syncs


async def _run(demo: Demo, name: str, body: Any = None) -> Any:
    company = await demo.company(name)
    return await demo.sync(company["id"], body)


@pytest.mark.parametrize(
    ("name", "codes", "message"),
    [
        ("Maple Leaf Toys Inc.", [4220] * 5, "Company needs to have two valid data connections"),
        ("Oak & Ember Ltd", [2000, 4040], "Company needs to have two valid data connections"),
        ("Summit Cycles Co.", [5000] * 8, "An unexpected error occurred while pushing data."),
        ("Union Square Records LLC", [4000] * 6, "No sales customer has been configured."),
        ("Marlow Wine Bar", [5130] * 29, "Organisation is not subscribed to currency USD."),
        ("Nyhavn Vin ApS", [5130] * 2, "locked period."),
        ("Saltmarsh Oysters", [2040] * 20, ""),
        ("De Gouden Molen BV", [2000, 5000], "503 Service Unavailable."),
        ("Thistle Whisky Shop", [2000] * 3, ""),
        ("Redwood Running LLC", [2000, 2000], "Please reconcile manually."),
        ("Elm Street Barbers", [4000] * 31, "does not exist"),
        ("Brooklyn Cheese Co.", [2000] * 5, ""),
        ("Northgate Hardware and Sons", [2000, 5080], "Date overlaps with a previous sync date range"),
    ],
)
async def test_the_last_nights(demo: Demo, name: str, codes: list[int], message: str) -> None:
    syncs = await _syncs(demo, name)
    assert [sync["syncStatusCode"] for sync in syncs[-len(codes) :]] == codes
    assert message in syncs[-1]["errorMessage"]


async def test_two_archived_accounts_are_named_in_one_message(demo: Demo) -> None:
    company = await demo.company("Fish & Chips @ The Pier")
    last = (await _syncs(demo, company["name"]))[-1]
    accounts = (await demo.configuration(company["id"]))["configuration"]["sales"]["accounts"]
    for key in ("refund", "gratuity"):
        assert (
            f"Account {accounts[key]['selectedAccountId']} is not in an Active state." in last["errorMessage"]
        )


async def test_another_organisation_has_another_name_and_other_ids(demo: Demo) -> None:
    company = await demo.company("Lille Legetoj")
    configuration = await demo.configuration(company["id"])
    assert configuration["accountingSoftwareCompanyName"] == "Lille Legetoj Retail"
    for section in ("sales", "payments", "fees"):
        for account in configuration["configuration"][section]["accounts"].values():
            assert account["selectedAccountId"] not in [each["id"] for each in account["accountOptions"]]
    links = [(link["integrationKey"], link["status"]) for link in company["dataConnections"]]
    assert links == [("ugxp", "Linked"), ("gbol", "Unlinked"), ("gbol", "Linked")]


async def test_a_sync_that_hangs_runs_for_days_and_none_is_started_beside_it(demo: Demo) -> None:
    last = (await _syncs(demo, "Banksia Pottery Pty Ltd"))[-1]
    assert (last["syncStatusCode"], last["syncStatus"]) == (1010, "Pushing")
    assert demo.clock() - parse_stamp(last["syncUtc"]) > timedelta(days=2)
    assert (await _run(demo, "Banksia Pottery Pty Ltd"))["syncStatusCode"] == 5080


@pytest.mark.parametrize(("name", "days"), [("Wattle Street Florist", 4), ("Brooklyn Cheese Co.", 13)])
async def test_no_sync_ran_for_days(demo: Demo, name: str, days: int) -> None:
    last = parse_stamp((await _syncs(demo, name))[-1]["syncUtc"])
    assert timedelta(days=days) <= demo.clock() - last < timedelta(days=days + 2)
    assert (await _run(demo, name))["syncStatusCode"] == 2000, "a sync by hand succeeds"


async def test_linked_for_sixty_days_and_never_synced(demo: Demo) -> None:
    company = await demo.company("Willow Vintage")
    assert demo.clock() - parse_stamp(company["created"]) == timedelta(days=60)
    assert {link["status"] for link in company["dataConnections"]} == {"Linked"}
    configuration = await demo.configuration(company["id"])
    assert configuration["enable"] is configuration["configured"] is True
    assert await _syncs(demo, "Willow Vintage") == []


async def test_after_31_failing_days_it_is_off(demo: Demo) -> None:
    company = await demo.company("Elm Street Barbers")
    assert (await demo.configuration(company["id"]))["enable"] is False


async def test_what_was_mended_succeeds_with_the_next_sync(demo: Demo) -> None:
    assert (await _run(demo, "Union Square Records LLC"))["syncStatusCode"] == 2000


async def test_a_deleted_company_is_listed_and_answers_nothing(demo: Demo) -> None:
    company = await demo.company("Pine & Cedar")
    for path in ("/connections", "/sync/commerce/syncs/latest/status", "/push", "/dataStatus"):
        response = await demo.client.get(f"/companies/{company['id']}{path}")
        assert response.status_code == 404
        assert response.json()["error"].startswith("No company was found with ID")


async def test_a_changed_time_zone_moves_the_due_time(demo: Demo) -> None:
    company = await demo.company("Kowhai Surf Shop")
    assert (await demo.configuration(company["id"]))["schedule"]["timeZone"] == "Australia/Sydney"
    syncs = demo.world.history(demo.world.merchant(company["id"])).syncs
    assert {sync.finish.hour for sync in syncs if sync.label.startswith("nightly")} == {13, 14, 15}
    for before, after in pairwise(syncs):
        assert after.start <= before.finish, "no hole"


async def test_a_schedule_that_a_client_writes_is_kept_to(demo: Demo) -> None:
    company = await demo.company("Nordic Bikes AB")
    body = await demo.configuration(company["id"])
    body["schedule"]["syncHour"] = 17
    await demo.configure(company["id"], body)
    demo.clock.advance(86_400)
    last = demo.world.history(demo.world.merchant(company["id"])).syncs[-1]
    assert last.finish.hour == 16


async def test_a_sync_by_hand_between_due_time_and_run_makes_the_run_a_duplicate(demo: Demo) -> None:
    company = await demo.company("Nordic Bikes AB")
    demo.clock.moment = datetime.fromisoformat("2026-11-23T23:10:00+00:00")
    assert (await demo.sync(company["id"]))["syncStatusCode"] == 2000
    demo.clock.advance(6 * 3_600)
    assert (await _syncs(demo, company["name"]))[-1]["syncStatusCode"] == 5080
    demo.clock.advance(86_400)
    syncs = demo.world.history(demo.world.merchant(company["id"])).syncs
    assert syncs[-1].outcome.code == 2000
    assert syncs[-1].start == syncs[-3].finish, "it begins where the sync by hand ended"


async def test_what_was_received_is_discarded_and_a_hole_stays(demo: Demo) -> None:
    company = await demo.company("Harbour Lane Coffee")
    path = f"/config/companies/{company['id']}/sync/commerce"
    configuration = await demo.get(path)
    refund = configuration["configuration"]["sales"]["accounts"]["refund"]
    refund["selectedAccountId"] = refund["accountOptions"][0]["id"]
    await demo.post(path, configuration)
    historic = f"/meta/companies/{company['id']}/sync/commerce/historic"
    written = []
    for start, finish in (
        ("2026-11-05", "2026-11-10"),
        ("2026-11-08", "2026-11-12"),
        ("2026-11-06", "2026-11-07"),
    ):
        body = {"dateRange": {"start": f"{start}T00:00:00Z", "finish": f"{finish}T00:00:00Z"}}
        asked = (await demo.post(historic, body)).json()["syncUtc"]
        demo.clock.advance(30)
        found = (await demo.get(f"/companies/{company['id']}/push", query="dataType=invoices", pageSize=500))[
            "results"
        ]
        written.append(sum(each["requestedOnUtc"] >= asked for each in found))
    codes = [sync["syncStatusCode"] for sync in (await _syncs(demo, company["name"]))[-3:]]
    assert (codes, written) == ([2000, 2000, 5080], [5, 2, 0])
    latest = (await demo.post(f"/companies/{company['id']}/sync/commerce/latest", {})).json()
    assert latest["syncDateRangeUtc"]["start"] == "2026-11-12T00:00:00Z", (
        "the days before the ranges stay unsynced"
    )


async def test_a_believable_morning(demo: Demo) -> None:
    world, now = demo.world, demo.clock()
    troubled = [
        merchant.name
        for merchant in world.merchants()
        if merchant.deleted
        or (merchant.troubled_at(now) and not _fine(world, merchant, now))
        or merchant.name == "Union Square Records LLC"
    ]
    assert 15 <= len(troubled) <= 24, troubled


def _fine(world: Any, merchant: Any, now: datetime) -> bool:
    waiting = now - merchant.created < timedelta(days=3)
    syncs = world.history(merchant).syncs
    harmless = {"platform-outage", "reconcile-by-hand", "time-zone-changed"}
    causes = {episode.cause for episode in merchant.episodes if episode.lasts_at(now)}
    return waiting or (causes <= harmless and bool(syncs) and syncs[-1].outcome.good)


STORIES = {  # what the last sync of each says, at whatever hour the demo begins
    "Harbour Lane Coffee": 4000,
    "Union Square Records LLC": 4000,
    "De Gouden Molen BV": 5000,
    "Wattle Street Florist": 2000,
    "Fish & Chips @ The Pier": 4000,
    "Maple Leaf Toys Inc.": 4220,
    "Summit Cycles Co.": 5000,
    "Nyhavn Vin ApS": 5130,
    "Marlow Wine Bar": 5130,
    "Lille Legetoj": 4000,
}


@pytest.mark.parametrize("day", ["2026-11-27", "2027-03-28", "2027-07-01"])
def test_the_stories_are_told_at_every_hour(day: str) -> None:
    seed, midnight = DemoOptions().seed, datetime.fromisoformat(day).replace(tzinfo=UTC)
    for hour in range(24):
        start = midnight + timedelta(hours=hour, minutes=7)
        for index, script in enumerate(SCRIPTS):
            if script.name in STORIES:
                history = replay(merchant_at(seed, index, start), None, start, start)
                last = [sync for sync in history.syncs if sync.ends <= start][-1]
                assert last.outcome.code == STORIES[script.name], (script.name, start)


def test_a_kept_history_is_that_of_the_moment_in_whatever_order_moments_are_asked_for() -> None:
    start = datetime(2026, 11, 23, 14, 2, 31, tzinfo=UTC)
    moments = [start + timedelta(minutes=23 * step) for step in range(60)]
    now = start
    world = World(DemoOptions(), lambda: now)
    merchants = list(world.merchants())[: len(SCRIPTS)]
    for number, now in enumerate(random.Random(1).sample(moments, len(moments))):
        for merchant in merchants[number % 5 :: 5]:
            history = world.history(merchant).copy()
            history.settle(now)
            assert history == replay(merchant, None, start, now), (merchant.name, now)
