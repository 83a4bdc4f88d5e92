"""An httpx transport to an ASGI application in this process, with read timeouts and dropped connections."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

import httpx

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
App: TypeAlias = Callable[
    [Scope, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]], Awaitable[None]
]

ABORT_EXTENSION = "codat_tui.abort"
"""`scope["extensions"][ABORT_EXTENSION]["abort"]()` drops the connection."""


class InProcessTransport(httpx.AsyncBaseTransport):
    def __init__(self, app: App) -> None:
        self._app = app
        self._tasks: set[asyncio.Future[None]] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises ReadTimeout when late, RemoteProtocolError when the connection is dropped."""
        exchange = _Exchange(await request.aread())
        work = self._app(_scope(request, exchange), exchange.receive, exchange.send)
        task = asyncio.ensure_future(work)
        # The application may finish its work after the client stopped waiting, as on a network.
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        seconds = request.extensions.get("timeout", {}).get("read")
        done, _ = await asyncio.wait(
            (task, exchange.ended), timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        if not done:
            raise httpx.ReadTimeout("The application did not answer in time.", request=request)
        if task in done:
            task.result()
        return exchange.response(request)

    async def aclose(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class _Exchange:
    """One request and the response so far."""

    def __init__(self, body: bytes) -> None:
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._request_body: bytes | None = body
        self._status = 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._chunks: list[bytes] = []
        self._whole = False

    def end(self) -> None:
        if not self.ended.done():
            self.ended.set_result(None)

    def response(self, request: httpx.Request) -> httpx.Response:
        """Raises RemoteProtocolError when the response is incomplete."""
        if not self._status:
            raise httpx.RemoteProtocolError(
                "Server disconnected without sending a response.", request=request
            )
        if not self._whole:
            raise httpx.RemoteProtocolError("The answer broke off.", request=request)
        return httpx.Response(self._status, headers=self._headers, content=b"".join(self._chunks))

    async def receive(self) -> Message:
        if self._request_body is None:
            await self.ended
            return {"type": "http.disconnect"}
        body, self._request_body = self._request_body, None
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: Message) -> None:
        if self.ended.done():
            return
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self._chunks.append(message.get("body", b""))
            if not message.get("more_body", False):
                self._whole = True
                self.end()


def _scope(request: httpx.Request, exchange: _Exchange) -> Scope:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": request.url.scheme,
        "path": request.url.path,
        "raw_path": request.url.raw_path.split(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": (request.url.host, request.url.port),
        "client": ("127.0.0.1", 0),
        "extensions": {ABORT_EXTENSION: {"abort": exchange.end}},
    }
