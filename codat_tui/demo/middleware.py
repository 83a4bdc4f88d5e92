"""The layers in front of the routes: request log, faults, limits, authentication.

Invariant: only `FaultMiddleware` decides faults and drops connections, by the server's callable at
`scope["extensions"]["codat_tui.abort"]["abort"]`. Nothing that identifies the caller is logged.
"""

from __future__ import annotations

import math
import re
from collections import Counter, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codat_tui.demo.authentication import KeyCheck
from codat_tui.demo.documented import ApiError
from codat_tui.demo.faults import DROPPING, GATEWAY_STATUSES, FaultDecider, Plan
from codat_tui.demo.handler_support import error_answer, receiving
from codat_tui.demo.hostile import PLAN
from codat_tui.demo.limits import Limits
from codat_tui.demo.quirks import odd_error, odd_headers

ABORT = "codat_tui.abort"
IN_FRONT = (401, 403, 429, *GATEWAY_STATUSES)
DEFAULT_RETRY_AFTER = 2.0
# The validation errors of a 400 or 422 fault.
REFUSED_ITEMS = (("body", "The request was refused on purpose."), ("name", "The name is taken."))
# The limit for requests about one company at the same time.
CONCURRENT_REQUESTS = 10
_COMPANY = re.compile(r"/companies/([^/]+)")
GATEWAY_PAGE = (
    "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n"
    "<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>gateway</center>\r\n</body>\r\n</html>\r\n"
)


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """A request as the server saw it; `status` is None when the answer was not completed."""

    method: str
    path: str
    query: str
    idempotency_key: str | None
    status: int | None


class RequestLog:
    """Logs each request to `requests` just before its answer ends or its connection is dropped."""

    def __init__(self, app: ASGIApp, requests: deque[LoggedRequest]) -> None:
        self.app = app
        self.requests = requests

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = Headers(scope=scope).get("idempotency-key")
        query = scope["query_string"].decode("latin-1")
        status: int | None = None

        def log(status: int | None) -> None:
            self.requests.append(LoggedRequest(scope["method"], scope["path"], query, key, status))

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif not message.get("more_body", False):
                log(status)
            await send(message)

        if ABORT in scope.get("extensions", {}):
            abort = scope["extensions"][ABORT]["abort"]

            def log_and_abort() -> None:
                log(None)
                abort()

            scope["extensions"][ABORT] = {"abort": log_and_abort}
        try:
            await self.app(scope, receive, sending)
        except ClientDisconnect:
            # The client left before its request was read whole: nobody waits for an answer.
            log(None)


class FaultMiddleware:
    """Decides the fault of each request and performs those outside of Codat.

    `quirks` is the clock for odd refusals, None without the quirks fault.
    """

    def __init__(
        self, app: ASGIApp, decider: FaultDecider, limits: Limits, *, quirks: Callable[[], datetime] | None
    ) -> None:
        self.app = app
        self._decider = decider
        self._quirks = quirks
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        plan = self._decider.decide(scope["method"], scope["path"])
        scope[PLAN] = plan
        if plan.fault in DROPPING:
            # Closing a socket with unread input resets it, and the client may see the reset first.
            body = await Request(scope, receive).body()
            await self._drop(plan.fault, scope, receiving(body), send)
        elif plan.status in IN_FRONT:
            await self._refusal(Request(scope), plan)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _refusal(self, request: Request, plan: Plan) -> Response:
        if plan.status == 502:
            return HTMLResponse(GATEWAY_PAGE, 502)
        response = error_answer(request, ApiError(plan.status or 503))
        response.headers.update(self._limits.headers())
        if plan.status == 429 or plan.retry_after is not None:
            seconds = DEFAULT_RETRY_AFTER if plan.retry_after is None else plan.retry_after
            response.headers["Retry-After"] = str(math.ceil(seconds))
        if self._quirks:
            odd_headers(response.headers, self._quirks())
            response.body = odd_error(response.status_code, bytes(response.body), response.headers)
            response.headers["Content-Length"] = str(len(response.body))
        return response

    async def _drop(self, fault: str | None, scope: Scope, receive: Receive, send: Send) -> None:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        if fault != "drop":
            await self.app(scope, receive, keep)
        if fault == "truncated":
            body = b"".join(message.get("body", b"") for message in messages[1:])
            await send(messages[0])
            await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        scope["extensions"][ABORT]["abort"]()


class LimitMiddleware:
    """Counts requests, answers 429 above the limits, and adds the limit headers."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app = app
        self._limits = limits
        self._under_way: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _COMPANY.search(scope["path"])
        company = found[1] if found else ""
        crowded = bool(company) and self._under_way[company] >= CONCURRENT_REQUESTS
        wait = 1 if crowded else self._limits.admit()

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self._limits.headers())
            await send(message)

        if wait is None:
            self._under_way[company] += 1
            try:
                await self.app(scope, receive, sending)
            finally:
                self._under_way[company] -= 1
                if not self._under_way[company]:
                    del self._under_way[company]
        else:
            response = error_answer(Request(scope), ApiError(429))
            response.headers["Retry-After"] = str(wait)
            await response(scope, receive, sending)


class AuthenticationMiddleware:
    def __init__(self, app: ASGIApp, key_check: KeyCheck) -> None:
        self.app = app
        self._key_check = key_check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            self._key_check.check(Headers(scope=scope).get("authorization", ""))
        except ApiError as error:
            await error_answer(Request(scope), error)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


class InnerFaultMiddleware:
    """Performs the faults of Codat itself, behind the idempotency cache: latency and statuses."""

    def __init__(self, app: ASGIApp, sleep: Callable[[float], Awaitable[None]]) -> None:
        self.app = app
        self._sleep = sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        plan: Plan = scope[PLAN]
        if plan.latency:
            await self._sleep(plan.latency)
        if plan.status is None:
            await self.app(scope, receive, send)
        else:
            problems = REFUSED_ITEMS if plan.status in (400, 422) else ()
            await error_answer(Request(scope), ApiError(plan.status, problems=problems))(scope, receive, send)


def ignored(request: Request) -> bool:
    return has_fault(request, "ignored")


def has_fault(request: Request, fault: str) -> bool:
    plan: Plan = request.scope[PLAN]
    return plan.fault == fault
