"""Rows for the tables that are measured: plausible, all different, the same in every run."""

from __future__ import annotations

from collections.abc import Iterator

COLUMNS = ("company", "commerce", "accounting", "last sync", "status")
_TRADES = ("Coffee", "Bikes", "Bakery", "Books", "Records", "Deli", "Florist", "Toys", "Cheese", "Pottery")
_COMMERCE = ("● Zettle", "● Shopify", "● Clover", "○ Lightspeed K")
_ACCOUNTING = ("● Xero", "● QuickBooks", "◌ FreeAgent")
STATUSES = ("✔ Written", "· Nothing to write", "✖ 4000 Configuration", "✖ 5130 Write error")


def fleet_rows(count: int) -> Iterator[tuple[str, ...]]:
    """*count* rows of company, commerce, accounting, age and status."""
    for number in range(count):
        scattered = number * 7919 % count
        yield (
            f"{_TRADES[number % 10]} {scattered:05} Ltd",
            _COMMERCE[number % 4],
            _ACCOUNTING[number % 3],
            f"{scattered % 23 + 1} h ago",
            STATUSES[scattered % 4],
        )
