"""Decides whether and when a failed attempt is repeated. Pure functions.

A write is repeated only when it cannot happen twice: with its Idempotency-Key within 90 minutes, or when
nothing was sent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

from codat_tui.models.errors import (
    CodatError,
    ConflictError,
    ConnectError,
    DroppedConnectionError,
    RequestTimeoutError,
    ServerFaultError,
    TimedOutError,
    TooManyRequestsError,
    UnavailableError,
)

KEY_LIFETIME = 90 * 60.0
"""Seconds that Codat keeps the first response to an Idempotency-Key (Codat's documentation)."""

KEY_MARGIN = 60.0
"""Seconds between the last repeat and the end of the key."""

REPEATS_OF_CACHED_ANSWERS = 2
"""With the same key, Codat repeats a stored 408 or 500: more attempts are useless."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Waits grow from *first* by *factor* up to *cap*; no wait ends later than *total* seconds (*write_total*
    for writes).

    *connection_errors*: repeat after connect errors, dropped connections and timeouts. A Retry-After above
    *retry_after_ceiling* ends the call. *jitter*: fraction of a wait that may be randomly removed.
    """

    first: float = 0.5
    factor: float = 2.0
    cap: float = 8.0
    total: float = 30.0
    write_total: float = 60.0
    connection_errors: bool = True
    retry_after_ceiling: float = 20.0
    jitter: float = 0.25

    @classmethod
    def interactive(cls) -> RetryPolicy:
        """A read ends within 30 seconds, a write within about 60."""
        return cls()

    @classmethod
    def document(cls) -> RetryPolicy:
        """Codat's default, for batch jobs: 500 ms, factor 1.5, at most 60 s, one hour in total."""
        return cls(
            first=0.5,
            factor=1.5,
            cap=60.0,
            total=3600.0,
            write_total=3600.0,
            connection_errors=True,
            retry_after_ceiling=3600.0,
        )

    @classmethod
    def never(cls) -> RetryPolicy:
        """One attempt."""
        return cls(total=0.0, write_total=0.0)


class RequestKind(Enum):
    """How safely a request can be repeated."""

    READ = "read"
    KEYED_WRITE = "keyed write"
    BARE_WRITE = "bare write"


@dataclass(frozen=True, slots=True)
class Wait:
    seconds: float
    reason: str


def next_wait(
    policy: RetryPolicy,
    kind: RequestKind,
    error: CodatError,
    *,
    attempt: int,
    elapsed: float,
    chance: float,
    cached_faults: int = 0,
) -> Wait | None:
    """The wait before the next attempt, or None to stop.

    *attempt*: attempts made, from 1. *elapsed*: seconds since the first was sent. *cached_faults*: earlier
    408 and 500 responses. *chance*: random, 0 to 1.
    """
    reason = why_repeat(policy, kind, error, cached_faults)
    if reason is None:
        return None
    seconds = backoff(policy, attempt, chance)
    if error.retry_after is not None:
        if error.retry_after > policy.retry_after_ceiling:
            return None
        seconds = max(seconds, error.retry_after)
    return Wait(seconds, reason) if elapsed + seconds <= time_in_all(policy, kind) else None


def time_in_all(policy: RetryPolicy, kind: RequestKind) -> float:
    """Seconds within which the last attempt must be sent."""
    if kind is RequestKind.READ:
        return policy.total
    return min(policy.write_total, KEY_LIFETIME - KEY_MARGIN)


def backoff(policy: RetryPolicy, attempt: int, chance: float) -> float:
    """Seconds to wait after attempt number *attempt*."""
    try:
        grown = policy.first * policy.factor ** (attempt - 1)
    except OverflowError:
        grown = policy.cap
    return min(grown, policy.cap) * (1 - policy.jitter * chance)


def why_repeat(
    policy: RetryPolicy, kind: RequestKind, error: CodatError, cached_faults: int = 0
) -> str | None:
    """The reason for another attempt, shown to people; None for no repeat."""
    if isinstance(error, TooManyRequestsError):
        return "429, too many requests"
    if isinstance(error, ConnectError):
        return "no connection" if policy.connection_errors else None
    if kind is RequestKind.BARE_WRITE:
        return None
    if isinstance(error, (TimedOutError, DroppedConnectionError)):
        words = "no answer in time" if isinstance(error, TimedOutError) else "the connection broke off"
        return words if policy.connection_errors else None
    if isinstance(error, UnavailableError):
        return f"{error.status}, Codat is not available"
    if isinstance(error, ConflictError):
        return "409, the first attempt still runs" if kind is RequestKind.KEYED_WRITE else None
    if isinstance(error, (RequestTimeoutError, ServerFaultError)):
        useless = kind is RequestKind.KEYED_WRITE and cached_faults >= REPEATS_OF_CACHED_ANSWERS
        return None if useless else f"{error.status}, Codat failed"
    return None


LONGEST_RETRY_AFTER = 365 * 86400.0
"""Seconds. Larger values would overflow dates."""


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Seconds, at most a year; None when unreadable. *now* is the server's time if known."""
    text = (header or "").strip()
    if not text:
        return None
    try:
        seconds = float(text)
    except ValueError:
        instant = http_date(text)
        if instant is None:
            return None
        seconds = (instant - now).total_seconds()
    return min(max(0.0, seconds), LONGEST_RETRY_AFTER) if math.isfinite(seconds) else None


def http_date(text: str) -> datetime | None:
    """Parse an HTTP or ISO date to UTC; None when invalid."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            instant = read(text)
            return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None
