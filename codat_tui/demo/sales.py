"""When a merchant sells: every ten minutes, except on the weekly day of rest.

Invariant: sales depend on the merchant alone, not on the syncs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from codat_tui.demo.intervals import Span
from codat_tui.demo.merchants import Merchant

SECONDS_BETWEEN_SALES, SECOND_OF_SALE = 600, 540


def sells(merchant: Merchant, windows: Iterable[Span]) -> bool:
    """Return whether a window holds a sale; ends are exclusive."""
    return any(next(_open_days(merchant, start, finish), None) is not None for start, finish in windows)


def days_with_sales(merchant: Merchant, start: datetime, finish: datetime) -> Iterator[Span]:
    """Yield the parts of the window with sales, one for each local day."""
    zone = ZoneInfo(merchant.place.time_zone)
    while start < finish:
        local = start.astimezone(zone)
        midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        ends = min(finish, midnight.astimezone(UTC))
        if sells(merchant, [(start, ends)]):
            yield start, ends
        start = ends


def _open_days(merchant: Merchant, start: datetime, finish: datetime) -> Iterator[datetime]:
    zone = ZoneInfo(merchant.place.time_zone)
    moment = _sale_from(start)
    while moment < finish:
        # One sale is enough: every day is open.
        if merchant.closed_weekday is None:
            yield moment
            return
        local = moment.astimezone(zone)
        if local.weekday() != merchant.closed_weekday:
            yield moment
        midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        moment = _sale_from(midnight)


def _sale_from(start: datetime) -> datetime:
    """Return the first sale at or after `start`, if the merchant is open then."""
    past = -((SECOND_OF_SALE - start.timestamp()) // SECONDS_BETWEEN_SALES)
    return datetime.fromtimestamp(past * SECONDS_BETWEEN_SALES + SECOND_OF_SALE, UTC)
