"""Turns a response into a model or a typed error. Only the HTTP status decides which."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

import httpx

from codat_tui.api.headers import shown_headers
from codat_tui.api.retry import http_date, retry_after_seconds
from codat_tui.models.clean_text import clean_lines, cut
from codat_tui.models.errors import (
    CodatError,
    TooManyRequestsError,
    UnreadableAnswerError,
    ValidationItem,
    error_class,
)
from codat_tui.models.traffic import Quota

T = TypeVar("T")
Mask = Callable[[str], str]
EXCERPT = 200
LONGEST_BODY = 20_000
"""Characters of a body kept in an error."""
LONGEST_TEXT = 10_000
"""Characters of a message."""
MOST_ITEMS = 500
"""Validation items."""
MOST_DIGITS = 16
"""Longer numbers are ignored."""
FARTHEST_CLOCK = timedelta(days=366)
"""A Date header farther from this machine's clock is ignored."""
CORRELATION_HEADERS = ("x-correlation-id", "correlation-id", "x-request-id")


class NotReadable(ValueError):
    """The body has the wrong form; the message says in words what it is instead."""


def read_quota(headers: Mapping[str, str], now: datetime) -> Quota | None:
    """Return None when the headers state no quota."""
    limit = _number(headers.get("x-rate-limit-limit"))
    remaining = _number(headers.get("x-rate-limit-remaining"))
    if limit is None and remaining is None:
        return None
    return Quota(limit, remaining, http_date(headers.get("x-rate-limit-reset", "")), now)


def clock_offset(headers: Mapping[str, str], now: datetime, seconds: float) -> timedelta | None:
    """How far the server's clock is ahead of this machine's, when a response arrived at *now* after
    *seconds*.

    Zero when the difference is within the precision of a Date header; None when unknown.
    """
    stated = http_date(headers.get("date", ""))
    # A response with Age comes from a cache: its Date is old.
    if stated is None or "age" in headers:
        return None
    offset = stated - now
    if abs(offset) > FARTHEST_CLOCK:
        return None
    # The header has whole seconds and was written before the answer arrived.
    return timedelta() if -seconds - 1.0 <= offset.total_seconds() <= 1.0 else offset


def read_answer(response: httpx.Response, read: Callable[[bytes], T], now: datetime, mask: Mask) -> T:
    """*read* applied to a 2xx body; raises the typed error otherwise."""
    if not response.is_success:
        raise status_error(response, now, mask)
    try:
        return read(response.content)
    except NotReadable as problem:
        raise UnreadableAnswerError(
            title=f"The answer cannot be read: {problem}",
            status=response.status_code,
            correlation_id=correlation_id(response),
            excerpt=excerpt(response, mask),
            headers=shown_headers(response.headers, mask),
            body=shown_body(response, mask),
            request_was_sent=True,
        ) from None


def status_error(response: httpx.Response, now: datetime, mask: Mask) -> CodatError:
    """The error for a status that is not 2xx, with all details of the body."""
    status = response.status_code
    kind = error_class(status)
    body = _object(response.content)
    retry_after = response.headers.get("retry-after")
    wait = retry_after_seconds(retry_after, http_date(response.headers.get("date", "")) or now)
    said = _text(body.get("error")) or _text(body.get("detail")) or _text(body.get("title"))
    error = kind(
        title=_redirect_title(response),
        status=status,
        codat_message=mask(said),
        correlation_id=_text(body.get("correlationId")) or correlation_id(response),
        validation=_validation(body.get("validation"), mask),
        can_be_retried=_text(body.get("canBeRetried")),
        retry_after=wait,
        service=_text(body.get("service")),
        detailed_error_code=_number(_text(body.get("detailedErrorCode"))),
        headers=shown_headers(response.headers, mask),
        body=shown_body(response, mask),
        request_was_sent=True,
    )
    if isinstance(error, TooManyRequestsError) and wait is not None:
        error.next_step = f"Try again in {duration(wait)}. The daily quota starts again at 00:00 UTC."
    return error


def correlation_id(response: httpx.Response) -> str:
    """ "" when there is none."""
    return next(
        (_text(response.headers[name]) for name in CORRELATION_HEADERS if name in response.headers), ""
    )


def excerpt(response: httpx.Response, mask: Mask) -> str:
    # Masked before it is cut: a cut secret would no longer be recognised.
    return clean_lines(mask(response.content[: EXCERPT * 20].decode("utf-8", "replace")))[:EXCERPT]


def shown_body(response: httpx.Response, mask: Mask) -> str:
    # Masked before it is cut, as above.
    return cut(mask(response.content[: LONGEST_BODY * 4].decode("utf-8", "replace")), LONGEST_BODY)


def _redirect_title(response: httpx.Response) -> str:
    if not 300 <= response.status_code < 400:
        return ""
    try:
        host = urlsplit(response.headers.get("location", "")).hostname
    except ValueError:
        host = None
    return f"Redirected to {host or 'another address'}: not followed, to keep the key here"


def _object(content: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, Mapping) else {}


def _validation(value: object, mask: Mask) -> tuple[ValidationItem, ...]:
    if not isinstance(value, Mapping):
        return ()
    return tuple(
        ValidationItem(
            message=mask(_text(item.get("message"))),
            item_id=_text(item.get("itemId")),
            validator_name=_text(item.get("validatorName")),
            severity=severity,
        )
        for name, severity in (("errors", "error"), ("warnings", "warning"))
        for item in _items(value.get(name))[:MOST_ITEMS]
        if isinstance(item, Mapping)
    )


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    if isinstance(value, str):
        return cut(clean_lines(value), LONGEST_TEXT)
    return str(value) if isinstance(value, int | float) else ""


def _number(value: str | None) -> int | None:
    try:
        number = int((value or "")[:MOST_DIGITS])
    except ValueError:
        return None
    return number if abs(number) < 10 ** (MOST_DIGITS - 1) else None


def duration(seconds: float) -> str:
    """Seconds in words, in a suitable unit."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    if seconds < 7200:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h" if seconds < 48 * 3600 else f"{seconds / 86400:,.0f} days"
