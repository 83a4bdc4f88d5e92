"""The Platform's operations against the imitation over HTTP, and odd answers to them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from codat_tui.api import CodatClient, RetryPolicy, reading
from codat_tui.demo import DemoOptions
from codat_tui.models.codat import DataStatus, PushOperation
from codat_tui.models.errors import AnswerError, ForbiddenError, NotFoundError, UnauthorizedError
from codat_tui.rules.dates import read_instant
from tests.demo_server import DemoServer


@pytest.fixture
async def codat() -> AsyncIterator[CodatClient]:
    with DemoServer() as server:
        async with CodatClient(server.api_key, server=server.base_url, read_only=True) as client:
            yield client


async def _id_of(client: CodatClient, name: str) -> str:
    page = await client.advanced_controls.list_companies(query=f"name={name}")
    return page.results[0].id


async def test_what_was_written_page_by_page(codat: CodatClient) -> None:
    company_id = await _id_of(codat, "Nyhavn Vin ApS")
    rows = [
        row
        async for page in codat.platform.push_operation_pages(company_id, page_size=50)
        for row in page.results
    ]
    first = await codat.platform.push_operations(company_id)
    assert len(rows) == first.total_results
    assert tuple(rows[:100]) == first.results
    failed = [row for row in rows if row.status == "Failed"]
    assert {row.data_type for row in failed} == {"journalEntries"}
    assert failed[0].validation is not None
    assert failed[0].validation.errors
    assert "locked period" in failed[0].validation.errors[0].message
    assert await codat.platform.get_push_operation(company_id, failed[0].key) == failed[0]


async def test_how_old_the_commerce_data_is(codat: CodatClient) -> None:
    statuses = await codat.platform.data_status(await _id_of(codat, "Thistle Whisky Shop"))
    orders = statuses["commerce-orders"]
    read = read_instant(orders.last_successful_sync)
    newest = read_instant(statuses["chartOfAccounts"].last_successful_sync)
    assert read is not None
    assert newest is not None
    assert newest - read > timedelta(days=3)
    assert orders.current_status == "FetchError"


async def test_whose_key_it_is(codat: CodatClient) -> None:
    assert (await codat.platform.profile()).name == "Tillmark Payments"


@pytest.mark.parametrize(
    ("status", "error"), [(401, UnauthorizedError), (403, ForbiddenError), (404, NotFoundError)]
)
async def test_a_key_without_the_product(status: int, error: type[AnswerError]) -> None:
    with DemoServer(DemoOptions(companies=2, faults=f"*/push*:{status}")) as server:
        async with CodatClient(server.api_key, server=server.base_url, retry=RetryPolicy.never()) as client:
            with pytest.raises(error):
                await client.platform.push_operations(await _id_of(client, "Nordic Bikes AB"))


def test_odd_records_cost_their_field_or_their_row() -> None:
    rows = [
        {"pushOperationKey": "a", "status": None, "statusCode": "400,", "dataType": 5, "validation": "none"},
        {"pushOperationKey": "b", "validation": {"errors": [None, {"message": None}], "warnings": None}},
        {"status": "Success"},
        "nothing",
    ]
    page = reading.page_of(PushOperation)(json.dumps({"results": rows}).encode())
    assert page.unreadable == 2
    first, second = page.results
    assert (first.status, first.status_code, first.data_type, first.validation) == ("", 400, "5", None)
    assert second.validation is not None
    assert second.validation.errors is not None
    assert [item.message for item in second.validation.errors] == [""]


def test_data_that_was_never_read_is_left_out() -> None:
    body = json.dumps({"invoices": None, "bills": [], "commerce-orders": {"currentStatus": "Complete"}})
    statuses = reading.map_of(DataStatus)(body.encode())
    assert list(statuses) == ["commerce-orders"]
