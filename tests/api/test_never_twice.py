"""Whatever happens on the way, a write is done at most once, and the error never denies that it was done."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from codat_tui.api import CodatClient, RetryPolicy
from codat_tui.models.errors import CodatError
from tests.api.support import BASE, KEY, InstantClock, answer, fault

IN_FRONT = {"429": 429, "502": 502, "503": 503, "504": 504, "401": 401, "403": 403}
BEHIND = {"400": 400, "402": 402, "404": 404, "408": 408, "422": 422}
STEPS = ("fine", "refuse", "drop", "lost", "html", "redirect", "500", "409", *IN_FRONT, *BEHIND)


class Server:
    """Codat's rules in a few lines: what is in front of the idempotency cache, what is behind it."""

    def __init__(self, steps: list[str]) -> None:
        self.steps = list(steps)
        self.effects = 0
        self.cache: dict[str, httpx.Response] = {}
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        step = self.steps.pop(0) if self.steps else "fine"
        if step == "refuse":
            raise httpx.ConnectError("refused")
        if step == "drop":
            raise httpx.RemoteProtocolError("gone")
        if step in IN_FRONT:
            return fault(IN_FRONT[step], retry_after="1")
        key = request.headers.get("idempotency-key")
        if step == "409" and key in self.cache:
            return fault(409)
        reply = self.cache.get(key or "") or self.work(step)
        if key:
            self.cache[key] = reply
        if step == "lost":
            raise httpx.ReadTimeout("late")
        if step == "html":
            return httpx.Response(200, content=b"<html>a proxy's own page</html>")
        if step == "redirect":
            return httpx.Response(303, headers={"location": "https://elsewhere.example"})
        return httpx.Response(reply.status_code, headers=reply.headers, content=reply.content)

    def work(self, step: str) -> httpx.Response:
        if step in BEHIND:
            return fault(BEHIND[step])
        self.effects += 1
        return fault(500) if step == "500" else answer({"id": "x", "url": "https://x"})


WRITES: dict[str, Callable[[CodatClient], Awaitable[Any]]] = {
    "POST": lambda us: us.sync.request("c"),
    "PATCH": lambda us: us.connections.update_connection("c", "d", "Unlinked"),
    "PUT": lambda us: us.connections.update_authorization("c", "d", {"token": "t"}),
    "GET that writes": lambda us: us.connections.get_sync_flow_url("fztf", "gbol"),
}


async def _outcome(writing: Awaitable[Any]) -> CodatError | None:
    try:
        await writing
    except CodatError as error:
        return error
    return None


@pytest.mark.parametrize("write", WRITES)
@settings(max_examples=150)
@given(
    steps=st.lists(st.sampled_from(STEPS), max_size=8),
    policy=st.sampled_from([RetryPolicy.interactive(), RetryPolicy.document(), RetryPolicy.never()]),
    seed=st.integers(0, 99),
)
@example(steps=["lost", "401"], policy=RetryPolicy.interactive(), seed=0)
@example(steps=["500", "429", "503"], policy=RetryPolicy.document(), seed=0)
def test_a_write_is_done_once_and_never_denied(
    write: str, steps: list[str], policy: RetryPolicy, seed: int
) -> None:
    async def scenario() -> None:
        server = Server(steps)
        client = CodatClient(
            KEY,
            server=BASE,
            transport=httpx.MockTransport(server),
            clock=InstantClock(),
            retry=policy,
            randomness=random.Random(seed),
        )
        ended = await _outcome(WRITES[write](client))
        assert server.effects == 1 if ended is None else server.effects <= 1
        if ended is not None and not ended.effect_unknown:
            assert server.effects == 0
        assert len({request.headers.get("idempotency-key") for request in server.requests}) == 1
        assert len({request.content for request in server.requests}) == 1

    asyncio.run(scenario())
