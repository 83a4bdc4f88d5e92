"""Answers that no careful server sends, and the cap on requests about one company."""

from __future__ import annotations

import asyncio
import zlib

import httpx

from codat_tui.demo import DemoOptions
from codat_tui.demo.hostile import gzip_bomb
from codat_tui.demo.middleware import CONCURRENT_REQUESTS
from tests.demo.conftest import Start, authorization
from tests.demo_server import DemoServer


async def test_text_of_one_field_is_hostile_and_the_rest_is_as_it_was(start: Start) -> None:
    plain = (await start(companies=2).get("/companies"))["results"]
    odd = (await start(companies=2, faults="*/companies:text=name").get("/companies"))["results"]
    assert all(
        strange["name"].startswith(f"{row['name']}\x1b]52;") for row, strange in zip(plain, odd, strict=True)
    )
    assert all("\ud800" in row["name"] for row in odd)
    assert [{**row, "name": ""} for row in odd] == [{**row, "name": ""} for row in plain]


async def test_numbers_of_twenty_digits(start: Start) -> None:
    headers = (await start(faults="huge-numbers").client.get("/companies")).headers
    assert headers["x-rate-limit-remaining"] == headers["retry-after"] == "9" * 20


def test_the_bomb_unpacks_to_a_gigabyte() -> None:
    bomb = gzip_bomb()
    assert len(bomb) < 2_000_000
    unpacker, size, rest = zlib.decompressobj(31), 0, bomb
    while rest:
        size += len(unpacker.decompress(rest, 16_777_216))
        rest = unpacker.unconsumed_tail
    assert unpacker.eof
    assert size == 2**30


def test_an_endless_body_goes_on_until_the_client_leaves() -> None:
    with (
        DemoServer(DemoOptions(companies=2, faults="GET /companies:endless@1")) as server,
        httpx.Client(base_url=server.base_url, headers=authorization(server.api_key)) as client,
    ):
        with client.stream("GET", "/companies") as response:
            read = 0
            for chunk in response.iter_raw():
                read += len(chunk)
                if read > 1_000_000:
                    break
        assert client.get("/companies").json()["totalResults"] == 2


async def test_a_company_deleted_between_two_pages(start: Start) -> None:
    demo = start(companies=4, faults="GET /companies:deleted@2")
    pages = [await demo.get("/companies", page=page, pageSize=2) for page in (1, 2)]
    assert [page["totalResults"] for page in pages] == [4, 3]
    seen = [row["id"] for page in pages for row in page["results"]]
    assert len(seen) == 3, "the row that moved to the first page is in neither"
    gone = await demo.client.get(f"/companies/{seen[0]}/connections")
    assert gone.status_code == 404
    assert gone.json()["error"] == f"No company was found with ID {seen[0]}"


async def test_no_more_than_ten_requests_about_one_company_at_once(start: Start) -> None:
    demo = start(faults="latency=1s")
    demo.held = asyncio.Event()
    one, other = [f"/companies/{merchant.id}/connections" for merchant in demo.world.merchants()][:2]
    tasks = [
        asyncio.create_task(demo.client.get(path)) for path in (*[one] * (CONCURRENT_REQUESTS + 2), other)
    ]
    await asyncio.gather(*tasks[CONCURRENT_REQUESTS:-1])
    demo.held.set()
    answers = await asyncio.gather(*tasks)
    assert [answer.status_code for answer in answers] == [200] * 10 + [429] * 2 + [200]
    assert answers[10].headers["retry-after"] == "1"


async def test_refusals_name_what_was_wrong(start: Start) -> None:
    for status in (400, 422):
        response = await start(faults=f"POST {status}").post("/companies", {"name": "One"})
        assert response.status_code == status
        assert [row["itemId"] for row in response.json()["validation"]["errors"]] == ["body", "name"]


async def test_an_answer_kept_under_a_key_is_not_spoilt_by_the_way_it_was_sent_first(start: Start) -> None:
    """Idempotency keeps what the work answered; what the gates in front make of it is theirs."""
    demo = start(companies=4, faults="POST */latest:gzip-bomb@1")
    (company, *_) = (await demo.get("/companies"))["results"]
    path = f"/companies/{company['id']}/sync/commerce/latest"
    async with demo.client.stream("POST", path, headers={"Idempotency-Key": "k"}) as bomb:
        assert bomb.headers["content-encoding"] == "gzip"
    again = await demo.post(path, key="k")
    assert "content-encoding" not in again.headers
    assert int(again.headers["content-length"]) == len(again.content)
    assert again.json()["companyId"] == company["id"]
    assert demo.world.effects.syncs.total() == 1
