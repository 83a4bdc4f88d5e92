"""The one loop of every request: limit, send, read, repeat where `retry` allows it.

All attempts of a write have the same Idempotency-Key.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import random
import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, Generic, TypeVar

import httpx

from codat_tui.api.answers import clock_offset, correlation_id, duration, read_answer, read_quota
from codat_tui.api.call import Call, Timeouts
from codat_tui.api.headers import checked_headers
from codat_tui.api.http import AsyncHttp, attempt
from codat_tui.api.keys import KeyRing
from codat_tui.api.limits import Limiter
from codat_tui.api.reading import encodable
from codat_tui.api.requests import PreparedRequest
from codat_tui.api.retry import RequestKind, RetryPolicy, Wait, next_wait, time_in_all
from codat_tui.api.wire_log import WireLog
from codat_tui.clock import Clock, Moment, moment_of, seconds_since
from codat_tui.models.errors import (
    BadRequestError,
    CodatError,
    InvalidRequestError,
    NoAnswerError,
    NotFoundError,
    PaymentRequiredError,
    ReadOnlyError,
    RefusedError,
    RequestTimeoutError,
    ServerFaultError,
    TooManyRequestsError,
    UnavailableError,
    UnprocessableError,
)
from codat_tui.models.traffic import Answered, ApiEvent, Quota, QuotaSeen, RetryWait
from codat_tui.secret import MASK, Secret

T = TypeVar("T")

SETTLING = (BadRequestError, PaymentRequiredError, NotFoundError, UnprocessableError)
"""With the same Idempotency-Key, these responses also give the result of an earlier attempt without a
response.
"""

HEADERS_LEAVE = ".send_request_headers.started"
"""httpx's name of the step after connecting. From this step on, the server may receive the request."""

SHORTEST_ATTEMPT = 1.0
"""Seconds for one attempt, even when almost no time remains."""


SHORTEST_SHOWN = 1.0
"""Seconds. A shorter rest of background requests is over before it can be read."""

LONGEST_END = 2.0
"""Seconds for running calls to end when the client is closed."""


class _TooLate(Exception):
    """It is too late to repeat a write."""


@dataclass(frozen=True)
class DispatchOptions:
    """Shared by all calls of a client."""

    base_url: str
    key: KeyRing
    headers: httpx.Headers
    read_only: bool
    retry: RetryPolicy
    timeouts: Timeouts


@dataclass
class Dispatcher:
    """Sends prepared requests, publishes events, and keeps the last quota."""

    settings: DispatchOptions
    http: AsyncHttp
    limiter: Limiter
    clock: Clock
    randomness: random.Random
    log: WireLog
    quota: Quota | None = None
    offset: timedelta = timedelta()
    closed: bool = False
    _running: set[_Run[Any]] = field(default_factory=set)
    _subscribers: list[Callable[[ApiEvent], None]] = field(default_factory=list)
    _call_ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def subscribe(self, callback: Callable[[ApiEvent], None]) -> Callable[[], None]:
        """Call *callback* with every event; the returned function unsubscribes."""
        self._subscribers.append(callback)

        def cancel() -> None:
            if callback in self._subscribers:
                self._subscribers.remove(callback)

        return cancel

    def publish(self, event: ApiEvent) -> None:
        for callback in tuple(self._subscribers):
            callback(event)

    async def send(self, request: PreparedRequest, read: Callable[[bytes], T], call: Call) -> T:
        """*read* applied to the response. Raises a CodatError with method, path and `doubt` set."""
        if request.write and self.settings.read_only:
            raise ReadOnlyError(method=request.method, path=request.path, write=True, request_was_sent=False)
        if self.closed:
            raise closed_error()
        run = _Run(self, request, read, call, next(self._call_ids))
        self._running.add(run)
        try:
            return await run.result()
        finally:
            self._running.discard(run)
            run.ended.set()

    async def close(self) -> None:
        """Refuse further calls; those that run end with a NoAnswerError."""
        self.closed = True
        running = tuple(self._running)
        for run in running:
            run.end_now()
        with suppress(TimeoutError):
            async with asyncio.timeout(LONGEST_END):
                for run in running:
                    await run.ended.wait()

    def new_key(self) -> str:
        return str(uuid.UUID(int=self.randomness.getrandbits(128), version=4))


def closed_error() -> RefusedError:
    return RefusedError(
        title="The client is closed",
        next_step="Nothing was sent. Make another client.",
        request_was_sent=False,
    )


class _Run(Generic[T]):
    """One call with all its attempts."""

    def __init__(
        self, line: Dispatcher, request: PreparedRequest, read: Callable[[bytes], T], call: Call, call_id: int
    ) -> None:
        self._line = line
        self._request = request
        self._read = read
        self._call = call
        self._call_id = call_id
        self._policy = call.retry or line.settings.retry
        self._kind = _kind(request)
        self._key = _checked_key(call.idempotency_key) or line.new_key() if request.keyed else ""
        self._content = b"" if request.json is None else _encoded(request.json)
        self._headers = checked_headers(call.headers)
        self._authorization: Secret | None = None
        self._began = line.clock.monotonic()
        self._first_left: Moment | None = None
        # Seconds of all attempts, from sending to the answer.
        self._on_the_way = 0.0
        self._attempts = 0
        self._cached_faults = 0
        self._doubt = False
        self._response: httpx.Response | None = None
        # Without a time of its own: `end_now` gives it one.
        self._limit = asyncio.timeout(None)
        self.ended = asyncio.Event()

    def end_now(self) -> None:
        if not self._limit.expired():
            self._limit.reschedule(0.0)

    async def result(self) -> T:
        try:
            value = await self._until_closed()
        except CodatError as error:
            self._end(error.title, error.correlation_id)
            raise
        except asyncio.CancelledError:
            self._end("Cancelled")
            raise
        self._end()
        return value

    async def _until_closed(self) -> T:
        try:
            async with self._limit:
                return await self._repeat()
        except (TimeoutError, asyncio.CancelledError):
            if not self._limit.expired():
                raise
        left = None if self._first_left is not None else False
        error = NoAnswerError(
            title="The client was closed before Codat answered",
            next_step="Make another client and read the state." if left is None else "Nothing was sent.",
            request_was_sent=left,
        )
        self._judge(error)
        raise error

    async def _repeat(self) -> T:
        failure: CodatError | None = None
        while True:
            self._attempts += 1
            try:
                return await self._attempt()
            except _TooLate:
                assert failure is not None
                raise self._not_repeated(failure) from None
            except CodatError as error:
                failure, wait = error, self._judge(error)
                if wait is None:
                    raise
            self._announce(wait)
            await self._line.clock.sleep(wait.seconds)

    def _check_age(self) -> None:
        """Raise _TooLate when Codat may no longer know the key, or the person asked long ago.

        Whether the first attempt is too late, its caller knows.
        """
        if self._attempts == 1 and self._call.last_look is not None:
            self._call.last_look()
        if self._kind is RequestKind.READ or self._attempts == 1:
            return
        # The machine may have slept since the repeat was planned: checked just before sending.
        if self._elapsed() > time_in_all(self._policy, self._kind):
            raise _TooLate

    def _elapsed(self) -> float:
        """Seconds since the first attempt, by whichever clock shows more."""
        return 0.0 if self._first_left is None else seconds_since(self._line.clock, self._first_left)

    def _not_repeated(self, error: CodatError) -> CodatError:
        """Add to *error* that no further attempt was made."""
        self._attempts -= 1
        error.title = f"{error.title}; not sent again, since {duration(self._elapsed())} have passed"
        return error

    async def _attempt(self) -> T:
        line = self._line
        if self._authorization is None:
            # Once per call: all attempts use one API key, as they use one Idempotency-Key.
            self._authorization = await line.settings.key.authorization()
        held = line.limiter.pause_left(self._call.priority)
        if held >= SHORTEST_SHOWN:
            self._announce(Wait(held, "429, background requests rest"))
        async with line.limiter.slot(self._call.priority):
            self._check_age()
            left = line.clock.monotonic()
            if self._first_left is None:
                self._first_left = moment_of(line.clock)
            timeouts = self._timeouts(left - self._first_left.steady)
            outgoing = self._outgoing(timeouts, self._authorization)
            line.log.asked(self._request, outgoing, self._attempts)
            self._response = None
            try:
                response = self._response = await attempt(line.http, outgoing, timeouts)
            except CodatError as error:
                line.log.failed(outgoing, error, line.clock.monotonic() - left)
                raise
            finally:
                seconds = line.clock.monotonic() - left
                self._on_the_way += seconds
        line.log.answered(outgoing, response, seconds)
        self._see_quota(response)
        offset = clock_offset(response.headers, line.clock.now(), seconds)
        line.offset = line.offset if offset is None else offset
        return read_answer(
            response, lambda body: self._read(encodable(body)), line.clock.now(), line.settings.key.mask
        )

    def _outgoing(self, timeouts: Timeouts, authorization: Secret) -> httpx.Request:
        settings = self._line.settings
        headers = httpx.Headers(settings.headers)
        headers.update(self._headers)
        headers["Authorization"] = authorization.reveal()
        if self._request.json is not None:
            headers["Content-Type"] = "application/json"
        if self._key:
            headers["Idempotency-Key"] = self._key
        try:
            request = self._line.http.build_request(
                self._request.method,
                settings.base_url + self._request.target,
                content=self._content or None,
                headers=headers,
                timeout=httpx.Timeout(
                    connect=timeouts.connect, read=timeouts.read, write=timeouts.write, pool=timeouts.pool
                ),
            )
        except (ValueError, TypeError, httpx.InvalidURL):
            # The caller's own client may have cookies or headers that cannot be sent.
            raise InvalidRequestError(request_was_sent=False) from None
        request.extensions["trace"] = self._trace
        return request

    async def _trace(self, step: str, _: object) -> None:
        # The machine may have slept while it connected.
        if step.endswith(HEADERS_LEAVE):
            self._check_age()

    def _timeouts(self, elapsed: float) -> Timeouts:
        # Only reads are shortened to the remaining time: a write that is cut off leaves doubt.
        timeouts = self._call.timeout or self._line.settings.timeouts
        if self._kind is not RequestKind.READ or self._call.timeout is not None or not self._policy.total:
            return timeouts
        left = max(SHORTEST_ATTEMPT, self._policy.total - elapsed)
        return replace(timeouts, read=min(timeouts.read, left), whole=min(timeouts.whole, left))

    def _see_quota(self, response: httpx.Response) -> None:
        quota = read_quota(response.headers, self._line.clock.now())
        if quota is not None:
            self._line.quota = quota
            self._line.publish(QuotaSeen(quota))

    def _judge(self, error: CodatError) -> Wait | None:
        """Add this call's details to *error*. Return the wait before the next attempt, None to stop."""
        if self._request.secret_body and error.body:
            error.body = MASK
        error.method, error.path, error.write = self._request.method, self._request.path, self._request.write
        error.doubt = self._doubt and not isinstance(error, SETTLING)
        wait = next_wait(
            self._policy,
            self._kind,
            error,
            attempt=self._attempts,
            elapsed=self._elapsed(),
            chance=self._line.randomness.random(),
            cached_faults=self._cached_faults,
        )
        self._doubt = self._doubt or (error.LEAVES_DOUBT and error.request_was_sent is not False)
        if isinstance(error, (RequestTimeoutError, ServerFaultError)) and not isinstance(
            error, UnavailableError
        ):
            self._cached_faults += 1
        if isinstance(error, TooManyRequestsError):
            rest = error.retry_after if error.retry_after is not None else self._policy.first
            self._line.limiter.pause_background(rest)
        return wait

    def _announce(self, wait: Wait) -> None:
        self._line.log.waits(self._request, wait.seconds, wait.reason)
        self._line.publish(
            RetryWait(
                method=self._request.method,
                path=self._request.path,
                company_id=self._request.company_id,
                attempt=self._attempts,
                reason=wait.reason,
                until=self._line.clock.now() + timedelta(seconds=wait.seconds),
                label=self._call.label,
                call_id=self._call_id,
            )
        )

    def _end(self, error: str = "", correlation: str = "") -> None:
        clock, response = self._line.clock, self._response
        self._line.publish(
            Answered(
                at=clock.now(),
                method=self._request.method,
                path=self._request.path,
                status=response.status_code if response is not None else None,
                seconds=self._on_the_way,
                waited=max(0.0, clock.monotonic() - self._began - self._on_the_way),
                attempts=self._attempts,
                correlation_id=correlation or (correlation_id(response) if response is not None else ""),
                error=error,
                quota=read_quota(response.headers, clock.now()) if response is not None else None,
                label=self._call.label,
                company_id=self._request.company_id,
                call_id=self._call_id,
            )
        )


def _encoded(value: object) -> bytes:
    """Raises InvalidRequestError for NaN and infinity."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        return text.encode()
    except UnicodeEncodeError:
        # Half of a surrogate pair, as Codat sent it, can only be sent as an escape.
        return json.dumps(value, allow_nan=False).encode()
    except (ValueError, RecursionError):
        raise InvalidRequestError(
            title="The request cannot be written as JSON", next_step="Correct the value and try again."
        ) from None


def _kind(request: PreparedRequest) -> RequestKind:
    if not request.write:
        return RequestKind.READ
    return RequestKind.KEYED_WRITE if request.keyed else RequestKind.BARE_WRITE


def _checked_key(key: str | None) -> str:
    if key is None:
        return ""
    if not key or not key.isascii() or not key.isprintable():
        raise InvalidRequestError(
            title="The idempotency key cannot be sent", next_step="Give a GUID, made once for this write."
        )
    return key
