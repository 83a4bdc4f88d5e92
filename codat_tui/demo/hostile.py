"""Hostile answers: endless bodies, absurd numbers, text with terminal sequences.

Invariant: the work behind an answer is done as usual; only the answer differs.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from functools import cache
from typing import Any

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codat_tui.demo.faults import Plan

# The key of the ASGI scope that carries a request's fault plan.
PLAN = "codat_demo.plan"

# Terminal sequences, markup, direction marks, half a surrogate pair, a NUL, and more than a line holds.
HOSTILE_TEXT = (
    "\x1b]52;c;Y29waWVk\x07\x1b[31m\x9b2J [@click=app.quit]here[/] [/x] \u202edesrever\u2066 \ud800 \x00 "
    + "long " * 400
)
HUGE = "9" * 20
BLOCK, BLOCKS = b" " * 1_048_576, 1_024
CHUNK, PAUSE = b" " * 65_536, 0.005


class HostileMiddleware:
    """Sends the application's answer in a hostile way when the request's plan says so."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        plan: Plan = scope[PLAN]
        if plan.fault not in ("gzip-bomb", "endless", "huge-numbers", "text"):
            await self.app(scope, receive, send)
            return
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.app(scope, receive, keep)
        start, body = messages[0], b"".join(message.get("body", b"") for message in messages[1:])
        headers = MutableHeaders(scope=start)
        if plan.fault == "endless":
            del headers["content-length"]
            await send(start)
            await _endless(receive, send)
            return
        if plan.fault == "huge-numbers":
            for name in ("X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "Retry-After"):
                headers[name] = HUGE
        elif plan.fault == "gzip-bomb":
            body, headers["content-encoding"] = gzip_bomb(), "gzip"
        elif headers.get("content-type", "").endswith("json"):
            body = json.dumps(_with_text(json.loads(body), plan.field or "")).encode()
        headers["content-length"] = str(len(body))
        await send(start)
        await send({"type": "http.response.body", "body": body})


def _with_text(value: Any, field: str) -> Any:
    if isinstance(value, list):
        return [_with_text(each, field) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"{each}{HOSTILE_TEXT}" if key == field and isinstance(each, str) else _with_text(each, field)
        for key, each in value.items()
    }


async def _endless(receive: Receive, send: Send) -> None:
    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    leaving = asyncio.create_task(gone())
    try:
        while not leaving.done():
            await send({"type": "http.response.body", "body": CHUNK, "more_body": True})
            await asyncio.sleep(PAUSE)
    finally:
        leaving.cancel()


@cache
def gzip_bomb() -> bytes:
    """Return one gigabyte of spaces in about a megabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    # After a full flush the same block packs to the same bytes, which can be repeated.
    block = packer.compress(BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    check = 0
    for _ in range(BLOCKS):
        check = zlib.crc32(BLOCK, check)
    head = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"
    tail = check.to_bytes(4, "little") + (len(BLOCK) * BLOCKS % 2**32).to_bytes(4, "little")
    return head + block * BLOCKS + packer.flush() + tail
