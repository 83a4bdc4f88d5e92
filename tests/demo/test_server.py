"""The imitation over real HTTP."""

from __future__ import annotations

import base64

import httpx

from tests.demo_server import DemoServer


def _authorization(key: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(key.encode()).decode()}"}


def test_a_company_is_found_synced_and_watched_over_http() -> None:
    with (
        DemoServer() as server,
        httpx.Client(base_url=server.base_url, headers=_authorization(server.api_key)) as client,
    ):
        rows = client.get("/companies").json()["results"]
        identifier = next(row["id"] for row in rows if row["name"] == "Nordic Bikes AB")
        triggered = client.post(f"/companies/{identifier}/sync/commerce/latest", json={}).json()
        assert triggered["syncStatusCode"] == 1000
        assert "syncId" not in triggered
        server.clock.advance(21)
        status = client.get(f"/meta/companies/{identifier}/sync/commerce/status").json()
        assert status["commerceSyncId"] == triggered["commerceSyncId"]
        assert status["syncStatusCode"] == 2000
        assert server.app.state.world.effects.syncs[identifier] == 1
