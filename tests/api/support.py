"""A clock that sleeps in no time, a client on a handler in memory, and the events it publishes."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import httpx

from codat_tui.api import CodatClient
from codat_tui.models.traffic import Answered, ApiEvent, RetryWait
from tests.manual_clock import START

KEY = "kEy-7c1f0d9e5a3b"
BASE = "http://127.0.0.1:9"
Handler = Callable[[httpx.Request], httpx.Response]


class InstantClock:
    """Sleeping moves the time on at once; *slept* remembers for how long, *on_sleep* may act meanwhile."""

    def __init__(self) -> None:
        self.elapsed = 0.0
        self.slept: list[float] = []
        self.on_sleep: Callable[[float], None] = lambda seconds: None

    def now(self) -> datetime:
        return START + timedelta(seconds=self.elapsed)

    def monotonic(self) -> float:
        return self.elapsed

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.elapsed += seconds
        self.on_sleep(seconds)
        await asyncio.sleep(0)


class Events(list[ApiEvent]):
    """What a client published, by kind."""

    @property
    def waits(self) -> list[RetryWait]:
        return [event for event in self if isinstance(event, RetryWait)]

    @property
    def answers(self) -> list[Answered]:
        return [event for event in self if isinstance(event, Answered)]


def client_on(handler: Handler, **options: Any) -> tuple[CodatClient, Events, InstantClock]:
    """A client whose requests end in *handler*."""
    clock = options.pop("clock", None) or InstantClock()
    client = CodatClient(
        options.pop("api_key", KEY),
        server=options.pop("server", BASE),
        transport=httpx.MockTransport(handler),
        clock=clock,
        randomness=random.Random(7),
        **options,
    )
    events = Events()
    client.subscribe(events.append)
    return client, events, clock


class Script:
    """A handler that gives its answers in turn, the last one for ever, and keeps the requests it saw."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = list(answers)
        self.seen: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.seen.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, content=answer.content)

    @property
    def keys(self) -> list[str | None]:
        return [request.headers.get("idempotency-key") for request in self.seen]


def answer(body: Any, status: int = 200, **headers: str) -> httpx.Response:
    """An answer with a JSON body; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=named, content=json.dumps(body).encode())


def fault(status: int, message: str = "", **headers: str) -> httpx.Response:
    """Codat's error body."""
    body = {
        "statusCode": status,
        "service": "PublicApi",
        "error": message,
        "correlationId": "c0ffee",
        "canBeRetried": "Unknown",
        "detailedErrorCode": 0,
    }
    return answer(body, status, **headers)
