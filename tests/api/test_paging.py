"""Listings: every page with one size, the next ones on their way, and nothing left behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest

from codat_tui.models.errors import (
    NotFoundError,
)
from tests.api.support import Script, answer, client_on, fault
from tests.manual_clock import ManualClock


def page(number: int, last: int) -> httpx.Response:
    links = {"next": {"href": "/companies"}} if number < last else {}
    rows = [{"id": f"{number}-{row}", "name": "A"} for row in range(2)]
    return answer({"results": rows, "pageNumber": number, "pageSize": 2, "totalResults": 6, "_links": links})


async def test_pages_are_walked_with_one_page_size() -> None:
    script = Script(*(page(number, 3) for number in (1, 2, 3)))
    client, _, _ = client_on(script)
    seen = [company.id async for company in client.advanced_controls.companies(page_size=2, query="name~A")]
    assert seen == ["1-0", "1-1", "2-0", "2-1", "3-0", "3-1"]
    assert [dict(request.url.params) for request in script.seen] == [
        {"page": str(number), "pageSize": "2", "query": "name~A"} for number in (1, 2, 3)
    ]


async def test_an_endless_listing_of_nothing_ends() -> None:
    empty = answer({"results": [], "pageNumber": 1, "_links": {"next": {"href": "/companies"}}})
    script = Script(empty)
    client, _, _ = client_on(script)
    pages = [page async for page in client.connections.pages("c")]
    assert len(pages) == len(script.seen) == 1


async def test_the_next_pages_are_on_their_way_while_one_is_read() -> None:
    script = Script(*(page(number, 3) for number in (1, 2, 3)))
    client, _, _ = client_on(script)
    pages = client.advanced_controls.company_pages(page_size=2)
    assert (await anext(pages)).page_number == 1
    for _ in range(20):
        await asyncio.sleep(0)
    assert [request.url.params["page"] for request in script.seen] == ["1", "2", "3"]
    assert (await anext(pages)).page_number == 2
    assert [(await anext(pages)).page_number, await anext(pages, None)] == [3, None]


async def test_leaving_a_listing_takes_back_what_was_asked_ahead() -> None:
    clock = ManualClock()
    client, events, _ = client_on(Script(page(1, 3), fault(503)), clock=clock)
    pages = client.advanced_controls.company_pages(page_size=2)
    async for first in pages:
        assert first.page_number == 1
        break
    await asyncio.sleep(0)
    await pages.aclose()
    assert {event.error for event in events.answers} <= {"", "Cancelled"}
    assert [task for task in asyncio.all_tasks() if task.get_name().startswith("page")] == []


async def test_a_page_that_fails_fails_in_its_turn() -> None:
    client, _, _ = client_on(Script(page(1, 3), page(2, 3), fault(404)))
    seen: list[int] = []

    async def read() -> None:
        async for one in client.advanced_controls.company_pages(page_size=2):
            seen.append(one.page_number)

    with pytest.raises(NotFoundError):
        await read()
    assert seen == [1, 2]


class Listing:
    """Companies that come and go while they are read; *change* is called before each page but the first."""

    def __init__(self, names: str, size: int = 2) -> None:
        self.names = list(names)
        self.size = size
        self.changes: list[Callable[[list[str]], object]] = []
        self.asked: list[int] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["page"])
        if number > 1 and self.changes:
            self.changes.pop(0)(self.names)
        self.asked.append(number)
        start = (number - 1) * self.size
        rows = [{"id": name, "name": name} for name in self.names[start : start + self.size]]
        total = len(self.names)
        links = {"next": {"href": "x"}} if start + self.size < total else {}
        return answer(
            {
                "results": rows,
                "pageNumber": number,
                "pageSize": self.size,
                "totalResults": total,
                "_links": links,
            }
        )


async def test_a_company_deleted_between_two_pages_hides_no_other() -> None:
    listing = Listing("abcdef")
    listing.changes = [lambda names: names.remove("a")]
    client, _, _ = client_on(listing)
    changed_while_read = [
        page.changed_while_read async for page in client.advanced_controls.company_pages(page_size=2)
    ]
    assert any(changed_while_read)
    listing.names = list("abcdef")
    listing.changes = [lambda names: names.remove("a")]
    seen = [company.id async for company in client.advanced_controls.companies(page_size=2)]
    assert sorted(seen) == list("abcdef"), "each once; the deleted one had been seen before"


async def test_a_company_created_between_two_pages_comes_once() -> None:
    listing = Listing("abcdef")
    listing.changes = [lambda names: names.insert(0, "new")]
    client, _, _ = client_on(listing)
    seen = [company.id async for company in client.advanced_controls.companies(page_size=2)]
    assert sorted(seen) == [*"abcdef", "new"]


async def test_a_listing_that_never_stands_still_ends() -> None:
    listing = Listing("abcdef")
    listing.changes = [lambda names: names.append(f"new {len(names)}")] * 50
    client, _, _ = client_on(listing)
    seen = [company.id async for company in client.advanced_controls.companies(page_size=2)]
    assert len(seen) == len(set(seen))
    assert listing.asked.count(1) == 3


async def test_a_total_that_is_always_wrong_is_read_twice_only() -> None:
    rows = [{"id": "a", "name": "a"}]
    script = Script(
        answer({"results": rows, "pageNumber": 1, "pageSize": 2, "totalResults": 7, "_links": {}})
    )
    client, _, _ = client_on(script)
    assert [company.id async for company in client.advanced_controls.companies(page_size=2)] == ["a"]
    assert script.seen[0].url.params["page"] == "1"
    assert [request.url.params["page"] for request in script.seen].count("1") == 2


async def test_a_server_that_knows_only_one_page_is_not_asked_for_ever() -> None:
    script = Script(page(1, 3))
    client, _, _ = client_on(script)
    assert [company.id async for company in client.advanced_controls.companies(page_size=2)] == ["1-0", "1-1"]
    assert len(script.seen) <= 12
