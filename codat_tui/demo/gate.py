"""What stands in front of the routes: the request log and authentication.

Invariant: nothing that identifies the caller is logged.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codat_tui.demo.exchange import error_answer
from codat_tui.demo.facts import ApiError
from codat_tui.demo.guard import Guard


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """A request as the server saw it; `status` is None when it was never answered."""

    method: str
    path: str
    query: str
    idempotency_key: str | None
    status: int | None


class RequestLog:
    """Logs every request to `requests` once it is answered, or not."""

    def __init__(self, app: ASGIApp, requests: deque[LoggedRequest]) -> None:
        self.app = app
        self.requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status: int | None = None

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        await self.app(scope, receive, sending)
        key = Headers(scope=scope).get("idempotency-key")
        query = scope["query_string"].decode("latin-1")
        self.requests.append(LoggedRequest(scope["method"], scope["path"], query, key, status))


class Authentication:
    """Answers requests without an accepted key."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self.app = app
        self.guard = guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self.guard.check(Headers(scope=scope).get("authorization", ""))
        except ApiError as error:
            await error_answer(Request(scope), error)(scope, receive, send)
        else:
            await self.app(scope, receive, send)
