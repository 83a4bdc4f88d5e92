"""Whether a failed attempt is repeated, and after how long: pure decisions on what is known.

A write is repeated only where Codat promises that it cannot happen twice: under its own Idempotency-Key within
90 minutes, or when nothing was sent.
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
"""Seconds Codat keeps the first answer to an Idempotency-Key (Codat's documentation)."""

KEY_MARGIN = 60.0
"""The last repeat under a key leaves this long before the key dies."""

REPEATS_OF_CACHED_ANSWERS = 2
"""408 and 500 come from behind Codat's cache: the same key replays them, so more repeats are useless."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """Waits grow from *first* by *factor* up to *cap*; no wait begins that would end after *total* seconds.

    *write_total* is the same for writes. *connection_errors* repeats after connect errors, drops and timeouts.
    A Retry-After above *retry_after_ceiling* ends the call at once. *jitter* is the part of a wait that chance
    may take away.
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
        """For a person who waits: a read ends within 30 seconds, a write within about a minute."""
        return cls()

    @classmethod
    def document(cls) -> RetryPolicy:
        """Codat's own default, for batch jobs: 500 ms, factor 1.5, at most 60 s, one hour in all."""
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
        """One attempt only."""
        return cls(total=0.0, write_total=0.0)


class Kind(Enum):
    """What a request may do twice."""

    READ = "read"
    KEYED_WRITE = "keyed write"
    BARE_WRITE = "bare write"


@dataclass(frozen=True, slots=True)
class Wait:
    """Try again after *seconds*, because of *reason*."""

    seconds: float
    reason: str


def next_wait(
    policy: RetryPolicy,
    kind: Kind,
    error: CodatError,
    *,
    attempt: int,
    elapsed: float,
    chance: float,
    cached_faults: int = 0,
) -> Wait | None:
    """The wait before the next attempt, or None to give up.

    *attempt* counts the attempts made, from 1; *elapsed* the seconds since the first one left; *cached_faults*
    the earlier attempts that ended in 408 or 500; *chance* is a random number from 0 to 1.
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


def time_in_all(policy: RetryPolicy, kind: Kind) -> float:
    """Seconds after the first attempt within which the last one must leave."""
    if kind is Kind.READ:
        return policy.total
    return min(policy.write_total, KEY_LIFETIME - KEY_MARGIN)


def backoff(policy: RetryPolicy, attempt: int, chance: float) -> float:
    """Seconds to wait after attempt number *attempt*: grown, capped, and shortened by chance."""
    try:
        grown = policy.first * policy.factor ** (attempt - 1)
    except OverflowError:
        grown = policy.cap
    return min(grown, policy.cap) * (1 - policy.jitter * chance)


def why_repeat(policy: RetryPolicy, kind: Kind, error: CodatError, cached_faults: int = 0) -> str | None:
    """In a person's words why another attempt makes sense, or None when it does not."""
    if isinstance(error, TooManyRequestsError):
        return "429, too many requests"
    if isinstance(error, ConnectError):
        return "no connection" if policy.connection_errors else None
    if kind is Kind.BARE_WRITE:
        return None
    if isinstance(error, (TimedOutError, DroppedConnectionError)):
        words = "no answer in time" if isinstance(error, TimedOutError) else "the connection broke off"
        return words if policy.connection_errors else None
    if isinstance(error, UnavailableError):
        return f"{error.status}, Codat is not available"
    if isinstance(error, ConflictError):
        return "409, the first attempt still runs" if kind is Kind.KEYED_WRITE else None
    if isinstance(error, (RequestTimeoutError, ServerFaultError)):
        useless = kind is Kind.KEYED_WRITE and cached_faults >= REPEATS_OF_CACHED_ANSWERS
        return None if useless else f"{error.status}, Codat failed"
    return None


LONGEST_RETRY_AFTER = 365 * 86400.0
"""A Retry-After is read as at most so many seconds, so that dates can be reckoned with it."""


def retry_after_seconds(header: str | None, now: datetime) -> float | None:
    """Seconds a Retry-After header asks for, at most a year; None when unreadable.

    *now* is the server's time where its answer states it: an HTTP date is on the server's clock.
    """
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
    """An HTTP date or ISO date as an aware instant in UTC; None when it is neither."""
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            instant = read(text)
            return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return None
