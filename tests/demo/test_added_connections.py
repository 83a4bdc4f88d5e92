"""A connection a client adds does not disturb what happened in the days before it."""

from __future__ import annotations

from tests.demo.conftest import Demo


async def test_the_history_of_a_company_survives_a_new_connection(demo: Demo) -> None:
    for company in (await demo.get("/companies"))["results"][:12]:
        path = f"/companies/{company['id']}"
        before = await demo.get(f"{path}/sync/commerce/syncs/list/status")
        response = await demo.post(f"{path}/connections", {"platformKey": "qhyg"})
        assert response.status_code == 200
        after = await demo.get(f"{path}/sync/commerce/syncs/list/status")
        assert [sync["syncUtc"] for sync in after] == [sync["syncUtc"] for sync in before]
