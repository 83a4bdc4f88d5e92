"""Events of the client about its requests; standard library only, never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Quota:
    """The daily quota from the X-Rate-Limit headers of one answer; None where not stated.

    *limit* and *remaining* are requests; *reset* is when the quota is full again.
    """

    limit: int | None
    remaining: int | None
    reset: datetime | None
    at: datetime

    @property
    def share_left(self) -> float | None:
        """Return the part that is left, 0.0 to 1.0, None if unknown."""
        if not self.limit or self.remaining is None:
            return None
        return max(0.0, min(1.0, self.remaining / self.limit))


@dataclass(frozen=True, slots=True)
class RetryWait:
    """Attempt *attempt* failed, or may not be sent yet; the next is sent at *until*. Published before the wait.

    *call_id* is the same in all events of one call.
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
    """A call ended: answered, failed or cancelled. Every call publishes exactly one.

    *seconds* is the time in which Codat was waited for, *waited* that of waits before attempts: in the limiter's queue
    and between attempts. *status* is the last HTTP status or None; *error* is a title, "" for success,
    "Cancelled" when cancelled.
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
    waited: float = 0.0


@dataclass(frozen=True, slots=True)
class QuotaSeen:
    """An answer of any attempt had quota headers."""

    quota: Quota


ApiEvent: TypeAlias = RetryWait | Answered | QuotaSeen
