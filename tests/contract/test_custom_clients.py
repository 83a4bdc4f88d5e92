"""HTTP clients that were written for Codat's SDK, as its README shows them, work with ours."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from codat_sync_for_commerce.httpclient import AsyncHttpClient, HttpClient

from codat_tui.api import BlockingCodatClient, CodatClient, ConfigurationError
from tests.demo_server import DemoServer

HEADER = "client-level-header"


# The SDK's protocols have empty methods to close, which mypy takes for abstract ones.
class Wrapped(HttpClient):
    def __init__(self, client: HttpClient) -> None:
        self.client = client

    def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: Any = httpx.USE_CLIENT_DEFAULT,
        follow_redirects: Any = httpx.USE_CLIENT_DEFAULT,
    ) -> httpx.Response:
        request.headers[HEADER] = "added by client"
        return self.client.send(request, stream=stream, auth=auth, follow_redirects=follow_redirects)

    def build_request(self, method: str, url: Any, **options: Any) -> httpx.Request:
        return self.client.build_request(method, url, **options)


def _wrapped(client: httpx.Client) -> Wrapped:
    return Wrapped(client)  # type: ignore[abstract]


class AsyncWrapped(AsyncHttpClient):
    def __init__(self, client: AsyncHttpClient) -> None:
        self.client = client

    async def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: Any = httpx.USE_CLIENT_DEFAULT,
        follow_redirects: Any = httpx.USE_CLIENT_DEFAULT,
    ) -> httpx.Response:
        request.headers[HEADER] = "added by client"
        return await self.client.send(request, stream=stream, auth=auth, follow_redirects=follow_redirects)

    def build_request(self, method: str, url: Any, **options: Any) -> httpx.Request:
        return self.client.build_request(method, url, **options)


@pytest.fixture(scope="module")
def demo() -> Iterator[DemoServer]:
    with DemoServer() as server:
        yield server


def test_a_blocking_one_works(demo: DemoServer) -> None:
    seen: list[httpx.Request] = []
    with (
        httpx.Client(event_hooks={"request": [seen.append]}) as inner,
        BlockingCodatClient(demo.api_key, server=demo.base_url, http=_wrapped(inner)) as codat,
    ):
        assert codat.advanced_controls.list_companies().total_results == 60
    assert seen[0].headers[HEADER] == "added by client"


async def test_an_asynchronous_one_works(demo: DemoServer) -> None:
    async with httpx.AsyncClient() as inner:
        wrapped = AsyncWrapped(inner)  # type: ignore[abstract]
        async with CodatClient(demo.api_key, server=demo.base_url, http=wrapped) as codat:
            assert (await codat.advanced_controls.list_companies()).total_results == 60


async def test_the_wrong_kind_is_refused_at_construction() -> None:
    async with httpx.AsyncClient() as later:
        with pytest.raises(ConfigurationError, match="asynchronous"):
            BlockingCodatClient("key", http=AsyncWrapped(later))  # type: ignore[abstract,arg-type]
    with httpx.Client() as sooner, pytest.raises(ConfigurationError, match="blocking"):
        CodatClient("key", http=_wrapped(sooner))  # type: ignore[arg-type]
