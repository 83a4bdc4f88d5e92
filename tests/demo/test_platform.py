"""Push operations, data status and profile: they agree with the syncs, and a key may lack them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.demo.conftest import Demo, Start


async def _pushed(demo: Demo, company_id: str, **parameters: Any) -> list[Any]:
    rows: list[Any] = []
    page = 1
    while True:
        answer = await demo.get(f"/companies/{company_id}/push", page=page, pageSize=100, **parameters)
        rows += answer["results"]
        if "next" not in answer["_links"]:
            assert len(rows) == answer["totalResults"]
            return rows
        page += 1


async def test_every_success_has_its_records_and_nothing_is_written_twice(demo: Demo) -> None:
    company = await demo.company("Nordic Bikes AB")
    rows = await _pushed(demo, company["id"])
    syncs = await demo.get(f"/companies/{company['id']}/sync/commerce/syncs/list/status")
    counts = Counter(row["dataType"] for row in rows)
    assert counts["invoices"] == counts["payments"] == counts["journalEntries"] == len(syncs)
    assert 0 < counts["creditNotes"] < len(syncs)
    assert {row["status"] for row in rows} == {"Success"}
    assert len({row["pushOperationKey"] for row in rows}) == len(rows)
    asked = [row["requestedOnUtc"] for row in rows]
    assert asked == sorted(asked, reverse=True)
    assert asked[0] > syncs[-1]["syncUtc"]
    assert rows[0]["changes"][0]["type"] == "Created"
    assert await demo.get(f"/companies/{company['id']}/push/{rows[3]['pushOperationKey']}") == rows[3]


async def test_a_refused_record_is_tried_again_and_the_others_are_not(demo: Demo) -> None:
    company = await demo.company("Nyhavn Vin ApS")
    rows = await _pushed(demo, company["id"], query="status=Failed")
    assert len(rows) == 3
    for row in rows:
        assert row["dataType"] == "journalEntries"
        assert "locked period" in row["errorMessage"]
        assert row["validation"]["errors"][0]["message"] == row["errorMessage"]
    invoices = await _pushed(demo, company["id"], query="dataType=invoices")
    assert len(invoices) == 60


async def test_the_records_of_a_running_sync_wait(demo: Demo) -> None:
    company = await demo.company("Nordic Bikes AB")
    before = len(await _pushed(demo, company["id"]))
    await demo.post(f"/companies/{company['id']}/sync/commerce/latest", {})
    demo.clock.advance(11)
    rows = await _pushed(demo, company["id"])
    assert len(rows) > before
    assert rows[0]["status"] == "Pending"
    assert "completedOnUtc" not in rows[0]
    demo.clock.advance(20)
    assert {row["status"] for row in await _pushed(demo, company["id"])} == {"Success"}


@pytest.mark.parametrize("name", ["Maple Leaf Toys Inc.", "Bistro Croix Rousse SARL", "Saltmarsh Oysters"])
async def test_a_sync_that_wrote_nothing_has_no_records(demo: Demo, name: str) -> None:
    company = await demo.company(name)
    syncs = await demo.get(f"/companies/{company['id']}/sync/commerce/syncs/list/status")
    last_written = [sync["syncUtc"] for sync in syncs if sync["dataPushed"]][-1]
    assert syncs[-1]["dataPushed"] is False
    assert (await _pushed(demo, company["id"]))[0]["requestedOnUtc"] < last_written[:11] + "24"


async def test_data_status_tells_how_old_the_commerce_data_is(demo: Demo) -> None:
    company = await demo.company("Thistle Whisky Shop")
    status = await demo.get(f"/companies/{company['id']}/dataStatus")
    assert status["commerce-orders"]["currentStatus"] == "FetchError"
    assert status["commerce-orders"]["lastSuccessfulSync"] == "2026-11-20T00:00:00Z"
    assert status["chartOfAccounts"]["currentStatus"] == "Complete"
    assert company["dataConnections"][0]["lastSync"] == "2026-11-20T00:00:00Z"
    quiet = await demo.company("Saltmarsh Oysters")
    status = await demo.get(f"/companies/{quiet['id']}/dataStatus")
    assert status["commerce-orders"]["currentStatus"] == "Complete"
    assert status["commerce-orders"]["lastSuccessfulSync"] > "2026-11-23"


async def test_a_lost_link_ends_the_reading(demo: Demo) -> None:
    company = await demo.company("Maple Leaf Toys Inc.")
    status = await demo.get(f"/companies/{company['id']}/dataStatus")
    assert status["chartOfAccounts"]["currentStatus"] == "AuthError"
    assert status["commerce-orders"]["currentStatus"] == "Complete"


async def test_the_profile_names_the_client_and_holds_no_key(demo: Demo) -> None:
    profile = await demo.get("/profile")
    assert profile["name"]
    assert "apiKey" not in profile


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_a_key_without_the_product(start: Start, status: int) -> None:
    demo = start(faults=f"*/push*:{status}, */dataStatus:{status}, /profile:{status}")
    company = await demo.company("Nordic Bikes AB")
    for path in (f"/companies/{company['id']}/push", f"/companies/{company['id']}/dataStatus", "/profile"):
        assert (await demo.client.get(path)).status_code == status
