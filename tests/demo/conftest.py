"""An imitation in process, with a clock that stands still until a test moves it."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import httpx
import pytest

from codat_tui.demo import DemoOptions, create_app
from tests.demo_server import SettableNow

Start = Callable[..., "Demo"]


def authorization(api_key: str) -> dict[str, str]:
    return {"Authorization": f"Basic {base64.b64encode(api_key.encode()).decode()}"}


class Demo:
    """One application with its clock and a client that has its key. `slept` lists the latencies; they wait for
    `held`.
    """

    def __init__(self, options: DemoOptions) -> None:
        self.options = options
        self.clock = SettableNow()
        self.slept: list[float] = []
        self.held: asyncio.Event | None = None
        self.app = create_app(options, self.clock, sleep=self._sleep)
        self.world = self.app.state.world
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(self.app),
            base_url="http://demo",
            headers=authorization(options.api_key),
        )

    async def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self.held is not None:
            await self.held.wait()

    async def get(self, path: str, **parameters: Any) -> Any:
        """The JSON of a successful GET."""
        response = await self.client.get(path, params=parameters or None)
        assert response.status_code == 200, response.text
        return response.json()

    async def post(self, path: str, body: Any = None, key: str | None = None) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        return await self.client.post(path, json=body, headers=headers)

    async def company(self, name: str) -> Any:
        """The first company with this name."""
        return (await self.get("/companies", query=f"name={name}"))["results"][0]

    async def answering(self) -> list[Any]:
        """The listed companies that Codat still knows: one has been deleted."""
        rows = (await self.get("/companies"))["results"]
        return [row for row in rows if row["name"] != "Pine & Cedar"]

    async def sync(self, company_id: str, body: Any = None) -> Any:
        """Start a sync up to now and let it come to its end; its last status."""
        response = await self.post(f"/companies/{company_id}/sync/commerce/latest", body or {})
        assert response.status_code == 200, response.text
        self.clock.advance(self.options.sync_seconds + 1)
        status = await self.get(f"/meta/companies/{company_id}/sync/commerce/status")
        assert status["commerceSyncId"] == response.json()["commerceSyncId"]
        return status

    async def configuration(self, company_id: str) -> Any:
        return await self.get(f"/config/companies/{company_id}/sync/commerce")

    async def configure(self, company_id: str, body: Any) -> httpx.Response:
        return await self.post(f"/config/companies/{company_id}/sync/commerce", body)


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Starts an imitation: `start(faults="429@1")`, with the fields of DemoOptions."""
    async with AsyncExitStack() as stack:

        def make(**fields: Any) -> Demo:
            demo = Demo(DemoOptions(**fields))
            stack.push_async_callback(demo.client.aclose)
            return demo

        yield make


@pytest.fixture
def demo(start: Start) -> Demo:
    return start()
