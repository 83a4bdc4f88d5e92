"""The in-process network: late, dropped and broken answers, and work that goes on without a listener."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from codat_tui.api.transport import ABORT_EXTENSION, App, InProcessTransport, Message, Scope


async def get(app: App, url: str = "http://demo/x", **options: Any) -> httpx.Response:
    async with httpx.AsyncClient(transport=InProcessTransport(app), **options) as client:
        return await client.post(url, content=b"body")


async def respond(send: Any, body: bytes = b"fine", *, more: bool = False, status: int = 200) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"x-a", b"1")]})
    await send({"type": "http.response.body", "body": body, "more_body": more})


async def test_the_application_sees_the_request_as_a_server_would() -> None:
    seen: list[Scope] = []
    bodies: list[Message] = []

    async def app(scope: Scope, receive: Any, send: Any) -> None:
        seen.append(scope)
        bodies.append(await receive())
        await respond(send, b"half", more=True)
        await send({"type": "http.response.body", "body": b" whole"})
        bodies.append(await receive())

    response = await get(app, "http://demo/companies/a%2Fb?query=name%3D1", headers={"X-Team": "t"})
    assert (response.status_code, response.text, response.headers["x-a"]) == (200, "half whole", "1")
    scope = seen[0]
    assert (scope["method"], scope["path"], scope["query_string"]) == (
        "POST",
        "/companies/a/b",
        b"query=name%3D1",
    )
    assert scope["raw_path"] == b"/companies/a%2Fb"
    assert (b"x-team", b"t") in scope["headers"]
    assert bodies[0]["body"] == b"body"


@pytest.mark.parametrize("sent", ["nothing", "start", "half"])
async def test_an_abort_is_a_dropped_connection(sent: str) -> None:
    async def app(scope: Scope, receive: Any, send: Any) -> None:
        if sent != "nothing":
            await send({"type": "http.response.start", "status": 200, "headers": []})
        if sent == "half":
            await send({"type": "http.response.body", "body": b"{", "more_body": True})
        scope["extensions"][ABORT_EXTENSION]["abort"]()
        await respond(send)

    with pytest.raises(httpx.RemoteProtocolError):
        await get(app)


async def test_an_answer_that_simply_ends_is_a_dropped_connection() -> None:
    async def app(scope: Scope, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})

    with pytest.raises(httpx.RemoteProtocolError):
        await get(app)


async def test_a_late_answer_is_a_timeout_and_the_work_goes_on() -> None:
    release, done = asyncio.Event(), asyncio.Event()

    async def app(scope: Scope, receive: Any, send: Any) -> None:
        await release.wait()
        done.set()
        await respond(send)

    async with httpx.AsyncClient(transport=InProcessTransport(app), timeout=0.01) as client:
        with pytest.raises(httpx.ReadTimeout):
            await client.get("http://demo/x")
        release.set()
        await asyncio.wait_for(done.wait(), 5)


async def test_a_cancelled_request_leaves_the_work_to_the_server() -> None:
    begun, release, done = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def app(scope: Scope, receive: Any, send: Any) -> None:
        begun.set()
        await release.wait()
        done.set()

    async with httpx.AsyncClient(transport=InProcessTransport(app)) as client:
        task = asyncio.create_task(client.get("http://demo/x"))
        await begun.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        release.set()
        await asyncio.wait_for(done.wait(), 5)


async def test_closing_stops_what_still_runs() -> None:
    stopped = asyncio.Event()

    async def app(scope: Scope, receive: Any, send: Any) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    with pytest.raises(httpx.ReadTimeout):
        await get(app, timeout=0.01)
    assert stopped.is_set()


async def test_a_bug_in_the_application_surfaces() -> None:
    async def app(scope: Scope, receive: Any, send: Any) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await get(app)
