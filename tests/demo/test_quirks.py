"""The oddities: each documented one occurs, and none of them changes what is true."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.demo.conftest import Demo, Start


@pytest.fixture
def odd(start: Start) -> Demo:
    return start(faults="quirks")


async def _companies(demo: Demo) -> list[Any]:
    rows: list[Any] = (await demo.get("/companies"))["results"]
    return rows


async def test_lists_are_whole_and_rows_are_odd(demo: Demo, odd: Demo) -> None:
    plain, strange = await _companies(demo), await _companies(odd)
    assert [row["id"] for row in strange] == [row["id"] for row in plain]
    assert any(row.get("tags", 0) is None for row in strange)
    assert any("unheardOf" in row for row in strange)
    assert any("description" not in row for row in strange)
    links = [link for row in strange for link in row["dataConnections"]]
    assert {"linked", "Linked", "AwaitingConsent"} <= {link["status"] for link in links}
    assert any(link["dataConnectionErrors"] is None for link in links)
    assert any(isinstance(link.get("connectionInfo", {}).get("region"), dict) for link in links)


async def test_dates_are_spelled_in_every_documented_way_and_mean_the_same(demo: Demo, odd: Demo) -> None:
    forms: Counter[str] = Counter()
    for plain, strange in zip(await demo.answering(), await odd.answering(), strict=True):
        text = strange["created"]
        zone = ZoneInfo((await demo.configuration(plain["id"]))["schedule"]["timeZone"])
        moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        form = "local" if moment.tzinfo is None else "digits" if "." in text else text[19:]
        forms[form] += 1
        aware = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        assert aware.replace(microsecond=0) == datetime.fromisoformat(plain["created"].replace("Z", "+00:00"))
    assert {"local", "digits", "Z"} < set(forms)
    assert any(form.startswith(("+", "-")) for form in forms)


async def test_syncs_are_odd_in_code_order_and_shape(demo: Demo, odd: Demo) -> None:
    codes: set[Any] = set()
    shuffled = 0
    for row in await odd.answering():
        path = f"/companies/{row['id']}/sync/commerce/syncs/list/status"
        plain, strange = await demo.get(path), await odd.get(path)
        assert {sync["syncId"] for sync in strange} == {sync["syncId"] for sync in plain}
        shuffled += [sync["syncId"] for sync in strange] != [sync["syncId"] for sync in plain]
        codes |= {sync["syncStatusCode"] for sync in strange}
        if plain:
            status = await odd.get(f"/meta/companies/{row['id']}/sync/commerce/status")
            assert isinstance(status, list)
            assert status[0]["syncId"] == plain[-1]["syncId"]
    assert {"4200,", "2000", 2000} <= codes
    assert shuffled > 40


async def test_configurations_and_texts_and_features_are_odd(odd: Demo) -> None:
    configurations = [await odd.configuration(row["id"]) for row in await odd.answering()]
    assert {"enable" in body for body in configurations} == {True, False}
    assert all(body.get("enable", body.get("enabled")) is not None for body in configurations)
    assert all("inventory" in body["configuration"] for body in configurations)
    texts = await odd.get("/sync/commerce/config/ui/text", locale="en-us")
    assert {type(text) for text in texts.values()} == {str, dict}
    rows = (await odd.get("/config/integrations"))["results"]
    features = {key for row in rows for feature in row["datatypeFeatures"] for key in feature}
    assert {"datatype", "dataType"} <= features
    assert "Bookkeeping" in {row["sourceType"] for row in rows}


@pytest.mark.parametrize(
    ("status", "said"), [(402, b'"statusCode":429'), (503, b'"statusCode":500'), (404, b'"statusCode":404')]
)
async def test_bodies_misstate_the_status(start: Start, status: int, said: bytes) -> None:
    response = await start(faults=f"quirks, {status}").client.get("/companies")
    assert response.status_code == status
    assert said in response.content


async def test_bodies_are_empty_or_problems(start: Start) -> None:
    empty = await start(faults="quirks, 500").client.get("/companies")
    assert (empty.status_code, empty.content) == (500, b"")
    problem = await start(faults="quirks, 400").client.get("/companies")
    assert problem.headers["content-type"] == "application/problem+json"
    assert problem.json()["status"] == 400


async def test_a_repeated_answer_under_a_key_is_as_odd_as_the_first(odd: Demo) -> None:
    first, second = [await odd.post("/companies", {"name": "One"}, "k") for _ in range(2)]
    assert first.content == second.content
    assert len(odd.world.effects.companies) == 1


async def test_times_in_headers_are_http_dates(start: Start) -> None:
    demo = start(faults="quirks, 429=29s@2")
    assert (await demo.client.get("/companies")).headers[
        "X-Rate-Limit-Reset"
    ] == "Tue, 24 Nov 2026 00:00:00 GMT"
    headers = (await demo.client.get("/companies")).headers
    assert headers["X-Rate-Limit-Reset"] == "Tue, 24 Nov 2026 00:00:00 GMT"
    assert headers["Retry-After"] == "Mon, 23 Nov 2026 14:03:00 GMT"
