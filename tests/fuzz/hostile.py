"""Values no careful server sends, and a transport that puts them into the demo's answers, field by field."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import httpx

from codat_tui.demo.hostile import HOSTILE_TEXT

MARK = "\x1b[77m"
"""A sequence that the program itself never sends."""
TEXT = f"{MARK}{HOSTILE_TEXT.partition('long')[0]}\x90q\x9c\x85\u2028\u200f[red]"
IN_IDS = f"{MARK}\x9b2J[/x][@click=app.quit]\u202e%/?"
"""Stands behind every id where ids are hostile; taken off again in requests."""
_LITERALS = {"§huge§": "1e400", "§deep§": "[" * 5_000 + "]" * 5_000, "§digits§": "9" * 5_000}
"""What Python's JSON cannot write, by the text that stands for it."""


def _nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


VALUES: Mapping[str, Any] = {
    "text": TEXT,
    "surrogates": "\ud83d half \udc00",
    "large text": TEXT + "word " * 40_000,
    "one large word": "x" * 200_000,
    "lines": "line\r\n" * 5_000,
    "number of 20 digits": 10**20,
    "negative number": -(10**20),
    "number beyond floats": "§huge§",
    "number of 5,000 digits": "§digits§",
    "fraction": 0.5,
    "null": None,
    "true": True,
    "empty text": "",
    "empty list": [],
    "empty object": {},
    "object": {TEXT: TEXT, "id": [None]},
    "list": [None, 1, TEXT, [], {}],
    "nested 40 times": _nested(40),
    "nested 5,000 times": "§deep§",
    "far date": "9999-12-31T23:59:59.999999999Z",
    "no date": "0000-00-00T99:99:99Z",
    "early date": "0001-01-01T00:00:00+14:00",
}
ANY_OBJECT = "*"
"""Instead of a field's name: one more member in every object, with a hostile name and value."""
STRUCTURE = {"results", "configuration", "sales", "payments", "accounts", "dataConnections", "integrations"}
"""Fields that hold the others: without them there is nothing else to be shown."""
HEADERS = ("Date", "Retry-After", "X-Rate-Limit-Limit", "X-Rate-Limit-Remaining", "X-Rate-Limit-Reset")
HEADER_VALUES = ("9" * 20, "-1", "1e400", "\x9b2J\x85é[/x]", "", "Fri, 31 Dec 9999 23:59:59 GMT", "x" * 9_000)


@dataclass(frozen=True)
class Plan:
    """What is put into answers: by the name of a field, of a header; *rows* says which rows of a list suffer."""

    fields: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    ids: bool = False
    rows: Callable[[int], bool] = lambda position: True

    def __str__(self) -> str:
        names = [f"{name}={_short(value)}" for name, value in (*self.fields.items(), *self.headers.items())]
        return ", ".join([*names, *(["hostile ids"] if self.ids else [])])


def _short(value: Any) -> str:
    named = next((name for name, each in VALUES.items() if each is value), "")
    return named or ascii(value)[:40]


def random_plan(names: Collection[str], randomness: random.Random) -> Plan:
    """Some fields with some values, and now and then a header or the ids."""
    chosen = randomness.sample(sorted(names), min(len(names), randomness.choice((1, 2, 4, 8, 16))))
    headers = {
        name: randomness.choice(HEADER_VALUES)
        for name in randomness.sample(HEADERS, randomness.choice((0, 0, 2)))
    }
    every = randomness.choice((1, 1, 2, 3))
    return Plan(
        {name: randomness.choice(list(VALUES.values())) for name in chosen},
        headers,
        randomness.random() < 0.2,
        lambda position: position % every == 0,
    )


def text_everywhere(names: Collection[str]) -> Plan:
    """Hostile text in every field, in every id and in a member more of every object."""
    told = [name for name in names if name not in STRUCTURE and not name.endswith(("Id", "Key", "id"))]
    return Plan(dict.fromkeys([*told, ANY_OBJECT], TEXT), ids=True)


def spoiled(value: Any, plan: Plan) -> Any:
    """The same JSON value with what *plan* says."""
    if isinstance(value, list):
        return [
            spoiled(each, plan)
            if plan.rows(position) or not isinstance(each, dict)
            else _decorated(each, plan)
            for position, each in enumerate(value)
        ]
    if not isinstance(value, dict):
        return value
    result = {
        name: plan.fields[name] if name in plan.fields else spoiled(each, plan)
        for name, each in value.items()
    }
    if ANY_OBJECT in plan.fields:
        result[TEXT] = plan.fields[ANY_OBJECT]
    return _decorated(result, plan)


def _decorated(value: Any, plan: Plan) -> Any:
    """The same JSON value; every id is hostile where the plan says so."""
    if not plan.ids:
        return value
    if isinstance(value, list):
        return [_decorated(each, plan) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: each + IN_IDS
        if (name == "id" or name.endswith(("Id", "Key")) or name == "key")
        and isinstance(each, str)
        and each
        and not each.endswith(IN_IDS)
        else _decorated(each, plan)
        for name, each in value.items()
    }


def written(value: Any) -> bytes:
    """JSON as bytes, with what Python's JSON cannot write."""
    text = json.dumps(value)
    for name, literal in _LITERALS.items():
        text = text.replace(json.dumps(name), literal)
    return text.encode()


def names_in(value: Any) -> Iterator[str]:
    """The names of all members of all objects in a JSON value; a name with a hyphen is one of many like it."""
    if isinstance(value, dict):
        yield from (name for name in value if "-" not in name)
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in children:
        yield from names_in(each)


class HostileTransport(httpx.AsyncBaseTransport):
    """Sends requests on, and spoils the answers as `plan` says. *names* collects the fields that were seen."""

    def __init__(self, inner: httpx.AsyncBaseTransport, plan: Plan | None = None) -> None:
        self._inner = inner
        self.plan = plan or Plan()
        self.names: set[str] = set()
        self.under_way = 0
        self.answers = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.under_way += 1
        try:
            response = await self._inner.handle_async_request(_without_marks(request))
            content = await response.aread()
        finally:
            self.under_way -= 1
        self.answers += 1
        if response.headers.get("content-type", "").endswith("json") and content:
            value = json.loads(content)
            self.names.update(names_in(value))
            content = written(spoiled(value, self.plan))
        headers = [
            (name, value)
            for name, value in response.headers.raw
            if name.lower() != b"content-length" and name.decode().title() not in self.plan.headers
        ]
        headers += [(name.encode(), value.encode("latin-1")) for name, value in self.plan.headers.items()]
        return httpx.Response(response.status_code, headers=headers, content=content, request=request)


def _without_marks(request: httpx.Request) -> httpx.Request:
    """The request as the server knows its ids."""
    url, body = str(request.url), request.content.decode("utf-8", "surrogatepass")
    for mark in (quote(IN_IDS, safe=""), quote(IN_IDS, safe="/"), quote(IN_IDS)):
        url = url.replace(mark, "").replace(quote(mark, safe=""), "")
    for mark in (json.dumps(IN_IDS)[1:-1], json.dumps(IN_IDS, ensure_ascii=False)[1:-1]):
        body = body.replace(mark, "")
    if body == request.content.decode("utf-8", "surrogatepass") and url == str(request.url):
        return request
    headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"content-length"]
    return httpx.Request(
        request.method,
        url,
        headers=headers,
        content=body.encode("utf-8", "surrogatepass"),
        extensions=request.extensions,
    )
