"""When a merchant sells: one sale in every ten minutes of each day that is not the day of rest.

Invariant: a sale's `createdDate` is a pure function of the merchant, so whether a window holds sales does not
depend on which syncs have been tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from codat_tui.demo.intervals import Span
from codat_tui.demo.merchants import Merchant

SECONDS_BETWEEN_SALES, SECOND_OF_SALE = 600, 540


def sells(merchant: Merchant, windows: Iterable[Span]) -> bool:
    """Whether any sale was created in one of the windows, their ends left out."""
    return any(next(_open_days(merchant, start, finish), None) is not None for start, finish in windows)


def days_with_sales(merchant: Merchant, start: datetime, finish: datetime) -> Iterator[Span]:
    """The parts of the window, one for each local day, in which something was sold."""
    zone = ZoneInfo(merchant.place.time_zone)
    while start < finish:
        local = start.astimezone(zone)
        midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        ends = min(finish, midnight.astimezone(UTC))
        if sells(merchant, [(start, ends)]):
            yield start, ends
        start = ends


def _open_days(merchant: Merchant, start: datetime, finish: datetime) -> Iterator[datetime]:
    """The first sale of each day in the window."""
    zone = ZoneInfo(merchant.place.time_zone)
    moment = _sale_from(start)
    while moment < finish:
        if merchant.closed_weekday is None:
            yield moment
            return
        local = moment.astimezone(zone)
        if local.weekday() != merchant.closed_weekday:
            yield moment
        midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        moment = _sale_from(midnight)


def _sale_from(start: datetime) -> datetime:
    """The first sale at `start` or after it, were the merchant open."""
    past = -((SECOND_OF_SALE - start.timestamp()) // SECONDS_BETWEEN_SALES)
    return datetime.fromtimestamp(past * SECONDS_BETWEEN_SALES + SECOND_OF_SALE, UTC)
