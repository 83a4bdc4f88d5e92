"""Idempotency keys: the first answer to a POST or PATCH is kept ninety minutes and repeated.

Invariant: the work behind a key is done at most once in that time. The same key gives 422 for another request
and 409 while the first is in progress.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codat_tui.demo.deterministic import digest
from codat_tui.demo.documented import IDEMPOTENCY_MINUTES, ApiError
from codat_tui.demo.handler_support import error_answer, receiving

KEYED_METHODS = ("POST", "PATCH")


@dataclass(slots=True)
class _Kept:
    """The first request under a key; `expires` is None while it is in progress."""

    fingerprint: bytes
    expires: datetime | None = None
    messages: list[Message] = field(default_factory=list)


class Idempotency:
    """Keeps and repeats answers by the Idempotency-Key header."""

    def __init__(self, app: ASGIApp, now: Callable[[], datetime]) -> None:
        self.app = app
        self._now = now
        self._kept: OrderedDict[str, _Kept] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = Headers(scope=scope).get("idempotency-key")
        if not key or scope["method"] not in KEYED_METHODS:
            await self.app(scope, receive, send)
            return
        body = await Request(scope, receive).body()
        fingerprint = digest(scope["method"], scope["path"], body.hex())
        self._forget_expired()
        kept = self._kept.get(key)
        if kept is None:
            await self._first(key, fingerprint, scope, body, send)
        elif kept.fingerprint != fingerprint:
            await error_answer(Request(scope), ApiError(422))(scope, receive, send)
        elif kept.expires is None:
            in_progress = ApiError(409, "A request with this idempotency key is still in progress.")
            await error_answer(Request(scope), in_progress)(scope, receive, send)
        else:
            await _answer(kept, send)

    async def _first(self, key: str, fingerprint: bytes, scope: Scope, body: bytes, send: Send) -> None:
        kept = self._kept[key] = _Kept(fingerprint)

        async def keeping(message: Message) -> None:
            kept.messages.append(message)

        try:
            await self.app(scope, receiving(body), keeping)
        finally:
            # Nothing was answered, so a retry with this key must do the work.
            if not kept.messages:
                del self._kept[key]
            else:
                kept.expires = self._now() + timedelta(minutes=IDEMPOTENCY_MINUTES)
        await _answer(kept, send)

    def _forget_expired(self) -> None:
        now = self._now()
        gone = [key for key, kept in self._kept.items() if kept.expires is not None and kept.expires <= now]
        for key in gone:
            del self._kept[key]


async def _answer(kept: _Kept, send: Send) -> None:
    # Copies: what stands in front writes its own headers into a message.
    for message in kept.messages:
        await send(dict(message))
