"""Paging, and the operations that are not about syncs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.demo.conftest import Demo


async def test_pages_link_to_each_other_relatively(demo: Demo) -> None:
    pages = [await demo.get("/companies", page=number, pageSize=25) for number in (1, 2, 3)]
    assert [len(page["results"]) for page in pages] == [25, 25, 10]
    assert {page["totalResults"] for page in pages} == {60}
    assert pages[0]["_links"] == {
        "self": {"href": "/companies"},
        "current": {"href": "/companies?page=1&pageSize=25"},
        "next": {"href": "/companies?page=2&pageSize=25"},
    }
    assert pages[2]["_links"] == {
        "self": {"href": "/companies"},
        "current": {"href": "/companies?page=3&pageSize=25"},
        "previous": {"href": "/companies?page=2&pageSize=25"},
    }
    ids = [row["id"] for page in pages for row in page["results"]]
    assert len(set(ids)) == 60
    assert ids == [row["id"] for row in (await demo.get("/companies"))["results"]]


async def test_a_full_last_page_has_no_next(demo: Demo) -> None:
    assert "next" in (await demo.get("/companies", page=1, pageSize=30))["_links"]
    assert "next" not in (await demo.get("/companies", page=2, pageSize=30))["_links"]
    beyond = await demo.get("/companies", page=3, pageSize=30)
    assert (beyond["results"], "next" in beyond["_links"]) == ([], False)


async def test_totals_count_after_the_filter_and_links_repeat_it(demo: Demo) -> None:
    query = "dataConnections.status=PendingAuth||dataConnections.status=Unlinked"
    page = await demo.get("/companies", query=query, orderBy="-name", pageSize=2)
    names = [row["name"] for row in page["results"]]
    assert 2 < page["totalResults"] < 20
    assert names == sorted(names, key=str.casefold, reverse=True)
    rest = await demo.get(page["_links"]["next"]["href"])
    assert rest["pageNumber"] == 2
    assert rest["totalResults"] == page["totalResults"]
    assert not {row["id"] for row in rest["results"]} & {row["id"] for row in page["results"]}


@pytest.mark.parametrize(
    "parameters",
    [
        {"page": 0}, {"page": "x"}, {"pageSize": 0}, {"pageSize": 5001}, {"query": "name"}, {"query": "nose=1"},
        {"orderBy": "nose"},
    ],
)  # fmt: skip
async def test_what_cannot_be_listed_is_a_bad_request(demo: Demo, parameters: dict[str, Any]) -> None:
    for path in ("/companies", "/config/integrations"):
        response = await demo.client.get(path, params=parameters)
        assert response.status_code == 400


async def test_a_page_may_hold_five_thousand(demo: Demo) -> None:
    assert len((await demo.get("/companies", pageSize=5000))["results"]) == 60


async def test_a_new_company_is_found_and_keeps_only_documented_characters(demo: Demo) -> None:
    body = {"name": "Café № 5 & Co.", "description": "d", "tags": {"region": "uk"}}
    made = (await demo.post("/companies", body)).json()
    assert made["name"] == "Caf  5 & Co."
    assert (made["description"], made["tags"], made["dataConnections"]) == ("d", {"region": "uk"}, [])
    assert (await demo.get("/companies"))["results"][-1] == made
    configuration = await demo.configuration(made["id"])
    assert (configuration["enable"], configuration["configured"]) == (False, False)
    demo.clock.advance(60)
    status = await demo.sync(made["id"])
    assert status["syncStatusCode"] == 4000


@pytest.mark.parametrize(
    "body",
    [
        {}, {"name": ""}, {"name": "№"}, {"name": 5}, [], {"name": "x", "description": 5},
        {"name": "x", "tags": {"k" * 28: "v"}}, {"name": "x", "tags": {"k": "v" * 101}},
        {"name": "x", "tags": {str(number): "v" for number in range(11)}},
    ],
)  # fmt: skip
async def test_a_company_that_cannot_be_is_not_created(demo: Demo, body: Any) -> None:
    response = await demo.post("/companies", body)
    assert response.status_code == 400
    assert response.json()["validation"]["errors"]
    assert not demo.world.effects.companies


async def test_connections_live_from_pending_to_linked_to_unlinked(demo: Demo) -> None:
    made = (await demo.post("/companies", {"name": "New"})).json()
    path = f"/companies/{made['id']}/connections"
    for key in ("ugxp", "gbol"):
        connection = (await demo.post(path, {"platformKey": key})).json()
        assert (connection["status"], connection["integrationKey"]) == ("PendingAuth", key)
        assert "lastSync" not in connection
    target = f"{path}/{connection['id']}"
    assert (await demo.client.patch(target, json={"status": "Unlinked"})).status_code == 400
    linked = await demo.client.put(f"{target}/authorization", json={"token": "x"})
    assert linked.json()["status"] == "Linked"
    unlinked = await demo.client.patch(target, json={"status": "Unlinked"})
    assert unlinked.json()["status"] == "Unlinked"
    rows = (await demo.get(path))["results"]
    assert [row["status"] for row in rows] == ["PendingAuth", "Unlinked"]
    assert [row["dataConnections"] for row in (await demo.get("/companies"))["results"]][-1] == rows
    assert demo.world.effects.connections[made["id"]] == 2


async def test_what_is_not_there_is_named(demo: Demo) -> None:
    unknown = "0a1b2c3d-0000-4000-8000-000000000000"
    company = (await demo.company("Nordic Bikes AB"))["id"]
    said = {
        f"/companies/{unknown}/connections": f"No company was found with ID {unknown}",
        f"/config/companies/{unknown}/sync/commerce": f"No company was found with ID {unknown}",
        f"/companies/{company}/sync/commerce/syncs/{unknown}/status": "No data available for commerce sync",
        "/config/integrations/zzzz/branding": "No integration was found with key zzzz",
    }
    for path, sentence in said.items():
        response = await demo.client.get(path)
        assert response.status_code == 404
        assert response.json()["error"].startswith(sentence)
    response = await demo.client.patch(f"/companies/{company}/connections/{unknown}", json={})
    assert response.json()["error"] == f"Data connection {unknown} not found"


async def test_a_flow_link_creates_a_company_only_for_an_unknown_merchant(demo: Demo) -> None:
    path = "/config/sync/commerce/ugxp/gbol/start"
    known = await demo.company("Nordic Bikes AB")
    urls = [
        (await demo.get(path, merchantIdentifier=identifier))["url"]
        for identifier in (known["id"], known["name"], "Somebody New", "Somebody New")
    ]
    assert len(demo.world.effects.companies) == 1
    assert demo.world.effects.flow_urls == 4
    assert len(set(urls)) == 4
    new = (await demo.get("/companies"))["results"][-1]
    assert [link["status"] for link in new["dataConnections"]] == ["PendingAuth", "PendingAuth"]
    assert (await demo.client.get("/config/sync/commerce/gbol/ugxp/start")).status_code == 404


async def test_a_configuration_keeps_its_options_whatever_is_sent(demo: Demo) -> None:
    company = await demo.company("Harbour Lane Coffee")
    before = await demo.configuration(company["id"])
    sent = {**before, "unknown": 1, "schedule": {"syncHour": 5, "frequencyOptions": []}}
    after = (await demo.configure(company["id"], sent)).json()
    assert after["schedule"] == {**before["schedule"], "syncHour": 5}
    assert after["configuration"] == before["configuration"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"enable": "yes"}, "enable"),
        ({"schedule": {"syncHour": "5"}}, "schedule.syncHour"),
        ({"configuration": {"sales": []}}, "configuration.sales"),
        ([], "body"),
    ],
)
async def test_a_configuration_of_the_wrong_type_is_refused(demo: Demo, body: Any, field: str) -> None:
    company = await demo.company("Nordic Bikes AB")
    response = await demo.configure(company["id"], body)
    assert response.status_code == 400
    assert response.json()["validation"]["errors"][0]["itemId"] == field
    assert not demo.world.effects.configurations


async def test_a_section_sent_as_null_is_null(demo: Demo) -> None:
    company = await demo.company("Nordic Bikes AB")
    configuration = await demo.configuration(company["id"])
    for name in ("payments", "fees"):
        configuration["configuration"][name] = None
    assert (await demo.configure(company["id"], configuration)).json() == configuration
    assert (await demo.sync(company["id"]))["syncStatusCode"] == 2000


async def test_texts_are_changed_silenced_and_brought_back(demo: Demo) -> None:
    path, key = (
        "/sync/commerce/config/ui/text?locale=fr-fr",
        "configure-content-sales-accounts-entries-refund",
    )
    before = await demo.get(path)
    assert key not in before
    for text, shown in (("Remboursements", "Remboursements"), ("", ""), (None, None)):
        after = (await demo.client.patch(path, json={key: {"text": text}})).json()
        assert after.get(key, {}).get("text") == shown
        assert {name: after[name] for name in before} == before
    assert demo.world.effects.texts == 3
    for body in ({"unknown-key": {"text": "x"}}, {key: "x"}, {key: {"text": 5}}):
        assert (await demo.client.patch(path, json=body)).status_code == 400
    assert (await demo.client.get("/sync/commerce/config/ui/text?locale=de-de")).status_code == 400


async def test_visible_accounts_have_three_meanings(demo: Demo) -> None:
    get = f"/clients/{demo.options.client_id}/config/ui/accounts/platform/gbol"
    post = "/sync/commerce/config/ui/accounts/platform/gbol"
    assert await demo.get(get) == {}
    for body, shown in (
        ({"visibleAccounts": ["payments-accounts-cash"]}, {"visibleAccounts": ["payments-accounts-cash"]}),
        ({"visibleAccounts": []}, {"visibleAccounts": []}),
        ({}, {}),
    ):
        assert (await demo.post(post, body)).json() == shown == await demo.get(get)
    assert (await demo.post(post, {"visibleAccounts": ["no-such-key"]})).status_code == 400
    wrong = get.replace(demo.options.client_id, "0a1b2c3d-0000-4000-8000-000000000000")
    assert (await demo.client.get(wrong)).status_code == 404


async def test_integrations_are_listed_with_features_and_branding(demo: Demo) -> None:
    rows = (await demo.get("/config/integrations", query="sourceType=Commerce", orderBy="name"))["results"]
    assert [row["name"] for row in rows][:2] == ["Clover", "Commerce Sandbox"]
    for row in rows:
        assert row["datatypeFeatures"][0]["datatype"].startswith("commerce-")
        branding = await demo.get(f"/config/integrations/{row['key']}/branding")
        assert row["name"] in branding["logo"]["full"]["image"]["alt"]
