"""What the client tells its observers about requests on the wire; standard library only, never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Quota:
    """The day's request quota as the X-Rate-Limit headers of one answer stated it, read at *at*.

    *limit* and *remaining* count requests; *reset* is when the quota is whole again. None: not stated.
    """

    limit: int | None
    remaining: int | None
    reset: datetime | None
    at: datetime

    @property
    def share_left(self) -> float | None:
        """The part of the day's quota that is left, 0.0 to 1.0; None while unknown."""
        if not self.limit or self.remaining is None:
            return None
        return max(0.0, min(1.0, self.remaining / self.limit))


@dataclass(frozen=True, slots=True)
class RetryWait:
    """Attempt number *attempt* failed; the next one leaves at *until*. Published before the wait begins.

    *call_id* is shared by all events of one call, up to and including its `Answered`.
    """

    method: str
    path: str
    company_id: str | None
    attempt: int
    reason: str
    until: datetime
    label: str = ""
    call_id: int = 0


@dataclass(frozen=True, slots=True)
class Answered:
    """A call is over: answered, failed or cancelled. Every call publishes exactly one.

    *at* is its end, *seconds* its whole duration with waits, *status* the last HTTP status or None without an
    answer, *error* the title of the error it ended with, "" when it succeeded, "Cancelled" when given up.
    """

    at: datetime
    method: str
    path: str
    status: int | None
    seconds: float
    attempts: int
    correlation_id: str
    error: str
    quota: Quota | None
    label: str = ""
    company_id: str | None = None
    call_id: int = 0


@dataclass(frozen=True, slots=True)
class QuotaSeen:
    """An answer, of whatever attempt, carried quota headers."""

    quota: Quota


ApiEvent: TypeAlias = RetryWait | Answered | QuotaSeen
