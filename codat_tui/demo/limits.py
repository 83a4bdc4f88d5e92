"""Codat's daily quota, its limit per minute, and their headers.

Invariant: a refused request is not counted.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable
from datetime import date, datetime, timedelta

from codat_tui.demo.documented import REQUESTS_A_DAY_PER_COMPANY, REQUESTS_A_MINUTE, stamp

MINUTE = timedelta(seconds=60)


class Limits:
    """1,000 × (1 + active companies) requests a day, reset at midnight UTC; 1,000 in any sixty seconds."""

    def __init__(self, now: Callable[[], datetime], active_companies: Callable[[], int]) -> None:
        self._now = now
        self._active_companies = active_companies
        self._limit: int | None = None
        self._day: date | None = None
        self._used = 0
        self._recent: deque[datetime] = deque()

    @property
    def limit(self) -> int:
        # Asked once, because counting the active companies may read the whole world.
        if self._limit is None:
            self._limit = REQUESTS_A_DAY_PER_COMPANY * (1 + self._active_companies())
        return self._limit

    def admit(self) -> int | None:
        """Count a request; return None, or the seconds until there is room."""
        now = self._now()
        self._turn_day(now)
        while self._recent and now - self._recent[0] >= MINUTE:
            self._recent.popleft()
        if self._used >= self.limit:
            return math.ceil((_midnight_after(now) - now).total_seconds())
        if len(self._recent) >= REQUESTS_A_MINUTE:
            return math.ceil((self._recent[0] + MINUTE - now).total_seconds())
        self._used += 1
        self._recent.append(now)
        return None

    def headers(self) -> dict[str, str]:
        now = self._now()
        self._turn_day(now)
        return {
            "X-Rate-Limit-Limit": str(self.limit),
            "X-Rate-Limit-Remaining": str(self.limit - self._used),
            "X-Rate-Limit-Reset": stamp(_midnight_after(now)),
        }

    def _turn_day(self, now: datetime) -> None:
        if now.date() != self._day:
            self._day, self._used = now.date(), 0


def _midnight_after(now: datetime) -> datetime:
    return now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
