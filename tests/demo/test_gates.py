"""What stands in front of the routes: keys, limits, idempotency keys and the faults that need no real connection."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import uuid4

import httpx
import pytest

from codat_tui.demo import DemoOptions, create_app
from codat_tui.demo.options import FORBIDDEN_API_KEY
from tests.demo.conftest import Demo, Start, authorization
from tests.demo_server import SettableNow

LATEST = "/companies/{}/sync/commerce/latest"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": ""}, 401),
        ({"Authorization": "Basic nonsense"}, 401),
        ({"Authorization": "Bearer x"}, 401),
        (authorization("demo-key"), 401),
        (authorization(FORBIDDEN_API_KEY), 403),
    ],
)
async def test_other_keys_are_answered_as_codat_does(
    demo: Demo, headers: dict[str, str], status: int
) -> None:
    response = await demo.client.get("/companies", headers=headers)
    body = response.json()
    assert (response.status_code, body["statusCode"], body["service"]) == (status, status, "PublicApi")
    assert (body["canBeRetried"], body["detailedErrorCode"]) == ("Unknown", 0)
    assert len(body["correlationId"]) == 32


async def test_an_unknown_path_and_method_are_json_errors(demo: Demo) -> None:
    for method, path, status in (("GET", "/nowhere", 404), ("DELETE", "/companies", 405)):
        response = await demo.client.request(method, path)
        assert (response.status_code, response.json()["statusCode"]) == (status, status)


async def test_every_answer_tells_what_is_left_of_the_day(demo: Demo) -> None:
    quota = 1000 * (1 + demo.world.active_companies())
    for used, path in enumerate(("/companies", "/nowhere", "/config/integrations"), 1):
        headers = (await demo.client.get(path)).headers
        assert headers["X-Rate-Limit-Limit"] == str(quota)
        assert headers["X-Rate-Limit-Remaining"] == str(quota - used)
        assert headers["X-Rate-Limit-Reset"] == "2026-11-24T00:00:00Z"
    demo.clock.advance(10 * 3600)
    headers = (await demo.client.get("/companies")).headers
    assert headers["X-Rate-Limit-Remaining"] == str(quota - 1)


async def test_the_thousandth_and_first_request_of_a_minute_must_wait(demo: Demo) -> None:
    statuses = []
    for count in range(1001):
        response = await demo.client.get("/config/integrations/gbol/branding")
        statuses.append(response.status_code)
        if count == 0:
            demo.clock.advance(20)
    assert statuses == [200] * 1000 + [429]
    assert response.headers["Retry-After"] == "40"
    demo.clock.advance(40)
    assert (await demo.client.get("/companies")).status_code == 200


async def test_a_spent_quota_comes_back_at_midnight(start: Start) -> None:
    demo = start(companies=0)
    for _ in range(1000):
        demo.clock.advance(1)
        await demo.client.get("/companies")
    response = await demo.client.get("/companies")
    assert (response.status_code, response.headers["X-Rate-Limit-Remaining"]) == (429, "0")
    demo.clock.advance(int(response.headers["Retry-After"]))
    assert (await demo.client.get("/companies")).status_code == 200


async def test_a_key_repeats_the_first_answer_and_not_the_work(demo: Demo) -> None:
    company, key = await demo.company("Nordic Bikes AB"), str(uuid4())
    path = LATEST.format(company["id"])
    first = await demo.post(path, {}, key)
    demo.clock.advance(89 * 60)
    again = await demo.post(path, {}, key)
    assert again.content == first.content
    assert demo.world.effects.syncs[company["id"]] == 1
    demo.clock.advance(60)
    assert (await demo.post(path, {}, key)).json()["commerceSyncId"] != first.json()["commerceSyncId"]
    assert demo.world.effects.syncs[company["id"]] == 2


async def test_without_a_key_the_work_is_done_twice(demo: Demo) -> None:
    for _ in range(2):
        await demo.post("/companies", {"name": "Twice"})
    assert len(demo.world.effects.companies) == 2


async def test_a_key_is_good_for_one_request_only(demo: Demo) -> None:
    key = str(uuid4())
    assert (await demo.post("/companies", {"name": "One"}, key)).status_code == 200
    assert (await demo.post("/companies", {"name": "Two"}, key)).status_code == 422
    company = await demo.company("One")
    assert (
        await demo.post(f"/companies/{company['id']}/connections", {"name": "One"}, key)
    ).status_code == 422
    assert len(demo.world.effects.companies) == 1


async def test_client_errors_are_repeated_too(demo: Demo) -> None:
    key = str(uuid4())
    bodies = [(await demo.post("/companies", {"name": ""}, key)).content for _ in range(2)]
    assert bodies[0] == bodies[1]
    demo.clock.advance(1)
    assert (await demo.post("/companies", {"name": ""}, str(uuid4()))).content != bodies[0]


@pytest.mark.parametrize(
    ("fault", "second"), [("500", 500), ("409", 409), ("429", 200), ("502", 200), ("503", 200), ("504", 200)]
)
async def test_only_codats_own_failures_are_kept_under_the_key(start: Start, fault: str, second: int) -> None:
    demo, key = start(faults=f"POST {fault}@1"), str(uuid4())
    responses = [await demo.post("/companies", {"name": "One"}, key) for _ in range(2)]
    assert [response.status_code for response in responses] == [int(fault), second]
    assert len(demo.world.effects.companies) == (second == 200)


async def test_a_key_in_progress_is_a_conflict() -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def wait(seconds: float) -> None:
        reached.set()
        await go_on.wait()

    options = DemoOptions(faults="POST latency=5s@1")
    app = create_app(options, SettableNow(), sleep=wait)
    headers = {**authorization(options.api_key), "Idempotency-Key": "k"}
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://demo", headers=headers) as client:
        first = asyncio.create_task(client.post("/companies", json={"name": "One"}))
        await reached.wait()
        assert (await client.post("/companies", json={"name": "One"})).status_code == 409
        go_on.set()
        assert (await first).status_code == 200
        assert (await client.post("/companies", json={"name": "One"})).content == (await first).content
    assert len(app.state.world.effects.companies) == 1


async def test_get_and_put_take_no_key(demo: Demo) -> None:
    headers = {"Idempotency-Key": "k"}
    first = await demo.client.get("/companies", params={"pageSize": 1}, headers=headers)
    assert (await demo.client.get("/companies", params={"pageSize": 2}, headers=headers)).status_code == 200
    assert first.status_code == 200


async def test_latency_is_slept_and_not_waited_for(start: Start) -> None:
    demo = start(faults="GET latency=300ms")
    await demo.get("/companies")
    assert demo.slept == [0.3]


@pytest.mark.parametrize("status", [400, 402, 404, 408, 409, 429, 500, 503, 504])
async def test_a_status_fault_answers_with_codats_error(start: Start, status: int) -> None:
    response = await start(faults=str(status)).client.get("/companies")
    assert (response.status_code, response.json()["statusCode"]) == (status, status)
    assert "X-Rate-Limit-Remaining" in response.headers
    assert ("Retry-After" in response.headers) == (status == 429)


async def test_a_gateway_answers_with_its_own_page(start: Start) -> None:
    response = await start(faults="html-502").client.get("/companies")
    assert response.status_code == 502
    assert response.headers["content-type"].startswith("text/html")
    assert "X-Rate-Limit-Limit" not in response.headers


async def test_an_ignored_write_is_accepted_and_changes_nothing(start: Start) -> None:
    demo = start(faults="POST ignored, PATCH ignored, PUT ignored")
    company = await demo.company("Nordic Bikes AB")
    identifier, accounting = company["id"], company["dataConnections"][1]["id"]
    configuration = await demo.configuration(identifier)
    changed: dict[str, Any] = {**configuration, "enable": False}
    writes: list[tuple[str, str, Any]] = [
        ("POST", LATEST.format(identifier), {}),
        ("POST", "/companies", {"name": "Nobody"}),
        ("POST", f"/companies/{identifier}/connections", {"platformKey": "qhyg"}),
        ("PATCH", f"/companies/{identifier}/connections/{accounting}", {"status": "Unlinked"}),
        ("PUT", f"/companies/{identifier}/connections/{accounting}/authorization", {"token": "x"}),
        (
            "PATCH",
            "/sync/commerce/config/ui/text?locale=en-us",
            {"configure-misc-nextButton": {"text": "Go"}},
        ),
        ("POST", "/sync/commerce/config/ui/accounts/platform/gbol", {"visibleAccounts": []}),
    ]
    for method, path, body in writes:
        assert (await demo.client.request(method, path, json=body)).status_code == 200
    assert (await demo.configure(identifier, changed)).json() == configuration
    assert await demo.company("Nordic Bikes AB") == company
    assert (await demo.get("/companies"))["totalResults"] == 60
    assert demo.world.effects == type(demo.world.effects)()


async def test_requests_are_logged_without_what_identifies_the_caller(demo: Demo) -> None:
    await demo.post("/companies?x=1", {"name": "One"}, "key-1")
    logged = demo.app.state.requests[-1]
    assert (logged.method, logged.path, logged.query) == ("POST", "/companies", "x=1")
    assert (logged.idempotency_key, logged.status) == ("key-1", 200)
    assert demo.options.api_key not in repr(demo.app.state.requests)
    assert "Basic" not in repr(demo.app.state.requests)
