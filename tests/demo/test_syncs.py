"""The sync engine: phases by the clock, outcomes by the facts, windows, overlaps and what follows a repair."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from codat_tui.demo import DemoOptions
from tests.demo.conftest import Demo, Start


async def _status(demo: Demo, company_id: str) -> Any:
    return await demo.get(f"/meta/companies/{company_id}/sync/commerce/status")


async def test_a_sync_goes_through_its_phases_by_the_clock_alone(demo: Demo) -> None:
    company = await demo.company("Nordic Bikes AB")
    await demo.post(f"/companies/{company['id']}/sync/commerce/latest", {})
    seen = []
    for seconds in (0, 2.9, 0.1, 6.9, 0.1, 9.9, 0.1):
        demo.clock.advance(seconds)
        status = await _status(demo, company["id"])
        seen.append((status["syncStatusCode"], status["syncStatus"], status["dataPushed"]))
    assert seen == [
        (1000, "NotStarted", False),
        (1000, "NotStarted", False),
        (1000, "Started", False),
        (1000, "Started", False),
        (1000, "Pushing", False),
        (1000, "Pushing", False),
        (2000, "Complete", True),
    ]


async def test_a_sync_that_takes_more_than_ten_minutes_becomes_1010(start: Start) -> None:
    demo = start(sync_seconds=1200)
    company = await demo.company("Nordic Bikes AB")
    await demo.post(f"/companies/{company['id']}/sync/commerce/latest", {})
    codes = []
    for seconds in (600, 1, 600):
        demo.clock.advance(seconds)
        codes.append((await _status(demo, company["id"]))["syncStatusCode"])
    assert codes == [1000, 1010, 2000]


async def test_trigger_and_status_name_the_same_sync_by_two_ids(demo: Demo) -> None:
    company = await demo.company("Nordic Bikes AB")
    response = await demo.post(f"/companies/{company['id']}/sync/commerce/latest", {})
    triggered, status = response.json(), await _status(demo, company["id"])
    assert "syncId" not in triggered
    assert triggered["commerceSyncId"] == status["commerceSyncId"] != status["syncId"]
    by_id = await demo.get(f"/companies/{company['id']}/sync/commerce/syncs/{status['syncId']}/status")
    assert by_id["syncUtc"] == triggered["syncUtc"] == "2026-11-23T14:02:31Z"
    unknown = f"/companies/{company['id']}/sync/commerce/syncs/{triggered['commerceSyncId']}/status"
    assert (await demo.client.get(unknown)).status_code == 404


async def test_the_next_sync_after_a_repair_succeeds(demo: Demo) -> None:
    company = await demo.company("Harbour Lane Coffee")
    before = await demo.sync(company["id"])
    configuration = await demo.configuration(company["id"])
    refund = configuration["configuration"]["sales"]["accounts"]["refund"]
    options = {option["name"]: option["id"] for option in refund["accountOptions"]}
    assert before["syncStatusCode"] == 4000
    assert before["errorMessage"] == f"Account {refund['selectedAccountId']} is not in an Active state."
    assert refund["selectedAccountId"] not in options.values()
    refund["selectedAccountId"] = options["Sales returns"]
    response = await demo.configure(company["id"], configuration)
    assert response.json() == configuration == await demo.configuration(company["id"])
    after = await demo.sync(company["id"])
    assert (after["syncStatusCode"], after["syncStatus"], after["dataPushed"]) == (2000, "Complete", True)
    assert after["errorMessage"] == after["syncExceptionMessage"] == ""


async def test_a_latest_sync_goes_on_where_the_last_successful_one_ended(demo: Demo) -> None:
    company = await demo.company("Nordic Bikes AB")
    path = f"/companies/{company['id']}/sync/commerce/latest"
    first = (await demo.post(path, {"syncTo": "2026-11-23T12:00:00+01:00"})).json()["syncDateRangeUtc"]
    assert first == {"start": "2026-11-22T23:00:00Z", "finish": "2026-11-23T11:00:00Z"}
    demo.clock.advance(30)
    second = (await demo.post(path, None)).json()["syncDateRangeUtc"]
    assert second == {"start": "2026-11-23T11:00:00Z", "finish": "2026-11-23T14:03:01Z"}


async def test_a_failed_sync_moves_no_window(demo: Demo) -> None:
    company = await demo.company("Harbour Lane Coffee")
    path = f"/companies/{company['id']}/sync/commerce/latest"
    windows = []
    for _ in range(2):
        windows.append((await demo.post(path, {})).json()["syncDateRangeUtc"]["start"])
        demo.clock.advance(60)
    assert windows == ["2026-10-29T00:00:00Z"] * 2


async def test_a_company_that_never_synced_begins_at_its_start_date(demo: Demo) -> None:
    company = await demo.company("Hygge Keramik")
    latest = f"/companies/{company['id']}/sync/commerce/syncs/latest/status"
    assert (await demo.client.get(latest)).status_code == 404
    assert await demo.get(f"/companies/{company['id']}/sync/commerce/syncs/list/status") == []
    started = (await demo.configuration(company["id"]))["schedule"]["startDate"]
    response = await demo.post(f"/companies/{company['id']}/sync/commerce/latest", {})
    assert response.json()["syncDateRangeUtc"]["start"] == started
    demo.clock.advance(30)
    assert (await demo.get(latest))["syncStatusCode"] == 2000


@pytest.mark.parametrize(("name", "first"), [("Nordic Bikes AB", 2000), ("Harbour Lane Coffee", 4000)])
async def test_a_second_sync_beside_a_running_one_is_refused_by_5080(
    demo: Demo, name: str, first: int
) -> None:
    company = await demo.company(name)
    for _ in range(2):
        await demo.post(f"/companies/{company['id']}/sync/commerce/latest", {})
        demo.clock.advance(5)
    demo.clock.advance(30)
    syncs = await demo.get(f"/companies/{company['id']}/sync/commerce/syncs/list/status")
    assert [sync["syncStatusCode"] for sync in syncs[-2:]] == [first, 5080]
    assert syncs[-1]["errorMessage"] == "Date overlaps with a previous sync date range"
    assert demo.world.effects.syncs[company["id"]] == 2


@pytest.mark.parametrize(
    ("begins", "ends", "code"),
    [
        ("2026-11-01T00:00:00Z", "2026-11-02T00:00:00Z", 5080),
        ("2026-11-23T00:00:00Z", "2026-11-23T12:00:00Z", 2000),
        ("2026-11-23T11:00:00Z", "2026-11-23T11:05:00Z", 2040),
    ],
)
async def test_a_range_sync_covers_what_nothing_covered_before(
    demo: Demo, begins: str, ends: str, code: int
) -> None:
    company = await demo.company("Nordic Bikes AB")
    response = await demo.post(
        f"/meta/companies/{company['id']}/sync/commerce/historic",
        {"dateRange": {"start": begins, "finish": ends}},
    )
    assert response.json()["syncDateRangeUtc"] == {"start": begins, "finish": ends}
    demo.clock.advance(30)
    assert (await _status(demo, company["id"]))["syncStatusCode"] == code


async def test_a_failing_range_may_be_synced_again_after_the_repair(demo: Demo) -> None:
    company = await demo.company("Harbour Lane Coffee")
    body = {"dateRange": {"start": "2026-11-10T00:00:00Z", "finish": "2026-11-11T00:00:00Z"}}
    codes = []
    for _ in range(2):
        await demo.post(f"/meta/companies/{company['id']}/sync/commerce/historic", body)
        demo.clock.advance(30)
        codes.append((await _status(demo, company["id"]))["syncStatusCode"])
        configuration = await demo.configuration(company["id"])
        refund = configuration["configuration"]["sales"]["accounts"]["refund"]
        refund["selectedAccountId"] = refund["accountOptions"][0]["id"]
        await demo.configure(company["id"], configuration)
    assert codes == [4000, 2000]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"dateRange": {"start": "2026-11-10T00:00:00Z"}},
        {"dateRange": {"start": "tomorrow", "finish": "2026-11-11T00:00:00Z"}},
        {"dateRange": {"start": "2026-11-12T00:00:00Z", "finish": "2026-11-11T00:00:00Z"}},
        [],
    ],
)
async def test_a_range_that_is_none_starts_nothing(demo: Demo, body: Any) -> None:
    company = await demo.company("Nordic Bikes AB")
    response = await demo.post(f"/meta/companies/{company['id']}/sync/commerce/historic", body)
    assert response.status_code == 400
    assert response.json()["validation"]["errors"][0]["message"]
    assert not demo.world.effects.syncs


async def test_an_unlinked_connection_fails_the_next_sync_and_ends_the_nightly_ones(demo: Demo) -> None:
    company = await demo.company("Nordic Bikes AB")
    accounting = company["dataConnections"][1]["id"]
    await demo.client.patch(
        f"/companies/{company['id']}/connections/{accounting}", json={"status": "Unlinked"}
    )
    demo.clock.advance(5 * 86_400)
    path = f"/companies/{company['id']}/sync/commerce/syncs/list/status"
    syncs = await demo.get(path)
    assert [sync["syncStatusCode"] for sync in syncs[-2:]] == [2000, 4040]
    await demo.client.put(
        f"/companies/{company['id']}/connections/{accounting}/authorization", json={"token": "x"}
    )
    demo.clock.advance(86_400)
    assert [sync["syncStatusCode"] for sync in (await demo.get(path))[len(syncs) :]] == [2000]


async def test_nightly_syncs_go_on_while_the_clock_runs(demo: Demo) -> None:
    company = await demo.company("Nordic Bikes AB")
    path = f"/companies/{company['id']}/sync/commerce/syncs/list/status"
    before = await demo.get(path)
    demo.clock.advance(3 * 86_400)
    after = await demo.get(path)
    assert after[: len(before)] == before
    assert len(after) == len(before) + 3


async def test_after_31_failing_days_codat_switches_off_until_it_is_switched_on(demo: Demo) -> None:
    company = await demo.company("Harbour Lane Coffee")
    path = f"/companies/{company['id']}/sync/commerce/syncs/list/status"
    demo.clock.advance(20 * 86_400)
    syncs = await demo.get(path)
    failing = [sync["syncStatusCode"] for sync in syncs if sync["syncUtc"] >= "2026-10-30"]
    assert failing == [4000] * 31
    configuration = await demo.configuration(company["id"])
    assert configuration["enable"] is False
    refund = configuration["configuration"]["sales"]["accounts"]["refund"]
    refund["selectedAccountId"] = refund["accountOptions"][0]["id"]
    await demo.configure(company["id"], {**configuration, "enable": True})
    demo.clock.advance(86_400)
    assert (await demo.get(path))[-1]["syncStatusCode"] == 2000
    assert (await demo.configuration(company["id"]))["enable"] is True


async def test_the_last_successful_sync_is_the_newest_that_succeeded(demo: Demo) -> None:
    company = await demo.company("Harbour Lane Coffee")
    syncs = await demo.get(f"/companies/{company['id']}/sync/commerce/syncs/list/status")
    last = await demo.get(f"/companies/{company['id']}/sync/commerce/syncs/lastSuccessful/status")
    assert last == [sync for sync in syncs if sync["syncStatusCode"] < 3000][-1]
    assert last["syncUtc"].startswith("2026-10-29")


JSON = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(max_size=3), st.just([]), st.just({}), st.just([1])
)


def _paths(value: Any, path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    if not isinstance(value, dict):
        return [path]
    return [path, *(found for key, each in value.items() for found in _paths(each, (*path, key)))][
        bool(not path) :
    ]


@settings(max_examples=60)
@given(data=st.data(), name=st.sampled_from(["Harbour Lane Coffee", "Fjord Outfitters AS"]))
async def test_whatever_is_sent_as_a_configuration_the_company_still_works(
    data: st.DataObject, name: str
) -> None:
    demo = Demo(DemoOptions(companies=8))
    company = await demo.company(name)
    body = await demo.configuration(company["id"])
    for path in data.draw(st.lists(st.sampled_from(_paths(body)), max_size=3)):
        place = body
        for step in path[:-1]:
            place = place[step] if isinstance(place, dict) and isinstance(place.get(step), dict) else {}
        place[path[-1]] = data.draw(JSON)
    assert (await demo.configure(company["id"], body)).status_code in (200, 400)
    assert (await demo.configuration(company["id"]))["companyId"] == company["id"]
    assert (await demo.sync(company["id"]))["syncStatusCode"] in (2000, 4000, 4200)
    await demo.client.aclose()
