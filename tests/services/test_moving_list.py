"""The list of companies changes while it is read: nobody is missing unsaid, and nobody known is dropped by mistake."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from codat_tui.models.local import LoadPhase, NoticeKind
from tests.services import stage as stages
from tests.services.stage import Stage


class MovingTransport(httpx.AsyncBaseTransport):
    """Answers list-companies from a list that *change* may alter before each page but the first."""

    def __init__(self, names: list[str]) -> None:
        self.names = names
        self.change: Callable[[list[str]], object] = lambda names: None
        self.spoil: Callable[[dict[str, Any]], object] = lambda body: None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path != "/companies":
            return httpx.Response(404, content=b"{}")
        number, size = int(request.url.params["page"]), int(request.url.params["pageSize"])
        if number > 1:
            self.change(self.names)
        start, total = (number - 1) * size, len(self.names)
        body: dict[str, Any] = {
            "results": [{"id": name, "name": name} for name in self.names[start : start + size]],
            "pageNumber": number,
            "pageSize": size,
            "totalResults": total,
            "_links": {"next": {"href": "x"}} if start + size < total else {},
        }
        self.spoil(body)
        return httpx.Response(200, content=json.dumps(body).encode())


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> tuple[Stage, MovingTransport]:
    monkeypatch.setattr("codat_tui.services.fleet.PAGE_SIZE", 2)
    stage = Stage()
    inner = MovingTransport(list("abcdef"))
    stage.transport = stages.CountingTransport(inner)
    return stage, inner


def loaded(stage: Stage) -> bool:
    return stage.services.fleet.state.phase is LoadPhase.LOADED


def names(stage: Stage) -> str:
    return "".join(sorted(stage.services.fleet.state.entries))


def said(stage: Stage) -> list[str]:
    return [each.text for each in stage.notices if each.kind is NoticeKind.READ_FAILED]


async def test_a_company_deleted_between_two_pages_hides_no_other(
    moving: tuple[Stage, MovingTransport],
) -> None:
    stage, inner = moving
    async with stage:
        stage.services.fleet.load()
        await stage.until(lambda: loaded(stage))
        assert names(stage) == "abcdef"
        inner.change = lambda names: names.remove("a") if "a" in names else None
        stage.services.fleet.relist()
        await stage.until(lambda: loaded(stage))
        assert names(stage) == "bcdef", "read again, and then complete"
        assert said(stage) == []


async def test_a_list_that_never_stands_still_drops_nobody_and_says_so(
    moving: tuple[Stage, MovingTransport],
) -> None:
    stage, inner = moving
    async with stage:
        stage.services.fleet.load()
        await stage.until(lambda: loaded(stage))
        inner.names.remove("f")
        inner.change = lambda names: names.append(f"g{len(names)}")
        stage.services.fleet.relist()
        await stage.until(lambda: loaded(stage))
        assert "f" in stage.services.fleet.state.entries
        assert "changed while it was read" in said(stage)[0]


@pytest.mark.parametrize("rows", ["short", "unreadable"])
async def test_a_listing_that_is_not_complete_drops_nobody(
    moving: tuple[Stage, MovingTransport], rows: str
) -> None:
    stage, inner = moving

    def spoil(body: dict[str, Any]) -> None:
        if body["pageNumber"] == 3 and rows == "short":
            body["results"] = body["results"][:1]
        if body["pageNumber"] == 3 and rows == "unreadable":
            body["results"][1] = {"name": "without an id"}

    async with stage:
        stage.services.fleet.load()
        await stage.until(lambda: loaded(stage))
        inner.spoil = spoil
        stage.services.fleet.relist()
        await stage.until(lambda: loaded(stage))
        assert names(stage) == "abcdef"
        if rows == "short":
            assert said(stage) == ["1 of 6 companies were not in the list. Refresh to read it again."]
        else:
            assert stage.services.fleet.state.unreadable == 1
