"""Known differences between Codat's answers and its document, for `--faults quirks`.

Invariant: a quirk states nothing false, and the same answer always has the same one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime
from typing import Any
from zoneinfo import ZoneInfo

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from codat_tui.demo.deterministic import digest, number
from codat_tui.demo.documented import Json, parse_stamp
from codat_tui.demo.handler_support import as_json

ZoneOf = Callable[[str], str | None]

# Statuses whose body states another one, as in the document's own examples.
MISSTATED = {402: 429, 503: 500}

EMPTY_BODIES = (500,)
PROBLEM_BODIES = (400,)


class QuirkMiddleware:
    """Adds quirks to every JSON answer; `zone_of` gives a company's IANA time zone by id."""

    def __init__(self, app: ASGIApp, zone_of: ZoneOf, now: Callable[[], datetime]) -> None:
        self.app = app
        self._now = now
        self._zone_of = zone_of

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self.app(scope, receive, keep)
        if not messages:
            return
        start = messages[0]
        body = b"".join(message.get("body", b"") for message in messages[1:])
        headers = MutableHeaders(scope=start)
        if headers.get("content-type") == "application/json":
            body = self._odd(scope["path"], start["status"], body, headers)
            headers["content-length"] = str(len(body))
        odd_headers(headers, self._now())
        await send(start)
        await send({"type": "http.response.body", "body": body})

    def _odd(self, path: str, status: int, body: bytes, headers: MutableHeaders) -> bytes:
        if status >= 400:
            return odd_error(status, body, headers)
        payload = json.loads(body)
        for ending, oddity in _BY_PATH:
            if path.endswith(ending):
                return as_json(oddity(payload, self._zone_of))
        return body


def odd_headers(headers: MutableHeaders, now: datetime) -> None:
    """Write Retry-After and the reset time as HTTP dates."""
    if "retry-after" in headers:
        moment = now + timedelta(seconds=int(headers["retry-after"]))
        headers["retry-after"] = format_datetime(moment, usegmt=True)
    if "x-rate-limit-reset" in headers:
        moment = parse_stamp(headers["x-rate-limit-reset"])
        headers["x-rate-limit-reset"] = format_datetime(moment, usegmt=True)


def odd_error(status: int, body: bytes, headers: MutableHeaders) -> bytes:
    """Return an error body with a wrong status, no body, or problem+json."""
    if status in EMPTY_BODIES:
        return b""
    payload = json.loads(body)
    if status in PROBLEM_BODIES:
        headers["content-type"] = "application/problem+json"
        return as_json({"title": "Bad Request", "status": status, "detail": payload["error"]})
    payload["statusCode"] = MISSTATED.get(status, status)
    return as_json(payload)


def _companies(payload: Json, zone_of: ZoneOf) -> Json:
    if "results" not in payload:
        return _company(payload, zone_of)
    payload["results"] = [_company(row, zone_of) for row in payload["results"]]
    return payload


def _company(row: Json, zone_of: ZoneOf) -> Json:
    zone = zone_of(row["id"])
    row["created"] = _odd_date(row["created"], zone, row["id"])
    kind = number(5, row["id"], "company oddity")
    if kind == 0:
        row["tags"] = None
        row["unheardOf"] = {"since": "yesterday", "list": [1, None, "two"]}
    elif kind == 1:
        del row["description"]
        del row["products"]
    elif kind == 2:
        row["referenceParentCompany"] = None
        row["lastSync"] = None
    row["dataConnections"] = [_connection(link, zone) for link in row["dataConnections"]]
    return row


def _connections(payload: Json, zone_of: ZoneOf) -> Json:
    if "results" not in payload:
        return _connection(payload, None)
    payload["results"] = [_connection(row, None) for row in payload["results"]]
    return payload


def _connection(row: Json, zone: str | None) -> Json:
    row["created"] = _odd_date(row["created"], zone, row["id"])
    if "lastSync" in row:
        row["lastSync"] = _seven_digits(row["lastSync"])
    kind = number(4, row["id"], "connection oddity")
    if kind == 0:
        row["status"] = row["status"].lower()
        row["dataConnectionErrors"] = row["dataConnectionErrors"] or None
    elif kind == 1:
        row["connectionInfo"] = {
            "region": {"name": "eu-west", "shards": [1, 2]},
            "scopes": None,
            "beta": True,
        }
    elif kind == 2 and row["status"] == "PendingAuth":
        row["status"] = "AwaitingConsent"
    return row


def _sync(row: Json) -> Json:
    row["syncUtc"] = _seven_digits(row["syncUtc"])
    kind = number(4, row["syncUtc"], "sync oddity")
    if row["syncStatusCode"] == 4200:
        row["syncStatusCode"] = "4200,"
    elif kind == 0:
        row["syncStatusCode"] = str(row["syncStatusCode"])
    if row["errorMessage"] == "" and kind == 1:
        row["errorMessage"] = None
        del row["syncExceptionMessage"]
    if kind == 2:
        row["attempt"] = 1
    if "dataConnections" in row:
        row["dataConnections"] = [_connection(link, None) for link in row["dataConnections"]]
    return row


def _one_sync(payload: Json, zone_of: ZoneOf) -> Json:
    return _sync(payload)


def _sync_status(payload: Json, zone_of: ZoneOf) -> list[Json]:
    return [_sync(payload)]


def _syncs(payload: list[Json], zone_of: ZoneOf) -> list[Json]:
    # Codat documents no order of this list, so it has none here.
    return sorted((_sync(row) for row in payload), key=lambda row: digest("order", row["syncId"]))


def _configuration(payload: Json, zone_of: ZoneOf) -> Json:
    identifier = payload["companyId"]
    if number(2, identifier, "enabled"):
        payload["enabled"] = payload.pop("enable")
    payload["configuration"]["inventory"] = {"syncStock": False, "accounts": None}
    payload["schedule"]["nextRunHint"] = None
    payload["schedule"]["startDate"] = _seven_digits(payload["schedule"]["startDate"])
    for section in payload["configuration"].values():
        accounts = section.get("accounts") if isinstance(section, dict) else None
        for account in (accounts or {}).values():
            for option in account.get("accountOptions") or ():
                if number(6, option["id"], "nominal code") == 0:
                    del option["nominalCode"]
    return payload


def _texts(payload: Json, zone_of: ZoneOf) -> Json:
    # Codat's documentation shows some texts as plain strings.
    return {key: value["text"] if number(3, key, "plain") == 0 else value for key, value in payload.items()}


def _integrations(payload: Json, zone_of: ZoneOf) -> Json:
    for row in payload["results"]:
        if number(2, row["key"], "spelling"):
            for feature in row["datatypeFeatures"]:
                feature["dataType"] = feature.pop("datatype")
        if row["key"] == "tgff":
            row["sourceType"] = "Bookkeeping"
            row["datatypeFeatures"][0]["supportedFeatures"][0]["featureState"] = "ComingSoon"
    return payload


_BY_PATH: tuple[tuple[str, Callable[[Any, ZoneOf], Any]], ...] = (
    ("/companies", _companies),
    ("/connections", _connections),
    ("/syncs/list/status", _syncs),
    ("/sync/commerce/status", _sync_status),
    ("/status", _one_sync),
    ("/sync/commerce/latest", _one_sync),
    ("/sync/commerce/historic", _one_sync),
    ("/sync/commerce", _configuration),
    ("/config/ui/text", _texts),
    ("/config/integrations", _integrations),
)


def _seven_digits(text: str) -> str:
    # The same second with seven digits, as .NET writes it: 2022-10-27T10:22:43.6464237Z.
    second = text[:19]
    return f"{second}.{number(10_000_000, second, 'digits'):07d}Z"


def _odd_date(text: str, zone: str | None, label: str) -> str:
    """Return the same moment in one of the formats Codat documents; without a zone it is local to the
    company.
    """
    local: datetime | None = parse_stamp(text).astimezone(ZoneInfo(zone)) if zone else None
    kind = number(4, label, "date")
    if kind == 0:
        return _seven_digits(text)
    if kind == 1 and local:
        return local.replace(tzinfo=None).isoformat(timespec="seconds")
    if kind == 2 and local:
        return local.isoformat(timespec="seconds")
    return text
